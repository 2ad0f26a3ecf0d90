import { AppError, notFound } from "../../core/errors"
import { createId } from "../../core/ids"
import { insertReceipt, readReceipt } from "../../db/receipts"
import type { Source } from "../../engine/types"
import { campaignTakingData, membersAmong, noSuchMember } from "../campaign-data/known"
import type { Ctx } from "../context"
import { loadOccasion } from "../occasions/verbs"
import { checkItems, type ItemKind, type RejectedItem, said, wakeOf } from "./items"
import { storeItems } from "./store"

/** Items of one post. */
const itemsMax = 1_000

export interface AcceptInput {
  kind: "joins" | "leaves" | "events" | "attendance" | "data"
  /** For joins and leaves. */
  segmentId?: string
  /** For attendance. */
  occasionId?: string
  /** For campaign data. */
  campaignId?: string
  items: readonly unknown[]
  /** webhook-id or Idempotency-Key, made unique by its sender; null when the post has none. */
  key: string | null
  /** With an Idempotency-Key: what the body hashes to; another body under the same key is a conflict. */
  bodyHash?: string
  source: Source
}

export interface Accepted {
  accepted: number
  rejected: RejectedItem[]
  /** True when the key was seen before: the first answer again, nothing done. */
  replayed: boolean
}

/**
 * Takes joins, leaves, events, attendance or campaign data. On return everything accepted is durable (API-2); what it leads to follows at once.
 * Throws notFound for an unknown segment or occasion, conflict for one that nobody can join, invalid for too many items.
 */
export async function accept(ctx: Ctx, input: AcceptInput): Promise<Accepted> {
  const db = ctx.db.$client
  if (input.items.length < 1 || input.items.length > itemsMax) {
    const path = input.kind === "events" ? "events" : "members"
    const message = `A post takes 1 to ${itemsMax} items.`
    throw new AppError("invalid", message, { errors: [{ path, code: "size", message }] })
  }
  const before = await firstAnswer(ctx, input)
  if (before !== null) return before
  const now = ctx.clock.now()
  const of = await itemKind(ctx, input, now)
  const { accepted, rejected } = await withKnownMembers(ctx, of, checkItems(of, input.items, input.source, now))
  const answer = { accepted: accepted.length, rejected }
  const { statements, rows } = storeItems(ctx, wakeOf(of), accepted, now)
  if (input.key !== null)
    statements.unshift(
      insertReceipt(db, { key: input.key, answer: { ...answer, bodyHash: input.bodyHash }, createdAt: now }),
    )
  try {
    if (statements.length > 0) await db.batch(statements)
  } catch (error) {
    // A twin of this post may have been quicker: its receipt made ours impossible.
    const twin = await firstAnswer(ctx, input)
    if (twin !== null) return twin
    throw error
  }
  if (rows.length > 0) ctx.inbox.dispatch(rows)
  return { ...answer, replayed: false }
}

/** What the items of a post mean. Throws when the thing that they are about is not there, or takes none. */
async function itemKind(ctx: Ctx, input: AcceptInput, now: number): Promise<ItemKind> {
  const { kind, segmentId = "", occasionId = "", campaignId = "" } = input
  switch (kind) {
    case "events":
      return { kind, keyBase: input.key ?? createId(now, ctx.random) }
    case "attendance":
      await loadOccasion(ctx, occasionId)
      return { kind, occasionId }
    case "data": {
      const row = await campaignTakingData(ctx, campaignId)
      return { kind, campaignId: row.id, fields: row.settings.dataFields ?? [] }
    }
    default:
      await requireListSegment(ctx, segmentId)
      return { kind, segmentId }
  }
}

/** Campaign data of nobody is listed with what is wrong; all else may make its member. */
async function withKnownMembers(ctx: Ctx, of: ItemKind, checked: ReturnType<typeof checkItems>) {
  if (of.kind !== "data" || checked.accepted.length === 0) return checked
  const known = await membersAmong(ctx, [...new Set(checked.accepted.map(({ memberId }) => memberId))])
  const strangers = checked.accepted.filter(({ memberId }) => !known.has(memberId))
  const told = strangers.map(
    ({ index, memberId }): RejectedItem => ({ index, id: memberId, message: said([noSuchMember]) }),
  )
  return {
    accepted: checked.accepted.filter(({ memberId }) => known.has(memberId)),
    rejected: [...checked.rejected, ...told].sort((a, b) => a.index - b.index),
  }
}

/** The answer kept under the post's key, if any. Throws conflict when it was given to another body. */
async function firstAnswer(ctx: Ctx, input: AcceptInput): Promise<Accepted | null> {
  if (input.key === null) return null
  const kept = await readReceipt<Omit<Accepted, "replayed"> & { bodyHash?: string }>(ctx.db.$client, input.key)
  if (kept === null) return null
  if (input.bodyHash !== undefined && kept.bodyHash !== input.bodyHash) {
    throw new AppError("conflict", "This Idempotency-Key was used for another request.", { reason: "keyReused" })
  }
  return { accepted: kept.accepted, rejected: kept.rejected, replayed: true }
}

/** Throws unless members can be put into this segment from outside: notFound, or conflict for `everyone` and rule segments. */
export async function requireListSegment(ctx: Ctx, segmentId: string): Promise<void> {
  const row = await ctx.db.$client
    .prepare("SELECT kind FROM segments WHERE id = ?")
    .bind(segmentId)
    .first<{ kind: string }>()
  if (segmentId === "everyone" || (row !== null && row.kind !== "list")) {
    throw new AppError(
      "conflict",
      "Members join and leave this segment by themselves; only list segments take joins and leaves.",
      { reason: "ownMembers" },
    )
  }
  if (row === null) throw notFound("segment")
}
