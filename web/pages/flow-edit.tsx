import type { Step } from "../../src/engine/flow"
import { FlowChart } from "../chart/flow-chart"
import { type ChartView, stepNameOf } from "../chart/view"
import { LinkButton } from "../components/button"
import { Notice } from "../components/notice"
import type { FormChoices } from "../forms/choices"
import { Shell } from "../layout/shell"
import { useUi } from "../ui"
import { CampaignHead, type CampaignHeadView, homeOf } from "./campaign-head"
import { FlowConflict, type FlowNews } from "./flow-conflict"
import { FlowStepCard } from "./flow-step-card"
import { FlowTabs } from "./flow-tabs"
import { ProblemList } from "./problem-list"
import { StepPalette } from "./step-palette"

export interface FlowEditProps {
  campaign: CampaignHeadView
  chart: ChartView
  /** Steps in walking order. */
  order: string[]
  types: FormChoices["types"]
  /** The draft that the page shows, and what it says (FLOW-16). */
  etag: string
  seen: string
  /** Why it cannot be edited; null when it can. */
  locked: string | null
  draftAhead: boolean
  news?: FlowNews | undefined
}

/** The steps of a flow one after the other, with the chart beside them and the palette below. */
export function FlowEditPage(props: FlowEditProps) {
  const { campaign } = props
  const { t } = useUi()
  return (
    <Shell title={`${campaign.name} · ${t.flowEdit.tabs.steps}`} wide>
      <CampaignHead campaign={campaign} tab="flow" />
      <FlowTabs campaign={campaign} tab="steps" />
      <FlowSteps {...props} />
    </Shell>
  )
}

/** The list itself, also for editors without script. */
export function FlowSteps(props: FlowEditProps) {
  const { campaign, chart, order, types, etag, seen, locked, draftAhead, news } = props
  const { t, user } = useUi()
  const f = t.flowEdit
  const home = homeOf(campaign)
  const canEdit = user?.canWrite === true && locked === null
  const stepName = (id: string) => stepNameOf(chart.flow, id)
  const ofFlow = chart.problems.filter((problem) => problem.stepId === undefined)
  const unpublished = campaign.version === null || draftAhead
  return (
    <>
      {news && <FlowConflict news={news} stepName={stepName} />}
      {locked !== null && (
        <Notice>
          <p>{locked}</p>
        </Notice>
      )}
      {canEdit && unpublished && (
        <Notice {...(chart.problems.length > 0 ? { tone: "attention" as const } : {})}>
          <p>{chart.problems.length > 0 ? f.toSolve(chart.problems.length) : f.ready}</p>
          {campaign.version !== null && (
            <div class="row">
              <LinkButton href={`${home}/publish`} look="primary">
                {f.toPublish}
              </LinkButton>
            </div>
          )}
        </Notice>
      )}
      {ofFlow.length > 0 && (
        <Notice tone="attention">
          <ProblemList problems={ofFlow} stepName={stepName} />
        </Notice>
      )}
      <div class="flow-split">
        <div class="stack">
          <section aria-labelledby="steps-title" class="stack">
            <h2 id="steps-title">{f.steps(order.length)}</h2>
            <ol class="flow-steps">
              {order.map((id) => {
                const step: Step | undefined = chart.flow.steps[id]
                return (
                  step && (
                    <FlowStepCard
                      key={id}
                      id={id}
                      step={step}
                      chart={chart}
                      home={home}
                      canEdit={canEdit}
                      etag={etag}
                      seen={seen}
                    />
                  )
                )
              })}
            </ol>
          </section>
          {canEdit && <StepPalette home={home} types={types} />}
        </div>
        <div class="flow-aside">
          <FlowChart view={chart} />
        </div>
      </div>
    </>
  )
}
