import type { MemberBehind } from "../../src/services/analysis/members-query"
import { EmptyState } from "../components/empty-state"
import { LiveList } from "../components/list"
import { MemberLink, WhyLink } from "../components/member"
import { Table } from "../components/table"
import { Time } from "../components/time"
import { Shell } from "../layout/shell"
import { reasonWords } from "../reason-words"
import { useUi } from "../ui"
import { CampaignHead, type CampaignHeadView } from "./campaign-head"

interface AnalysisMembersProps {
  campaign: CampaignHeadView
  metric: string
  /** Name of the step whose number it is; null: the campaign's. */
  step: string | null
  rows: MemberBehind[]
  nextCursor: string | null
  stepNames: Record<string, string>
}

/** The members behind a number (ANA-3). */
export function AnalysisMembersPage(props: AnalysisMembersProps) {
  const { campaign, metric, step, rows, nextCursor, stepNames } = props
  const { t } = useUi()
  const { list, metrics, channels } = t.analysis
  const what = (metrics as Record<string, string>)[metric] ?? metric
  const title = list.title(what)
  const withReason = rows.some((row) => row.reason !== undefined)
  return (
    <Shell title={`${campaign.name} · ${title}`} wide>
      <CampaignHead campaign={campaign} tab="analysis" />
      <div>
        <h2>{title}</h2>
        {step !== null && <p class="muted">{list.of(step)}</p>}
      </div>
      <LiveList>
        {rows.length === 0 && nextCursor === null ? (
          <EmptyState icon="users" title={list.empty} text={list.emptyText} />
        ) : (
          <>
            {rows.length === 0 && <EmptyState icon="users" title={list.further} text={list.furtherText} />}
            <Table
              caption={title}
              rows={rows}
              rowKey={(row) => `${row.memberId} ${row.runId ?? row.deliveryId ?? row.at}`}
              nextCursor={nextCursor}
              columns={[
                {
                  label: list.member,
                  cell: (row) => <MemberLink id={row.memberId} />,
                },
                {
                  label: list.at,
                  keep: true,
                  cell: (row) => <Time at={Date.parse(row.at)} zone={campaign.timeZone} />,
                },
                {
                  label: list.step,
                  cell: (row) => (row.stepId === undefined ? "" : (stepNames[row.stepId] ?? row.stepId)),
                },
                {
                  label: list.message,
                  cell: (row) => channels[row.channel as "email" | "sms" | "push"] ?? row.channel ?? "",
                },
                ...(withReason
                  ? [
                      {
                        label: list.reason,
                        cell: (row: MemberBehind) => (row.reason === undefined ? "" : reasonWords(t, row.reason)),
                      },
                    ]
                  : []),
                {
                  label: t.explain.tab,
                  cell: (row) => (
                    <WhyLink memberId={row.memberId} campaignId={campaign.id} campaignName={campaign.name} />
                  ),
                },
              ]}
            />
          </>
        )}
      </LiveList>
    </Shell>
  )
}
