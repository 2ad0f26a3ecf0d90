import * as z from "zod"
import { invalid } from "../../core/errors"
import { type Period, periodBefore, periodOf, rangeNames } from "../../engine/periods"
import { memberMetrics, messageMetrics } from "../../engine/series"

const localDate = z.string().max(10)

/** What every analysis takes (ANA-2). */
export const rangeShape = {
  range: z.enum(rangeNames).default("7d"),
  /** First and last local day of a `custom` range. */
  from: localDate.optional(),
  to: localDate.optional(),
  /** `1`: also the same number of days before. */
  compare: z.enum(["0", "1"]).default("0"),
}
export const analysisQuerySchema = z.object(rangeShape)
export type AnalysisQuery = z.infer<typeof analysisQuerySchema>

/** Everything that is counted over time: members, then messages of all channels. */
export const metrics = [...memberMetrics, ...messageMetrics] as const
export type Metric = (typeof metrics)[number]
export type Counts = Record<Metric, number>

const n = z.number().int()
export const countsSchema = z.object(
  Object.fromEntries(metrics.map((metric) => [metric, n])) as Record<Metric, typeof n>,
)
const channels = ["email", "sms", "push"] as const
const channelCounts = z.object(
  Object.fromEntries(messageMetrics.map((metric) => [metric, n])) as Record<(typeof messageMetrics)[number], typeof n>,
)

export const pointSchema = countsSchema.extend({ at: z.iso.datetime() })
export type Point = z.infer<typeof pointSchema>

const span = {
  /** Local days, first and last. */
  from: z.string(),
  to: z.string(),
  totals: countsSchema,
  points: z.array(pointSchema),
}

export const rateSchema = z.object({
  name: z.enum(["delivered", "bounced", "opened", "clicked", "engaged", "converted", "dismissed", "unsubscribed"]),
  part: n,
  whole: n,
  /** What `whole` counts; `arrived`: sent and not bounced. */
  of: z.enum(["sent", "arrived", "reached"]),
  /** `part` / `whole`; null when there is nothing to be a part of. */
  rate: z.number().nullable(),
})
export type Rate = z.infer<typeof rateSchema>

export const funnelStepSchema = z.object({
  stepId: z.string(),
  name: z.string(),
  type: z.string(),
  entered: n,
  current: n,
  /** How many went on by which outcome. */
  outcomes: z.record(z.string(), n),
  /** How many ended there. */
  ended: n,
})
export type FunnelStep = z.infer<typeof funnelStepSchema>

/** One period of one campaign, or of all. */
export const spanSchema = z.object({
  range: z.enum(rangeNames),
  timeZone: z.string(),
  step: z.enum(["hour", "day", "week"]),
  ...span,
  byChannel: z.partialRecord(z.enum(channels), channelCounts),
  previous: z.object(span).nullable(),
  /** Since the beginning; over all campaigns those of messages. */
  rates: z.array(rateSchema),
})

export const campaignAnalysisSchema = spanSchema
  .extend({
    campaignId: z.string(),
    /** Since the beginning, in the order of the flow; a regular campaign has no steps. */
    funnel: z.array(funnelStepSchema),
  })
  .meta({ id: "CampaignAnalysis" })
export type CampaignAnalysis = z.infer<typeof campaignAnalysisSchema>

/** A draft has nothing to tell. */
export const toldStatuses = ["scheduled", "active", "paused", "ended", "completed", "cancelled", "archived"] as const

export const overallAnalysisSchema = spanSchema
  .extend({
    campaigns: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        kind: z.enum(["flow", "campaign", "workflow"]),
        status: z.enum(toldStatuses),
        totals: countsSchema,
        rates: z.array(rateSchema),
      }),
    ),
    nextCursor: z.string().nullable(),
  })
  .meta({ id: "OverallAnalysis" })
export type OverallAnalysis = z.infer<typeof overallAnalysisSchema>

const faultTexts = {
  badDate: "This is no date like 2026-12-01.",
  reversed: "The last day is before the first.",
  tooLong: "A range has at most 1,830 days.",
}

/** The days that a query means, and those before them when it asks for a comparison. */
export function periodsOf(
  query: AnalysisQuery,
  where: { now: number; zone: string },
): { period: Period; before: Period | null } {
  const found = periodOf(query, where)
  if (!found.ok) {
    const { field, code } = found.fault
    throw invalid(field, code, faultTexts[code])
  }
  return { period: found.period, before: query.compare === "1" ? periodBefore(found.period, where.zone) : null }
}
