import type { Metric } from "../../src/services/analysis/schema"
import { formatNumber } from "../locales/format"
import { useUi } from "../ui"
import { gridOf, labelled } from "./scale"

/** One line of the chart. */
export interface ChartLine {
  metric: Metric
  /** What the table and the reader call it. */
  label: string
  values: number[]
  /** The same metric in the period before. */
  faint?: boolean
}

interface SeriesChartProps {
  lines: ChartLine[]
  /** Names of the points, short for the axis and in full. */
  points: { short: string; full: string }[]
  /** The members behind a value; null: nowhere to go. */
  hrefOf: (line: ChartLine, i: number) => string | null
}

/** Labels that fit under the chart, and on a phone. */
const labelsMax = 12
const labelsOnPhoneMax = 4
/** With more points than this the lines carry no dots. */
const dotsMax = 93

/**
 * Lines over time. The drawing stretches with its frame and says nothing to screen readers: the table behind it does. Dots
 * lead to the members behind them, for a pointer; by keyboard the table's numbers do.
 */
export function SeriesChart({ lines, points, hrefOf }: SeriesChartProps) {
  const { locale } = useUi()
  const grid = gridOf(Math.max(0, ...lines.flatMap((line) => line.values)))
  const top = grid.at(-1) ?? 1
  const count = Math.max(points.length, ...lines.map((line) => line.values.length))
  const x = (i: number) => (count <= 1 ? 50 : (i / (count - 1)) * 100)
  const y = (value: number) => 100 - (value / top) * 100
  const hasLabel = labelled(points.length, labelsMax)
  const onPhone = labelled(points.length, labelsOnPhoneMax)
  const isMinor = (i: number) => !onPhone(i)
  return (
    <div class="series" aria-hidden="true">
      <svg class="series-scale" role="presentation">
        {grid.map((value) => (
          <text key={value} x="100%" y={percent(y(value))} dy="4" text-anchor="end">
            {formatNumber(locale, value)}
          </text>
        ))}
      </svg>
      <svg class="series-plot" role="presentation">
        {grid.map((value) => (
          <line key={value} class="series-grid" x1="0" x2="100%" y1={percent(y(value))} y2={percent(y(value))} />
        ))}
        <svg viewBox="0 0 100 100" preserveAspectRatio="none" width="100%" height="100%" role="presentation">
          {lines.map((line) => (
            <path
              key={`${line.metric} ${line.faint}`}
              class="series-line"
              data-metric={line.metric}
              data-faint={line.faint ? "" : undefined}
              d={line.values.map((value, i) => `${i === 0 ? "M" : "L"}${round(x(i))} ${round(y(value))}`).join("")}
            />
          ))}
        </svg>
        {count <= dotsMax &&
          lines
            .filter((line) => !line.faint)
            .flatMap((line) =>
              line.values.map((value, i) =>
                value === 0 ? null : (
                  <Dot
                    key={`${line.metric} ${points[i]?.full}`}
                    metric={line.metric}
                    at={[percent(x(i)), percent(y(value))]}
                    title={`${points[i]?.full}: ${line.label} ${formatNumber(locale, value)}`}
                    href={hrefOf(line, i)}
                  />
                ),
              ),
            )}
      </svg>
      <svg class="series-labels" role="presentation">
        {points.map(({ short, full }, i) =>
          hasLabel(i) ? (
            <text key={full} x={percent(x(i))} y="14" text-anchor="middle" data-minor={isMinor(i) ? "" : undefined}>
              {short}
            </text>
          ) : null,
        )}
      </svg>
    </div>
  )
}

interface DotProps {
  metric: Metric
  at: [x: string, y: string]
  title: string
  href: string | null
}

function Dot({ metric, at, title, href }: DotProps) {
  const dot = (
    <circle class="series-dot" data-metric={metric} cx={at[0]} cy={at[1]} r="3.5">
      <title>{title}</title>
    </circle>
  )
  return href === null ? (
    dot
  ) : (
    <a href={href} tabIndex={-1}>
      {dot}
    </a>
  )
}

function percent(n: number): string {
  return `${round(n)}%`
}

function round(n: number): number {
  return Math.round(n * 100) / 100
}
