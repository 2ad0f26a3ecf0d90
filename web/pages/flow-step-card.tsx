import type { Step } from "../../src/engine/flow"
import { outcomeName } from "../chart/flow-chart"
import { type ChartView, stepNameOf } from "../chart/view"
import { Button, LinkButton } from "../components/button"
import { Chip } from "../components/chip"
import { Icon } from "../components/icon"
import { formatNumber } from "../locales/format"
import { problemText } from "../problem-text"
import { stepLooks, stepSummary } from "../steps/looks"
import type { Words } from "../steps/step-look"
import { useUi } from "../ui"

interface StepCardProps {
  id: string
  step: Step
  chart: ChartView
  home: string
  canEdit: boolean
  etag: string
  seen: string
}

/** One step in the list: what it does, where it leads, who is on it, what is wrong with it. */
export function FlowStepCard({ id, step, chart, home, canEdit, etag, seen }: StepCardProps) {
  const ui = useUi()
  const { t, locale } = ui
  const f = t.flowEdit
  const words: Words = {
    t,
    locale,
    stepName: (other) => stepNameOf(chart.flow, other),
    segmentName: (segment) => chart.segmentNames[segment] ?? segment,
    nameOf: (other) => chart.names[other] ?? other,
  }
  const name = stepNameOf(chart.flow, id)
  const path = `${home}/flow/steps/${id}`
  const here = chart.numbers[id]?.current ?? 0
  const problems = chart.problems.filter((problem) => problem.stepId === id)
  return (
    <li class="flow-step" id={`edit-${id}`} data-hue={stepLooks[step.type].hue}>
      <span class="step-icon">
        <Icon name={stepLooks[step.type].icon} />
      </span>
      <div class="flow-step-body">
        <p class="flow-step-head">
          <a href={path} class="strong">
            {name}
          </a>
          <span class="muted">{t.flow.types[step.type]}</span>
          {chart.flow.start === id && (
            <Chip tone="info" icon="play">
              {t.flow.start}
            </Chip>
          )}
          {here > 0 && <Chip icon="users">{f.here(here, formatNumber(locale, here))}</Chip>}
        </p>
        <p>{stepSummary(step, words)}</p>
        {Object.keys(step.outcomes).length > 0 && (
          <ul class="flow-ways">
            {Object.entries(step.outcomes).map(([outcome, to]) => (
              <li key={outcome}>
                <span class="muted">{outcomeName(t, outcome)}</span> <Icon name="chevronRight" />
                <a href={`#edit-${to}`}>{words.stepName(to)}</a>
              </li>
            ))}
          </ul>
        )}
        {problems.length > 0 && (
          <ul class="problems">
            {problems.map((problem) => (
              <li class="problem" key={`${problem.code} ${problem.message}`}>
                <Icon name="warning" />
                <span>{problemText(t, problem)}</span>
              </li>
            ))}
          </ul>
        )}
      </div>
      {canEdit && (
        <form method="post" class="flow-step-acts" aria-label={f.actsOf(name)}>
          <input type="hidden" name="etag" value={etag} />
          <input type="hidden" name="seen" value={seen} />
          <LinkButton href={path} look="quiet" icon="pencil">
            {t.actions.edit}
          </LinkButton>
          <Button look="quiet" icon="copy" iconOnly formaction={`${path}/duplicate`}>
            {f.duplicate(name)}
          </Button>
          {chart.flow.start !== id && step.type !== "end" && (
            <Button look="quiet" icon="play" iconOnly formaction={`${path}/start`}>
              {f.makeStart(name)}
            </Button>
          )}
          <LinkButton href={`${path}/remove`} look="quiet" icon="trash" dialog iconOnly>
            {f.remove(name)}
          </LinkButton>
        </form>
      )}
    </li>
  )
}
