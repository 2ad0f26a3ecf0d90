import type { FunnelStep } from "../../src/services/analysis/schema"
import { outcomeName } from "../chart/flow-chart"
import { Table } from "../components/table"
import { formatNumber, formatPercent } from "../locales/format"
import { useUi } from "../ui"

interface FunnelProps {
  steps: FunnelStep[]
  /** The members behind a step's number. */
  hrefOf: (query: Record<string, string>) => string
}

/** Step by step: how many came, and how they went on (ANA-2). */
export function Funnel({ steps, hrefOf }: FunnelProps) {
  const { t, locale } = useUi()
  const f = t.analysis.funnel
  const first = steps[0]?.entered ?? 0
  const number = (n: number, step: FunnelStep, query: Record<string, string>, what: string) => {
    const text = formatNumber(locale, n)
    if (n <= 0) return <span class="muted">{text}</span>
    return (
      <a href={hrefOf({ ...query, stepId: step.stepId })} aria-label={t.analysis.behind(text, what, step.name)}>
        {text}
      </a>
    )
  }
  return (
    <section class="panel" aria-labelledby="funnel">
      <h2 id="funnel">{f.title}</h2>
      <p class="muted">{f.text}</p>
      <Table
        caption={f.text}
        rows={steps}
        rowKey={(step) => step.stepId}
        columns={[
          {
            label: f.step,
            cell: (step) => (
              <>
                <span class="table-main">{step.name}</span>
                <p class="muted funnel-type">{t.flow.types[step.type as keyof typeof t.flow.types] ?? step.type}</p>
              </>
            ),
          },
          {
            label: f.entered,
            cell: (step) => (
              <div class="funnel-came">
                <svg class="funnel-bar" aria-hidden="true">
                  <rect
                    width={`${first === 0 ? 0 : Math.min(100, (100 * step.entered) / first)}%`}
                    height="100%"
                    rx="3"
                  />
                </svg>
                {number(step.entered, step, { metric: "entered" }, f.entered)}
                <span class="number-of">{formatPercent(locale, step.entered, first)}</span>
              </div>
            ),
          },
          {
            label: f.on,
            cell: (step) => (
              <ul class="funnel-ways">
                {byNumber(step.outcomes).map(([outcome, n]) => {
                  const name = outcome === "moved" ? f.moved : outcomeName(t, outcome)
                  return (
                    <li key={outcome}>
                      {name} {number(n, step, { metric: "left", reason: outcome }, name)}
                    </li>
                  )
                })}
              </ul>
            ),
          },
          {
            label: f.current,
            end: true,
            cell: (step) => number(step.current, step, { metric: "current" }, f.current),
          },
          { label: f.ended, end: true, cell: (step) => formatNumber(locale, step.ended) },
        ]}
      />
    </section>
  )
}

/** The way most went comes first. */
function byNumber(outcomes: Record<string, number>): [string, number][] {
  return Object.entries(outcomes).sort(([, a], [, b]) => b - a)
}
