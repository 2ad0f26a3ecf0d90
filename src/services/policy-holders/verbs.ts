import { and, desc, eq, inArray, lt, sql } from "drizzle-orm"
import type * as z from "zod"
import { AppError, notFound } from "../../core/errors"
import { createId } from "../../core/ids"
import { isoOf } from "../../core/instant"
import { campaigns } from "../../db/schema"
import { auditInsert } from "../audit"
import type { Ctx } from "../context"
import { inGroups } from "../in-groups"
import { type Page, type PageQuery, pageFrom, pageOf, readCursor } from "../page"
import {
  type HolderKind,
  type HolderView,
  type holderCreateSchema,
  type holderPatchSchema,
  holderViewSchema,
  storedPolicySchema,
  tableOf,
} from "./schema"

export const holderPageSchema = pageOf(holderViewSchema)

const columnOf = { category: campaigns.categoryId, group: campaigns.groupId } as const

type Row = (typeof tableOf)[HolderKind]["$inferSelect"]

function view(row: Row): HolderView {
  return { ...row, policy: storedPolicySchema.parse(row.policy), createdAt: isoOf(row.createdAt) }
}

async function load(ctx: Ctx, kind: HolderKind, id: string): Promise<Row> {
  const table = tableOf[kind]
  const [row] = await ctx.db.select().from(table).where(eq(table.id, id))
  if (row === undefined) throw notFound(kind)
  return row
}

export async function createHolder(
  ctx: Ctx,
  input: { kind: HolderKind } & z.infer<typeof holderCreateSchema>,
): Promise<HolderView> {
  const { kind, ...fields } = input
  const createdAt = ctx.clock.now()
  const row = { id: createId(createdAt, ctx.random), ...fields, createdAt }
  await ctx.db.batch([
    ctx.db.insert(tableOf[kind]).values(row),
    auditInsert(ctx, { action: `${kind}.created`, subject: `${kind}:${row.id}`, after: fields }),
  ])
  return view(row)
}

export async function getHolder(ctx: Ctx, input: { kind: HolderKind; id: string }): Promise<HolderView> {
  return view(await load(ctx, input.kind, input.id))
}

export async function listHolders(ctx: Ctx, input: { kind: HolderKind } & PageQuery): Promise<Page<HolderView>> {
  const table = tableOf[input.kind]
  const after = readCursor(input.cursor, "string")
  const rows = await ctx.db
    .select()
    .from(table)
    .where(after === null ? undefined : lt(table.id, after[0]))
    .orderBy(desc(table.id))
    .limit(input.limit + 1)
  return pageFrom(rows, input.limit, { item: view, position: (row) => [row.id] })
}

/** Changes one. Its campaigns that are under way are told: what its policy has put off may leave earlier (POL-1). */
export async function updateHolder(
  ctx: Ctx,
  input: { kind: HolderKind; id: string; patch: z.infer<typeof holderPatchSchema> },
): Promise<HolderView> {
  const { kind, id, patch } = input
  const row = await load(ctx, kind, id)
  const changed = {
    ...row,
    name: patch.name ?? row.name,
    priority: patch.priority ?? row.priority,
    policy: patch.policy ?? row.policy,
  }
  const before = { name: row.name, priority: row.priority, policy: row.policy }
  const belongs = and(eq(columnOf[kind], id), inArray(campaigns.status, ["active", "paused"]))
  const [, , users] = await ctx.db.batch([
    ctx.db.update(tableOf[kind]).set(changed).where(eq(tableOf[kind].id, id)),
    auditInsert(ctx, { action: `${kind}.updated`, subject: `${kind}:${id}`, before, after: patch }),
    ctx.db
      .update(campaigns)
      .set({ rev: sql`${campaigns.rev} + 1`, updatedAt: ctx.clock.now() })
      .where(belongs)
      .returning({ id: campaigns.id }),
  ])
  await inGroups(users, (user) => ctx.campaigns.changed(user.id))
  return view(changed)
}

/** Deletes one that no campaign belongs to. */
export async function removeHolder(ctx: Ctx, input: { kind: HolderKind; id: string }): Promise<void> {
  const { kind, id } = input
  const row = await load(ctx, kind, id)
  const [user] = await ctx.db.select({ name: campaigns.name }).from(campaigns).where(eq(columnOf[kind], id)).limit(1)
  if (user !== undefined)
    throw new AppError("conflict", `The ${kind} is used by “${user.name}”.`, {
      reason: "holderUsed",
      named: [user.name],
    })
  await ctx.db.batch([
    ctx.db.delete(tableOf[kind]).where(eq(tableOf[kind].id, id)),
    auditInsert(ctx, { action: `${kind}.deleted`, subject: `${kind}:${id}`, before: { name: row.name } }),
  ])
}
