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
import { messageTotals, ratesOf, readSpan, type Span, wholeOf } from "./counts"
import { funnelOf } from "./funnel"
import { readOverall } from "./overall"
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
  const now = ctx.clock.now()
  const read = (period: Period) => readSpan(ctx, row.id, period, now)
  const [span, whole, funnel] = await Promise.all([
    comparedSpans(input, { now, zone: row.timeZone }, read),
    wholeOf(ctx, row.id),
    hasFlow(row) ? readFunnel(ctx, input) : [],
  ])
  return { campaignId: row.id, ...span, rates: ratesOf(whole), funnel }
}

/** The same over all campaigns in the company's zone, and each campaign's part of it, newest first. */
export async function overallAnalysis(ctx: Ctx, input: AnalysisQuery & PageQuery): Promise<OverallAnalysis> {
  const zone = await companyTimeZone(ctx)
  const now = ctx.clock.now()
  const after = readCursor(input.cursor, "string")
  const rows = await ctx.db
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
    .limit(input.limit + 1)
  const shown = rows.slice(0, input.limit)
  const ids = shown.map((row) => row.id)
  const { period, before } = periodsOf(input, { now, zone })
  const [{ span, totals }, previous, messages] = await Promise.all([
    readOverall(ctx, period, { zone, now, ids }),
    before && readOverall(ctx, before, { zone, now, ids: [] }),
    messageTotals(ctx, ids),
  ])
  const last = shown.at(-1)
  return {
    ...told(input, { zone, period }, { span, previous: previous?.span ?? null }),
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

/** What a query asks for, and the days before it when it wants a comparison. */
async function comparedSpans(
  query: AnalysisQuery,
  where: { now: number; zone: string },
  read: (period: Period) => Promise<Span>,
) {
  const { period, before } = periodsOf(query, where)
  const [span, previous] = await Promise.all([read(period), before && read(before)])
  return told(query, { zone: where.zone, period }, { span, previous })
}

function told(
  query: AnalysisQuery,
  { zone, period }: { zone: string; period: Period },
  { span, previous }: { span: Span; previous: Span | null },
) {
  return {
    range: query.range,
    timeZone: zone,
    step: period.step,
    ...span,
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
