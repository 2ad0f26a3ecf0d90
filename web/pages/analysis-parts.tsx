import type { Counts, Metric, Point, Rate } from "../../src/services/analysis/schema"
import { Table } from "../components/table"
import { formatLocal, formatNumber, formatPercent, localMomentOf, zoneName } from "../locales/format"
import { useUi } from "../ui"
import { filterFormId } from "./analysis-filters"

/** One period of one campaign, or of all. */
export interface AnalysisSpan {
  range: string
  timeZone: string
  step: "hour" | "day" | "week"
  from: string
  to: string
  totals: Counts
  points: Point[]
  byChannel: Partial<
    Record<"email" | "sms" | "push", Record<"sent" | "delivered" | "bounced" | "opened" | "clicked", number>>
  >
  previous: { from: string; to: string; totals: Counts; points: Point[] } | null
  rates: Rate[]
}

/** What a number leads to: members behind it, within these instants; null: nowhere. */
export type Behind = ((metric: Metric, span: { from?: string; to?: string; channel?: string }) => string) | null

export const memberMetrics = ["entered", "reached", "engaged", "converted", "dismissed", "unsubscribed"] as const
export const messageMetrics = ["sent", "delivered", "bounced", "opened", "clicked"] as const

/** First and last instant of the shown points, for the members behind their totals. */
export function instantsOf(span: AnalysisSpan): { from?: string; to?: string } {
  const [first] = span.points
  return first === undefined ? {} : { from: first.at }
}

/** Totals of the period, each with what it is, what it was before, and whether it is drawn over time. */
export function Totals({ span, shown, behind }: { span: AnalysisSpan; shown: Metric[]; behind: Behind }) {
  const { t, locale } = useUi()
  const a = t.analysis
  const group = (title: string, metrics: readonly Metric[]) => (
    <section class="totals" aria-label={title}>
      <h2 class="eyebrow">{title}</h2>
      <dl class="stats">
        {metrics.map((metric) => {
          const text = formatNumber(locale, span.totals[metric])
          return (
            <div class="stat" key={metric} title={a.help[metric]}>
              <dt>
                <label class="series-choice">
                  <input
                    type="checkbox"
                    form={filterFormId}
                    id={`show-${metric}`}
                    name="show"
                    value={metric}
                    checked={shown.includes(metric)}
                  />
                  <span class="series-key" data-metric={metric} />
                  <span>{a.metrics[metric]}</span>
                </label>
              </dt>
              <dd>
                {behind && span.totals[metric] > 0 ? (
                  <a
                    href={behind(metric, instantsOf(span))}
                    aria-label={a.behind(text, a.metrics[metric], daysText(locale, span))}
                  >
                    {text}
                  </a>
                ) : (
                  text
                )}
                {span.previous && (
                  <span class="stat-before">{a.change(formatNumber(locale, span.previous.totals[metric]))}</span>
                )}
              </dd>
            </div>
          )
        })}
      </dl>
    </section>
  )
  return (
    <div class="analysis-totals">
      {group(a.members, memberMetrics)}
      {group(a.messages, messageMetrics)}
    </div>
  )
}

/** The days of a period in the reader's words. */
export function daysText(locale: "en" | "es", { from, to }: Pick<AnalysisSpan, "from" | "to">): string {
  return from === to ? formatLocal(locale, from) : `${formatLocal(locale, from)} – ${formatLocal(locale, to)}`
}

/** Shares, each with what it is a share of. */
export function Rates({ rates }: { rates: Rate[] }) {
  const { t, locale } = useUi()
  const r = t.analysis.rates
  return (
    <section class="panel" aria-labelledby="rates">
      <h2 id="rates">{r.title}</h2>
      <p class="muted">{r.text}</p>
      <dl class="rates">
        {rates.map((rate) => (
          <div key={rate.name}>
            <dt>{r.names[rate.name]}</dt>
            <dd>
              <b>{formatPercent(locale, rate.part, rate.whole)}</b>
            </dd>
            <dd class="muted">{r.of[rate.of](formatNumber(locale, rate.part), formatNumber(locale, rate.whole))}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}

/** Messages of each channel that had any. */
export function Channels({ span, behind }: { span: AnalysisSpan; behind: Behind }) {
  const { t, locale } = useUi()
  const a = t.analysis
  const rows = (["email", "sms", "push"] as const).flatMap((channel) => {
    const counts = span.byChannel[channel]
    return counts === undefined ? [] : [{ channel, counts }]
  })
  if (rows.length === 0) return null
  return (
    <section class="panel" aria-labelledby="channels">
      <h2 id="channels">{a.channels.title}</h2>
      <Table
        caption={`${a.messages}, ${a.channels.title}`}
        scrolls
        rows={rows}
        rowKey={(row) => row.channel}
        columns={[
          { label: a.channels.channel, keep: true, cell: (row) => a.channels[row.channel] },
          ...messageMetrics.map((metric) => ({
            label: a.metrics[metric],
            end: true,
            cell: (row: (typeof rows)[number]) => {
              const n = row.counts[metric]
              const text = formatNumber(locale, n)
              const href = behind && n > 0 ? behind(metric, { ...instantsOf(span), channel: row.channel }) : null
              return href === null ? text : <a href={href}>{text}</a>
            },
          })),
        ]}
      />
    </section>
  )
}

/** How a point is called: short on the axis, in full elsewhere. Its instant is read in the zone of the period. */
export function pointName(locale: "en" | "es", at: string, span: Pick<AnalysisSpan, "step" | "timeZone">) {
  const local = localMomentOf(Date.parse(at), span.timeZone)
  const [day = "", time = ""] = local.split("T")
  if (span.step === "hour") return { short: time, full: `${formatLocal(locale, local)} (${zoneName(span.timeZone)})` }
  const full = formatLocal(locale, day)
  return { short: full.split(" ").slice(1, 3).join(" "), full }
}
