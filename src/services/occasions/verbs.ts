import { and, desc, eq, lt, sql } from "drizzle-orm"
import type * as z from "zod"
import { AppError, type FieldError, notFound } from "../../core/errors"
import { createId } from "../../core/ids"
import { isoOf } from "../../core/instant"
import { attendance, campaigns, campaignUses, occasions, segments } from "../../db/schema"
import { parseInstant, startInstant } from "../../engine/timing"
import { auditInsert } from "../audit"
import { everyoneId, refuse } from "../campaigns/settings"
import type { Ctx } from "../context"
import { inGroups } from "../in-groups"
import { containing, type Page, pageFrom, pageOf, type pageQuerySchema, readCursor } from "../page"
import { type OccasionCreate, type OccasionPatch, type OccasionView, occasionViewSchema } from "./schema"

export const occasionPageSchema = pageOf(occasionViewSchema)
type Row = typeof occasions.$inferSelect
type User = OccasionView["usedBy"][number]

/** Makes an occasion (WF-3). */
export async function createOccasion(ctx: Ctx, input: OccasionCreate): Promise<OccasionView> {
  const { name, timeZone, location = null, segmentId = null } = input
  refuse(await segmentErrors(ctx, segmentId))
  const now = ctx.clock.now()
  const at = instantOf(input.at, timeZone)
  const row = { id: createId(now, ctx.random), name, at, timeZone, location, segmentId, createdAt: now, updatedAt: now }
  await ctx.db.batch([
    ctx.db.insert(occasions).values(row),
    auditInsert(ctx, { action: "occasion.created", subject: `occasion:${row.id}`, after: input }),
  ])
  return view(row, [])
}

/** One occasion; 404 when there is none. */
export async function getOccasion(ctx: Ctx, input: { id: string }): Promise<OccasionView> {
  const row = await loadOccasion(ctx, input.id)
  return view(row, (await usersOf(ctx, [row.id])).get(row.id) ?? [])
}

/** Occasions, newest first. */
export async function listOccasions(
  ctx: Ctx,
  query: z.infer<typeof pageQuerySchema> & { query?: string | undefined },
): Promise<Page<OccasionView>> {
  const after = readCursor(query.cursor, "string")
  const rows = await ctx.db
    .select()
    .from(occasions)
    .where(
      and(
        query.query ? sql`${occasions.name} LIKE ${containing(query.query)} ESCAPE '\\'` : undefined,
        after === null ? undefined : lt(occasions.id, after[0]),
      ),
    )
    .orderBy(desc(occasions.id))
    .limit(query.limit + 1)
  const users = await usersOf(
    ctx,
    rows.map((row) => row.id),
  )
  return pageFrom(rows, query.limit, {
    item: (row) => view(row, users.get(row.id) ?? []),
    position: (row) => [row.id],
  })
}

/** Changes an occasion. When it moves, every campaign that refers to it is told, and waiting runs are re-timed (TIME-5). */
export async function updateOccasion(ctx: Ctx, input: { id: string; patch: OccasionPatch }): Promise<OccasionView> {
  const { id, patch } = input
  const row = await loadOccasion(ctx, id)
  refuse(await segmentErrors(ctx, patch.segmentId ?? null))
  const timeZone = patch.timeZone ?? row.timeZone
  const updatedAt = ctx.clock.now()
  const changed: Row = {
    ...row,
    name: patch.name ?? row.name,
    at: patch.at === undefined ? row.at : instantOf(patch.at, timeZone),
    timeZone,
    location: patch.location === undefined ? row.location : patch.location,
    segmentId: patch.segmentId === undefined ? row.segmentId : patch.segmentId,
    updatedAt,
  }
  const moved = changed.at !== row.at || changed.timeZone !== row.timeZone
  const users = (await usersOf(ctx, [id])).get(id) ?? []
  const { name, at, location, segmentId } = row
  await ctx.db.batch([
    ctx.db.update(occasions).set(changed).where(eq(occasions.id, id)),
    auditInsert(ctx, {
      action: moved ? "occasion.moved" : "occasion.updated",
      subject: `occasion:${id}`,
      before: { name, at: isoOf(at), timeZone: row.timeZone, location, segmentId },
      after: patch,
    }),
    ...(moved ? [nextRevision(ctx, id, updatedAt)] : []),
  ])
  if (moved) await inGroups(users, (user) => ctx.campaigns.changed(user.id))
  return view(changed, users)
}

/** Every campaign that refers to an occasion changes with it: members that have seen the old date take the new one. */
function nextRevision(ctx: Ctx, occasionId: string, updatedAt: number) {
  const users = sql`(SELECT campaign_id FROM campaign_uses WHERE kind = 'occasion' AND ref = ${occasionId})`
  return ctx.db
    .update(campaigns)
    .set({ rev: sql`${campaigns.rev} + 1`, updatedAt })
    .where(sql`${campaigns.id} IN ${users}`)
}

/** Deletes an occasion that no published flow and no rule segment refers to, with its attendance list. */
export async function removeOccasion(ctx: Ctx, input: { id: string }): Promise<void> {
  const { id } = input
  const row = await loadOccasion(ctx, id)
  const inRules = await ctx.db
    .select({ name: segments.name })
    .from(segments)
    .where(sql`instr(coalesce(${segments.rule}, ''), ${`"${id}"`}) > 0`)
  const users = [...((await usersOf(ctx, [id])).get(id) ?? []), ...inRules].map((user) => user.name)
  if (users.length > 0) {
    const names = users.map((name) => `“${name}”`).join(", ")
    throw new AppError("conflict", `The occasion is used by ${names}.`, { reason: "occasionUsed", named: users })
  }
  await ctx.db.batch([
    ctx.db.delete(occasions).where(eq(occasions.id, id)),
    ctx.db.delete(attendance).where(eq(attendance.occasionId, id)),
    auditInsert(ctx, { action: "occasion.deleted", subject: `occasion:${id}`, before: { name: row.name } }),
  ])
}

export async function loadOccasion(ctx: Ctx, id: string): Promise<Row> {
  const [row] = await ctx.db.select().from(occasions).where(eq(occasions.id, id))
  if (row === undefined) throw notFound("occasion")
  return row
}

async function usersOf(ctx: Ctx, ids: readonly string[]): Promise<Map<string, User[]>> {
  const rows = await ctx.db
    .select({ ref: campaignUses.ref, id: campaigns.id, name: campaigns.name, kind: campaigns.kind })
    .from(campaignUses)
    .innerJoin(campaigns, eq(campaigns.id, campaignUses.campaignId))
    .where(
      and(
        eq(campaignUses.kind, "occasion"),
        sql`${campaignUses.ref} IN (SELECT value FROM json_each(${JSON.stringify(ids)}))`,
      ),
    )
  const users = new Map<string, User[]>()
  for (const { ref, ...user } of rows) users.set(ref, [...(users.get(ref) ?? []), user])
  return users
}

/** Epoch ms of what the schema has let through. */
function instantOf(moment: string, timeZone: string): number {
  const at = parseInstant(moment) ?? startInstant(moment, timeZone)
  if (at === null) throw new Error("The schema lets no other moment through")
  return at
}

async function segmentErrors(ctx: Ctx, segmentId: string | null): Promise<FieldError[]> {
  if (segmentId === null || segmentId === everyoneId) return []
  const found = await ctx.db.select({ id: segments.id }).from(segments).where(eq(segments.id, segmentId))
  return found.length > 0 ? [] : [{ path: "segmentId", code: "notFound", message: "No such segment." }]
}

function view(row: Row, usedBy: User[]): OccasionView {
  const { id, name, timeZone, location, segmentId } = row
  const times = { createdAt: isoOf(row.createdAt), updatedAt: isoOf(row.updatedAt) }
  return { id, name, at: isoOf(row.at), timeZone, location, segmentId, usedBy, ...times }
}
