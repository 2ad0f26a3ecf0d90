import type { ComponentChildren } from "preact"
import type { CampaignAnalysis, Metric, OverallAnalysis } from "../../src/services/analysis/schema"
import { LinkButton } from "../components/button"
import { EmptyState } from "../components/empty-state"
import { PageHead } from "../components/page-head"
import { CampaignChip } from "../components/status-chip"
import { Table } from "../components/table"
import { Shell } from "../layout/shell"
import { formatNumber, formatPercent, localMomentOf, zoneName } from "../locales/format"
import { useUi } from "../ui"
import { AnalysisChart } from "./analysis-chart"
import { type AnalysisFilter, AnalysisFilters } from "./analysis-filters"
import { Funnel } from "./analysis-funnel"
import { type AnalysisSpan, type Behind, Channels, daysText, Rates, Totals } from "./analysis-parts"
import { CampaignHead, type CampaignHeadView, homeOf } from "./campaign-head"
import { WorkedExample } from "./worked-example"

/** Answers keep coming this often while the period goes on (ANA-1: within two seconds). */
const livePoll = "every 1500ms"

interface Shown {
  filter: AnalysisFilter
}

/** Analysis of one campaign, flow or workflow (ANA-2). */
export function CampaignAnalysisPage(props: Shown & { campaign: CampaignHeadView; analysis: CampaignAnalysis }) {
  const { campaign, analysis, filter } = props
  const { t } = useUi()
  const here = `${homeOf(campaign)}/analysis`
  const hrefOf = (query: Record<string, string>) => `${here}/members?${new URLSearchParams(query)}`
  if (campaign.status === "draft" && isNothing(analysis)) {
    return (
      <Shell title={`${campaign.name} · ${t.analysis.title}`} wide>
        <CampaignHead campaign={campaign} tab="analysis" />
        <EmptyState icon="chart" title={t.analysis.draft} text={t.analysis.emptyText} />
      </Shell>
    )
  }
  return (
    <Shell title={`${campaign.name} · ${t.analysis.title}`} wide>
      <CampaignHead campaign={campaign} tab="analysis" />
      <AnalysisFilters action={here} filter={filter} />
      <Numbers {...{ span: analysis, filter, here }} behind={(metric, of) => hrefOf({ metric, ...of })}>
        {analysis.funnel.length > 0 && <Funnel steps={analysis.funnel} hrefOf={hrefOf} />}
      </Numbers>
    </Shell>
  )
}

interface OverallProps extends Shown {
  analysis: OverallAnalysis
  /** Nothing in the system yet: offer the worked example (UI-5). */
  firstVisit: boolean
}

/** Analysis over all campaigns, and each one's part of it (CAM-1: with its label). */
export function OverallAnalysisPage({ analysis, filter, firstVisit }: OverallProps) {
  const { t } = useUi()
  if (analysis.campaigns.length === 0 && isNothing(analysis)) return <NoAnalysis firstVisit={firstVisit} />
  return (
    <Shell title={t.analysis.title} wide>
      <PageHead title={t.analysis.title} label={t.analysis.all} />
      <AnalysisFilters action="/analysis" filter={filter} />
      <Numbers span={analysis} filter={filter} here="/analysis" behind={null}>
        <ByCampaign analysis={analysis} query={queryOf(filter)} />
      </Numbers>
    </Shell>
  )
}

/** What will stand here, and how to begin. */
function NoAnalysis({ firstVisit }: { firstVisit: boolean }) {
  const { t, user } = useUi()
  const a = t.analysis
  return (
    <Shell title={a.title} wide>
      <PageHead title={a.title} label={a.all} />
      <EmptyState icon="chart" title={a.noCampaigns} text={a.emptyText}>
        {user?.canWrite && (
          <LinkButton href="/campaigns/new" look="primary" icon="plus">
            {t.campaigns.new}
          </LinkButton>
        )}
        {!firstVisit && <LinkButton href="/campaigns">{a.toCampaigns}</LinkButton>}
      </EmptyState>
      {firstVisit && <WorkedExample />}
    </Shell>
  )
}

/** Nothing has ever been counted, as far as this page can tell. */
function isNothing({ totals, rates }: AnalysisSpan): boolean {
  return Object.values(totals).every((n) => n === 0) && rates.every(({ whole }) => whole === 0)
}

function Numbers(props: {
  span: AnalysisSpan
  filter: AnalysisFilter
  here: string
  behind: Behind
  children: ComponentChildren
}) {
  const { span, filter, here, behind, children } = props
  const { t, locale, path, now } = useUi()
  const a = t.analysis
  // While the last day goes on, what is shown keeps coming.
  const live = localMomentOf(now, span.timeZone).slice(0, 10) <= span.to
  return (
    <div id="analysis" class="stack-lg">
      {live && (
        <div
          hx-get={path}
          hx-trigger={livePoll}
          hx-target="#analysis"
          hx-select="#analysis"
          hx-swap="outerMorph"
          data-live=""
          hidden
        />
      )}
      <div class="row analysis-days-shown">
        <p class="grow muted">{`${daysText(locale, span)} (${zoneName(span.timeZone)})`}</p>
        <LinkButton href={`${here}.csv?${queryOf(filter)}`} icon="download">
          {a.csv}
        </LinkButton>
      </div>
      <Totals span={span} shown={filter.shown} behind={behind} />
      <AnalysisChart span={span} shown={filter.shown} behind={behind} asTable={filter.asTable} />
      <div class="analysis-pair">
        <Rates rates={span.rates} />
        <Channels span={span} behind={behind} />
      </div>
      {children}
    </div>
  )
}

/** The period of a page as the query of another. */
function queryOf({ range, from, to }: AnalysisFilter): string {
  return new URLSearchParams(range === "custom" ? { range, from, to } : { range }).toString()
}

function ByCampaign({ analysis, query }: { analysis: OverallAnalysis; query: string }) {
  const { t, locale } = useUi()
  const a = t.analysis
  const number = (metric: Metric) => ({
    label: a.metrics[metric],
    end: true,
    cell: (row: OverallAnalysis["campaigns"][number]) => formatNumber(locale, row.totals[metric]),
  })
  if (analysis.campaigns.length === 0) return null
  return (
    <section class="panel" aria-labelledby="by-campaign">
      <h2 id="by-campaign">{a.byCampaign}</h2>
      <Table
        caption={t.campaigns.title}
        rows={analysis.campaigns}
        rowKey={(row) => row.id}
        nextCursor={analysis.nextCursor}
        columns={[
          {
            label: a.campaign,
            cell: (row) => (
              <>
                <a class="table-main" href={`/campaigns/${row.id}/analysis?${query}`}>
                  {row.name}
                </a>
                <p class="eyebrow">{row.kind === "flow" ? t.campaigns.label : t.campaigns.labelRegular}</p>
              </>
            ),
          },
          {
            label: t.campaigns.columns.status,
            cell: (row) => <CampaignChip status={row.status} />,
          },
          number("entered"),
          number("reached"),
          number("engaged"),
          number("converted"),
          number("unsubscribed"),
          number("sent"),
          {
            label: a.openRate,
            end: true,
            cell: ({ rates }) => {
              const { part, whole } = rates.find(({ name }) => name === "opened") ?? { part: 0, whole: 0 }
              return (
                <span title={a.rates.of.arrived(formatNumber(locale, part), formatNumber(locale, whole))}>
                  {formatPercent(locale, part, whole)}
                </span>
              )
            },
          },
        ]}
      />
    </section>
  )
}
