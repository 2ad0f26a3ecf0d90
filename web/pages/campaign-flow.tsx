import type { RunStatus } from "../../src/engine/types"
import { FlowChart } from "../chart/flow-chart"
import { StepNumberList } from "../chart/step-numbers"
import { type ChartView, stepNameOf } from "../chart/view"
import { LinkButton } from "../components/button"
import { Chip } from "../components/chip"
import { Notice } from "../components/notice"
import { Stats, type StatView } from "../components/stat"
import { Shell } from "../layout/shell"
import type { Texts } from "../locales/en"
import { useUi } from "../ui"
import { CampaignHead, type CampaignHeadView, homeOf } from "./campaign-head"
import { FlowTabs } from "./flow-tabs"
import { ProblemList } from "./problem-list"

export type RunTotals = Record<RunStatus, number>

interface FlowPageProps {
  campaign: CampaignHeadView
  chart: ChartView
  totals: RunTotals
  /** The draft says something else than the published version. */
  draftAhead: boolean
}

/** Answers keep coming this often (ANA-1: within two seconds). */
const livePoll = "every 1500ms"

/** The flow as a chart with live numbers. */
export function CampaignFlowPage({ campaign, chart, totals, draftAhead }: FlowPageProps) {
  const { t, user } = useUi()
  const home = homeOf(campaign)
  return (
    <Shell title={campaign.name} wide>
      <CampaignHead campaign={campaign} tab="flow" />
      <FlowTabs campaign={campaign} tab="chart" />
      <div class="row-lg">
        <div class="grow">
          <div id="totals">
            <Stats stats={totalStats(t, home, totals)} />
          </div>
        </div>
        {campaign.version === null ? (
          <Chip icon="draft">{t.flow.unpublished}</Chip>
        ) : (
          <Chip tone="good" icon="activity">
            {t.flow.version(campaign.version)}
          </Chip>
        )}
        {user?.canWrite && (
          <LinkButton href={`${home}/flow/edit`} icon="pencil">
            {t.flow.edit}
          </LinkButton>
        )}
      </div>
      {draftAhead && (
        <Notice>
          <p>{t.flow.draftAhead}</p>
          {user?.canWrite && (
            <div class="row">
              <LinkButton href={`${home}/publish`} look="primary" dialog>
                {t.campaigns.lifecycle.publishChanges}
              </LinkButton>
            </div>
          )}
        </Notice>
      )}
      {chart.problems.length > 0 && (
        <Notice tone="attention" title={t.flow.problems(chart.problems.length)}>
          <ProblemList problems={chart.problems} stepName={(id) => stepNameOf(chart.flow, id)} />
        </Notice>
      )}
      <div hx-get={`${home}/flow/numbers`} hx-trigger={livePoll} hx-swap="none" data-live="" hidden />
      <FlowChart view={chart} />
    </Shell>
  )
}

/** The live answer: numbers only, each into its own place. */
export function FlowNumbers({
  chart,
  campaign,
  totals,
}: {
  chart: ChartView
  campaign: Pick<CampaignHeadView, "id" | "kind">
  totals: RunTotals
}) {
  const { t } = useUi()
  return (
    <>
      <div hx-swap-oob="innerMorph:#totals">
        <Stats stats={totalStats(t, homeOf(campaign), totals)} />
      </div>
      {Object.entries(chart.flow.steps).map(([id, step]) => (
        <StepNumberList
          key={id}
          home={homeOf(campaign)}
          stepId={id}
          name={stepNameOf(chart.flow, id)}
          type={step.type}
          numbers={chart.numbers[id]}
          swap
        />
      ))}
    </>
  )
}

function totalStats(t: Texts, home: string, totals: RunTotals): StatView[] {
  const statuses: RunStatus[] = ["active", "completed", "exited", "cancelled", "failed"]
  return statuses
    .filter((status) => totals[status] > 0 || status === "active" || status === "completed")
    .map((status) => ({
      label: t.flow.totals[status],
      value: totals[status],
      href: `${home}/members?status=${status}`,
    }))
}
