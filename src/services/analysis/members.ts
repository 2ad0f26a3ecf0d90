import { sql } from "drizzle-orm"
import { isoOf } from "../../core/instant"
import { type CampaignRef, loadCampaign } from "../campaigns/row"
import type { Ctx } from "../context"
import { fewOf } from "../deliveries/few"
import { type Page, pageFrom, readCursor, writeCursor } from "../page"
import { placeOfRuns } from "../place"
import type { MemberBehind, MembersQuery } from "./members-query"
import {
  type DeliveryMetric,
  deliveriesOf,
  placeAmongFew,
  placeOfMessages,
  runStatusesOf,
  runsOf,
  within,
} from "./members-sql"

/** Runs whose journal is read for one page: it is the bound of the work, and may leave a page short. */
const runsReadMax = 2_000

interface Found {
  memberId: string
  at: number
  position: number
  stepId?: string | null
  channel?: string | null
  deliveryId?: string | null
  runId?: string | null
  reason?: string | null
}

/**
 * The members behind a number of a campaign's analysis or of one of its steps, newest first (ANA-3). A page may be short,
 * or even empty, and still have a next one.
 */
export async function analysisMembers(ctx: Ctx, input: CampaignRef & MembersQuery): Promise<Page<MemberBehind>> {
  await loadCampaign(ctx, input.id, input.library)
  const { metric } = input
  if (metric === "converted" || metric === "dismissed") return resultPage(ctx, input, metric)
  const after = readCursor(input.cursor, "number")?.[0] ?? null
  if (metric !== "entered" && metric !== "left" && metric !== "current") {
    return messagePage(ctx, { ...input, metric }, after)
  }
  if (input.stepId !== undefined && metric !== "current") return movePage(ctx, input, after)
  const place = await placeOfRuns(ctx, { campaignId: input.id, statuses: runStatusesOf[metric], after })
  return cut(await ctx.db.all<Found>(runsOf({ ...input, metric }, place)), input.limit, place.looked)
}

async function messagePage(
  ctx: Ctx,
  input: CampaignRef & MembersQuery & { metric: DeliveryMetric },
  after: number | null,
): Promise<Page<MemberBehind>> {
  const few = input.metric === "failed" ? await fewOf(ctx, "failed") : null
  const place = few === null ? await placeOfMessages(ctx, input, after) : placeAmongFew(input.id, few, after)
  return cut(await ctx.db.all<Found>(deliveriesOf(input, place)), input.limit, place.looked)
}

function cut(rows: readonly Found[], limit: number, looked: number | null): Page<MemberBehind> {
  return pageFrom(rows, limit, { item: view, position: ({ position }) => [position], looked })
}

function view({ position: _, memberId, at, ...more }: Found): MemberBehind {
  const known = Object.entries(more).filter(([, value]) => value !== null && value !== undefined)
  return { memberId, at: isoOf(at), ...Object.fromEntries(known) }
}

/** By the key of `results`. */
async function resultPage(
  ctx: Ctx,
  input: CampaignRef & MembersQuery,
  kind: "converted" | "dismissed",
): Promise<Page<MemberBehind>> {
  const after = readCursor(input.cursor, "number", "string")
  const older = after === null ? sql`` : sql` AND (at, member_id) < (${after[0]}, ${after[1]})`
  const rows = await ctx.db.all<Found>(
    sql`SELECT member_id AS memberId, at, 0 AS position FROM results
      WHERE campaign_id = ${input.id} AND kind = ${kind}${within(sql`at`, input)}${older}
      ORDER BY at DESC, member_id DESC LIMIT ${input.limit + 1}`,
  )
  const shown = rows.slice(0, input.limit)
  const last = shown.at(-1)
  return {
    items: shown.map(view),
    nextCursor: rows.length > input.limit && last !== undefined ? writeCursor([last.at, last.memberId]) : null,
  }
}

/** Those who came to a step, or left it: the journals of the campaign's runs, so many at a time. */
async function movePage(
  ctx: Ctx,
  input: CampaignRef & MembersQuery,
  after: number | null,
): Promise<Page<MemberBehind>> {
  const at = sql`coalesce(e.value->>'at', a.at)`
  const type = input.metric === "entered" ? sql`'stepEntered'` : sql`'stepLeft'`
  const outcome = input.reason === undefined ? sql`` : sql` AND e.value->>'outcome' = ${input.reason}`
  const ended =
    input.metric === "left" && input.reason === undefined
      ? sql` OR (e.value->>'type' = 'runEnded' AND e.value->>'occupied')`
      : sql``
  const { where, order, looked } = await placeOfRuns(ctx, { campaignId: input.id, after })
  const [scanned, rows] = await Promise.all([
    ctx.db.all<{ n: number; last: number }>(
      sql`SELECT count(*) AS n, min(rowid) AS last FROM (SELECT rowid FROM runs WHERE ${where} ORDER BY ${order} DESC LIMIT ${runsReadMax})`,
    ),
    ctx.db.all<Found>(
      sql`SELECT r.member_id AS memberId, max(${at}) AS at, r.rowid AS position, r.id AS runId FROM
        (SELECT rowid, id, member_id FROM runs WHERE ${where} ORDER BY ${order} DESC LIMIT ${runsReadMax}) r
        CROSS JOIN activity a ON a.member_id = r.member_id
        CROSS JOIN json_each(a.entries) e ON ((e.value->>'type' = ${type}${outcome})${ended})
          AND e.value->>'stepId' = ${input.stepId} AND e.value->>'runId' = r.id${within(at, input)}
        GROUP BY r.rowid ORDER BY r.rowid DESC LIMIT ${input.limit + 1}`,
    ),
  ])
  const { n, last } = scanned[0] ?? { n: 0, last: 0 }
  return cut(rows, input.limit, n === runsReadMax ? last : looked)
}
