import type { Metric } from "../../src/services/analysis/schema"
import { type ChartLine, SeriesChart } from "../chart/series-chart"
import { Table } from "../components/table"
import { formatNumber } from "../locales/format"
import { useUi } from "../ui"
import { type AnalysisSpan, type Behind, pointName } from "./analysis-parts"

interface AnalysisChartProps {
  span: AnalysisSpan
  shown: Metric[]
  behind: Behind
  asTable: boolean
}

/** What was chosen over time, drawn and as a table; one of them is for the eye. */
export function AnalysisChart({ span, shown, behind, asTable }: AnalysisChartProps) {
  const { t, locale } = useUi()
  const a = t.analysis
  const names = span.points.map((point) => pointName(locale, point.at, span))
  const lines: ChartLine[] = shown.flatMap((metric) => {
    const label = a.metrics[metric]
    const now: ChartLine = { metric, label, values: span.points.map((point) => point[metric]) }
    const { previous } = span
    if (previous === null) return [now]
    const values = previous.points.map((point) => point[metric])
    return [{ metric, label: a.ofBefore(label), values, faint: true }, now]
  })
  const hrefOf = (line: ChartLine, i: number) => {
    const from = span.points[i]?.at
    return behind === null || from === undefined ? null : behind(line.metric, { from, ...nextOf(span, i) })
  }
  const caption = a.chartOf(shown.map((metric) => a.metrics[metric]).join(", "), a.steps[span.step])
  return (
    <section class="panel" aria-label={a.chart}>
      <p class="muted">{shown.length === 0 ? a.noSeries : a.ticked(a.steps[span.step])}</p>
      {!asTable && shown.length > 0 && <SeriesChart lines={lines} points={names} hrefOf={hrefOf} />}
      <div class={asTable ? undefined : "visually-hidden"}>
        <Table
          caption={caption}
          scrolls
          rows={names.map((name, i) => ({ name, i }))}
          rowKey={(row) => row.name.full}
          columns={[
            { label: a.when, keep: true, cell: (row) => row.name.full },
            ...lines.map((line) => ({
              label: line.label,
              end: true,
              cell: ({ i }: { i: number }) => {
                const text = formatNumber(locale, line.values[i] ?? 0)
                const href = asTable && !line.faint && line.values[i] ? hrefOf(line, i) : null
                return href === null ? text : <a href={href}>{text}</a>
              },
            })),
          ]}
        />
      </div>
    </section>
  )
}

/** The instant at which the point after this one begins. */
function nextOf(span: AnalysisSpan, i: number): { to?: string } {
  const next = span.points[i + 1]
  return next === undefined ? {} : { to: next.at }
}
