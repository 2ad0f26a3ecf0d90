import { assertNever } from "../core/assert"
import { isMessageChannel } from "./consent"
import type { ActivityRecord, Channel, DeliveryReport, JournalEntry } from "./types"

/** Length of a bucket in ms: fine enough for the days of every time zone. */
export const bucketMs = 15 * 60_000

/** Members, each counted once in a campaign but for those who enter again or get a result again after a reset (ANA-2). */
export const memberMetrics = ["entered", "reached", "engaged", "converted", "dismissed", "unsubscribed"] as const
export type MemberMetric = (typeof memberMetrics)[number]

/** Messages, by channel: `sent:email`, `opened:push`, … */
export const messageMetrics = ["sent", "delivered", "bounced", "opened", "clicked"] as const
export type MessageMetric = (typeof messageMetrics)[number]
export type SeriesMetric = MemberMetric | `${MessageMetric}:${Channel}`

/** All of them. */
export const seriesMetrics: readonly SeriesMetric[] = [
  ...memberMetrics,
  ...messageMetrics.flatMap((metric) =>
    (["email", "sms", "push"] as const).map((channel) => `${metric}:${channel}` as const),
  ),
]

/** How far one count of a campaign moves in one bucket (quarter hours since the epoch). */
export interface SeriesChange {
  campaignId: string
  bucket: number
  metric: SeriesMetric
  n: number
}

/** The bucket that an instant (epoch ms) falls into. */
export function bucketOf(at: number): number {
  return Math.floor(at / bucketMs)
}

/** What a record adds to the series, summed. What happened is counted when it happened, however late it is heard of. */
export function seriesOf(record: Pick<ActivityRecord, "at" | "entries">): SeriesChange[] {
  const changes = new Map<string, SeriesChange>()
  for (const entry of record.entries) {
    for (const { campaignIds, metric } of countsOf(entry)) {
      const bucket = bucketOf("happenedAt" in entry ? (entry.happenedAt ?? record.at) : record.at)
      for (const campaignId of campaignIds) {
        const key = `${campaignId} ${bucket} ${metric}`
        const change = changes.get(key)
        if (change) change.n++
        else changes.set(key, { campaignId, bucket, metric, n: 1 })
      }
    }
  }
  return [...changes.values()]
}

interface Count {
  campaignIds: readonly string[]
  metric: SeriesMetric
}

function countsOf(entry: JournalEntry): Count[] {
  switch (entry.type) {
    case "runStarted":
      return [{ campaignIds: [entry.campaignId], metric: "entered" }]
    case "converted":
    case "dismissed":
      return [{ campaignIds: [entry.campaignId], metric: entry.type }]
    case "deliverySent":
      return [...firsts(entry.firstIn, "reached"), ...ofMessage(entry, "sent")]
    case "deliveryReported": {
      const metric = entry.first ? metricOf(entry.report) : null
      return [...firsts(entry.firstIn, "engaged"), ...(metric === null ? [] : ofMessage(entry, metric))]
    }
    case "consentChanged":
      return firsts(entry.firstIn, "unsubscribed")
    default:
      return []
  }
}

function firsts(campaignIds: readonly string[] | undefined, metric: MemberMetric): Count[] {
  return campaignIds === undefined ? [] : [{ campaignIds, metric }]
}

/** A message counts for the flow that sent it and for the campaign it is of (FLOW-8). */
function ofMessage(
  { campaignId, of, channel }: Extract<JournalEntry, { type: "deliverySent" | "deliveryReported" }>,
  metric: MessageMetric,
): Count[] {
  if (!isMessageChannel(channel)) return []
  return [{ campaignIds: of === undefined ? [campaignId] : [campaignId, of], metric: `${metric}:${channel}` }]
}

function metricOf(report: DeliveryReport): MessageMetric | null {
  switch (report.type) {
    case "delivered":
    case "bounced":
    case "opened":
    case "clicked":
      return report.type
    case "complained":
    case "replied":
      return null
    default:
      return assertNever(report)
  }
}
