import { Icon } from "../components/icon"
import type { Texts } from "../locales/en"
import { problemText } from "../problem-text"
import { stepLooks, stepSummary } from "../steps/looks"
import type { Words } from "../steps/step-look"
import { useUi } from "../ui"
import type { ChartEdge } from "./graph"
import { layoutFlow, type PlacedEdge } from "./layout"
import { roundedPath } from "./path"
import { sizes } from "./sizes"
import { StepNumberList } from "./step-numbers"
import { type ChartView, stepNameOf } from "./view"

/** The flow drawn as a chart: a card for each step, lines named by their outcomes, loops led around. */
export function FlowChart({ view }: { view: ChartView }) {
  const { t } = useUi()
  const layout = layoutFlow(Object.keys(view.flow.steps), view.flow.start, edgesOf(view))
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls sideways, and must do so by keyboard too
    <section class="chart" tabIndex={0} aria-label={`${t.flow.chart}. ${t.flow.chartHelp}`}>
      <svg
        class="chart-canvas"
        width={layout.width}
        height={layout.height}
        viewBox={`0 0 ${layout.width} ${layout.height}`}
        role="presentation"
      >
        <defs>
          <marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto">
            <path class="chart-head" d="M0 0.5L8 4L0 7.5z" />
          </marker>
        </defs>
        {layout.edges.map((placed) => (
          <path
            key={`${placed.edge.from} ${placed.edge.outcome}`}
            class="chart-line"
            d={roundedPath(placed.points)}
            marker-end="url(#arrow)"
            data-loop={placed.loop ? "" : undefined}
          />
        ))}
        {layout.edges.map((placed) => (
          <OutcomeLabel key={`${placed.edge.from} ${placed.edge.outcome}`} placed={placed} />
        ))}
        {layout.nodes.map((node) => (
          <foreignObject key={node.id} x={node.x} y={node.y} width={sizes.cardWidth} height={sizes.cardHeight}>
            <StepCard id={node.id} view={view} unreachable={node.unreachable} />
          </foreignObject>
        ))}
      </svg>
    </section>
  )
}

function edgesOf({ flow }: ChartView): ChartEdge[] {
  return Object.entries(flow.steps).flatMap(([from, step]) => {
    const ways = Object.entries(step.outcomes).filter(([, to]) => to in flow.steps)
    return ways.map(([outcome, to], port) => ({ from, outcome, to, port, ports: ways.length }))
  })
}

/** A free outcome name (of a random split) is shown as it is. */
export function outcomeName(t: Texts, outcome: string): string {
  return t.flow.outcomes[outcome] ?? outcome
}

function OutcomeLabel({ placed }: { placed: PlacedEdge }) {
  const { t } = useUi()
  const { edge, label, labelWidth } = placed
  return (
    <foreignObject
      x={label[0] - labelWidth / 2}
      y={label[1] - sizes.labelHeight / 2}
      width={labelWidth}
      height={sizes.labelHeight}
    >
      <div class="chart-label" data-outcome={edge.outcome} aria-hidden="true">
        <span>{outcomeName(t, edge.outcome)}</span>
      </div>
    </foreignObject>
  )
}

function StepCard({ id, view, unreachable }: { id: string; view: ChartView; unreachable: boolean }) {
  const { t, locale } = useUi()
  const step = view.flow.steps[id]
  if (!step) return null
  const look = stepLooks[step.type]
  const words: Words = {
    t,
    locale,
    stepName: (other) => stepNameOf(view.flow, other),
    segmentName: (segment) => view.segmentNames[segment] ?? segment,
    nameOf: (id) => view.names[id] ?? id,
  }
  const problems = view.problems.filter(({ stepId }) => stepId === id).map((problem) => problemText(t, problem))
  const name = stepNameOf(view.flow, id)
  const summary = stepSummary(step, words)
  return (
    <article
      class="step"
      id={`step-${id}`}
      data-hue={look.hue}
      data-problem={problems.length > 0 ? "" : undefined}
      data-unreachable={unreachable ? "" : undefined}
    >
      <span class="step-icon">
        <Icon name={look.icon} />
      </span>
      <h2 class="step-name" title={name}>
        <span class="visually-hidden">{t.flow.types[step.type]}: </span>
        {name}
      </h2>
      {problems.length > 0 ? (
        <span class="step-warn" title={problems.join("\n")}>
          <Icon name="warning" />
          <span class="visually-hidden">
            {t.flow.problem}: {problems.join(" ")}
          </span>
        </span>
      ) : (
        <span />
      )}
      <p class="step-summary" title={summary}>
        {summary}
      </p>
      <StepNumberList home={view.home} stepId={id} name={name} type={step.type} numbers={view.numbers[id]} />
      <ul class="visually-hidden">
        {Object.entries(step.outcomes).map(([outcome, to]) => (
          <li key={outcome}>
            {outcomeName(t, outcome)}: {stepNameOf(view.flow, to)}
          </li>
        ))}
      </ul>
    </article>
  )
}
