import type { Reason, RunStatus } from "../../src/engine/types"
import { Button } from "../components/button"
import { EmptyState } from "../components/empty-state"
import { ListFilters, LiveList } from "../components/list"
import { MemberLink, WhyLink } from "../components/member"
import { SelectField } from "../components/select"
import { RunChip } from "../components/status-chip"
import { Table } from "../components/table"
import { Time } from "../components/time"
import { Shell } from "../layout/shell"
import { reasonWords } from "../reason-words"
import { useUi } from "../ui"
import { CampaignHead, type CampaignHeadView, homeOf } from "./campaign-head"

export interface RunListRow {
  id: string
  memberId: string
  status: RunStatus
  stepId: string
  enteredAt: number
  wakeAt: number | null
  endedAt: number | null
  reason: Reason | string | null
}

interface CampaignMembersProps {
  campaign: CampaignHeadView
  rows: RunListRow[]
  nextCursor: string | null
  stepNames: Record<string, string>
  filter: { stepId: string; status: string }
}

/** The members behind the numbers (ANA-3). */
export function CampaignMembersPage({ campaign, rows, nextCursor, stepNames, filter }: CampaignMembersProps) {
  const { t, user } = useUi()
  const r = t.campaigns.runs
  return (
    <Shell title={`${campaign.name} · ${t.campaigns.tabs.members}`} wide>
      <CampaignHead campaign={campaign} tab="members" />
      <ListFilters action={`${homeOf(campaign)}/members`} query="">
        <SelectField
          name="stepId"
          label={r.step}
          none={r.anyStep}
          value={filter.stepId}
          options={Object.entries(stepNames).map(([value, label]) => ({ value, label }))}
        />
        <SelectField
          name="status"
          label={r.status}
          none={r.anyStatus}
          value={filter.status}
          options={Object.entries(r.statuses).map(([value, label]) => ({ value, label }))}
        />
      </ListFilters>
      {filter.status === "failed" && rows.length > 0 && user?.canWrite && (
        <form method="post" action={`${homeOf(campaign)}/retry`}>
          <Button icon="play">{r.retry}</Button>
        </form>
      )}
      <LiveList further={rows.length === 0 ? nextCursor : null}>
        {rows.length === 0 ? (
          <EmptyState icon="users" title={r.empty} text={r.emptyText} />
        ) : (
          <Table
            caption={r.title}
            rows={rows}
            rowKey={(row) => row.id}
            nextCursor={nextCursor}
            columns={[
              {
                label: r.columns.member,
                cell: (row) => <MemberLink id={row.memberId} />,
              },
              {
                label: r.columns.status,
                cell: (row) => (
                  <div class="row">
                    <RunChip status={row.status} />
                    {row.reason && row.reason !== "completed" && (
                      <span class="muted">{reasonWords(t, row.reason)}</span>
                    )}
                  </div>
                ),
              },
              { label: r.columns.step, cell: (row) => stepNames[row.stepId] ?? row.stepId },
              {
                label: r.columns.entered,
                keep: true,
                cell: (row) => <Time at={row.enteredAt} zone={campaign.timeZone} />,
              },
              {
                label: r.columns.wake,
                keep: true,
                cell: (row) => <Time at={row.wakeAt} zone={campaign.timeZone} show="relative" />,
              },
              { label: r.columns.ended, keep: true, cell: (row) => <Time at={row.endedAt} zone={campaign.timeZone} /> },
              {
                label: t.explain.tab,
                cell: (row) => (
                  <WhyLink memberId={row.memberId} campaignId={campaign.id} campaignName={campaign.name} />
                ),
              },
            ]}
          />
        )}
      </LiveList>
    </Shell>
  )
}
