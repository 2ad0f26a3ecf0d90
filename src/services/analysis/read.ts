import { and, desc, inArray, lt, ne } from "drizzle-orm"
import { campaigns } from "../../db/schema"
import type { Period } from "../../engine/periods"
import type { CampaignStatus } from "../../engine/types"
import { type CampaignRef, hasFlow, loadCampaign } from "../campaigns/row"
import { campaignStats } from "../campaigns/stats"
import { companyTimeZone } from "../company/time-zone"
import type { Ctx } from "../context"
import { getFlow } from "../flows/get"
import { type PageQuery, readCursor, writeCursor } from "../page"
import { messageTotals, ratesOf, readSpan, type Span, totalsByCampaign, wholeOf } from "./counts"
import { funnelOf } from "./funnel"
import {
  type AnalysisQuery,
  type CampaignAnalysis,
  type FunnelStep,
  type OverallAnalysis,
  periodsOf,
  toldStatuses,
} from "./schema"

/** What one campaign, flow or workflow has come to in a range of days of its own zone (ANA-2). */
export async function campaignAnalysis(ctx: Ctx, input: CampaignRef & AnalysisQuery): Promise<CampaignAnalysis> {
  const { row } = await loadCampaign(ctx, input.id, input.library)
  const [span, whole, funnel] = await Promise.all([
    spanOf(ctx, input, { campaignId: row.id, zone: row.timeZone }),
    wholeOf(ctx, row.id),
    hasFlow(row) ? readFunnel(ctx, input) : [],
  ])
  return { campaignId: row.id, ...span, rates: ratesOf(whole), funnel }
}

/** The same over all campaigns in the company's zone, and each campaign's part of it, newest first. */
export async function overallAnalysis(ctx: Ctx, input: AnalysisQuery & PageQuery): Promise<OverallAnalysis> {
  const zone = await companyTimeZone(ctx)
  const { period } = periodsOf(input, { now: ctx.clock.now(), zone })
  const after = readCursor(input.cursor, "string")
  const [span, rows] = await Promise.all([
    spanOf(ctx, input, { campaignId: null, zone }),
    ctx.db
      .select({ id: campaigns.id, name: campaigns.name, kind: campaigns.kind, status: campaigns.status })
      .from(campaigns)
      .where(
        and(
          ne(campaigns.kind, "workflow"),
          inArray(campaigns.status, [...toldStatuses]),
          after === null ? undefined : lt(campaigns.id, after[0]),
        ),
      )
      .orderBy(desc(campaigns.id))
      .limit(input.limit + 1),
  ])
  const shown = rows.slice(0, input.limit)
  const ids = shown.map((row) => row.id)
  const [totals, messages] = await Promise.all([totalsByCampaign(ctx, ids, period), messageTotals(ctx, ids)])
  const last = shown.at(-1)
  return {
    ...span,
    rates: ratesOf(messages.all),
    campaigns: shown.map((row) => ({
      ...row,
      status: toldOf(row.status),
      totals: totals.get(row.id) ?? span.totals,
      rates: ratesOf(messages.byId.get(row.id) ?? {}),
    })),
    nextCursor: rows.length > input.limit && last !== undefined ? writeCursor([last.id]) : null,
  }
}

/** The query asks for no other. */
function toldOf(status: CampaignStatus): (typeof toldStatuses)[number] {
  return toldStatuses.find((one) => one === status) ?? "archived"
}

async function spanOf(ctx: Ctx, query: AnalysisQuery, of: { campaignId: string | null; zone: string }) {
  const now = ctx.clock.now()
  const { period, before } = periodsOf(query, { now, zone: of.zone })
  const read = (one: Period) => readSpan(ctx, of.campaignId, one, now)
  const [{ byChannel, ...span }, previous] = await Promise.all([read(period), before && read(before)])
  return {
    range: query.range,
    timeZone: of.zone,
    step: period.step,
    ...span,
    byChannel,
    previous: previous && withoutChannels(previous),
  }
}

function withoutChannels({ byChannel: _, ...span }: Span) {
  return span
}

async function readFunnel(ctx: Ctx, ref: CampaignRef): Promise<FunnelStep[]> {
  const [{ published, draft }, stats] = await Promise.all([getFlow(ctx, ref), campaignStats(ctx, ref)])
  return funnelOf(published?.flow ?? draft, stats)
}
