import type { CampaignStatus } from "../../src/engine/types"
import { LinkButton } from "../components/button"
import { EmptyState } from "../components/empty-state"
import { ListFilters, LiveList } from "../components/list"
import { PageHead } from "../components/page-head"
import { SelectField } from "../components/select"
import { CampaignChip } from "../components/status-chip"
import { Table } from "../components/table"
import { Time } from "../components/time"
import { Shell } from "../layout/shell"
import { formatNumber } from "../locales/format"
import { useUi } from "../ui"

export type WorkflowKind = "standalone" | "internal"

export interface WorkflowRow {
  id: string
  name: string
  kind: WorkflowKind
  /** The event that starts an internal one. */
  event: string | null
  status: CampaignStatus
  version: number | null
  /** Names of what uses it. */
  usedBy: string[]
  /** Members in it. */
  now: number
  updatedAt: number
}

interface WorkflowsProps {
  rows: WorkflowRow[]
  nextCursor: string | null
  filter: { query: string; kind: string; status: string }
}

/** The workflow library (WF-1). */
export function WorkflowsPage({ rows, nextCursor, filter }: WorkflowsProps) {
  const { t, user } = useUi()
  const w = t.workflows
  const filtered = Object.values(filter).some((value) => value !== "")
  const add = user?.canWrite && (
    <LinkButton href="/workflows/new" look="primary" icon="plus">
      {w.new}
    </LinkButton>
  )
  const nothingYet = rows.length === 0 && !filtered
  return (
    <Shell title={w.title} wide>
      <PageHead title={w.title} actions={!nothingYet && add} />
      <p class="muted narrow">{w.intro}</p>
      {nothingYet ? (
        <EmptyState icon="flow" title={w.empty} text={w.emptyText}>
          {add}
        </EmptyState>
      ) : (
        <>
          <ListFilters action="/workflows" query={filter.query} label={w.searchLabel}>
            <SelectField
              name="kind"
              label={w.kind}
              none={t.form.any}
              value={filter.kind}
              options={Object.entries(w.kinds).map(([value, label]) => ({ value, label }))}
            />
            <SelectField
              name="status"
              label={t.campaigns.statusFilter}
              none={t.form.any}
              value={filter.status}
              options={(["draft", "active", "paused", "cancelled", "archived"] as const).map((value) => ({
                value,
                label: t.campaigns.status[value],
              }))}
            />
          </ListFilters>
          <LiveList>
            {rows.length === 0 ? (
              <EmptyState icon="search" title={w.none} text={w.noneText} />
            ) : (
              <WorkflowTable rows={rows} nextCursor={nextCursor} />
            )}
          </LiveList>
        </>
      )}
    </Shell>
  )
}

function WorkflowTable({ rows, nextCursor }: Pick<WorkflowsProps, "rows" | "nextCursor">) {
  const { t, locale } = useUi()
  const w = t.workflows
  const none = <span class="muted">{t.time.none}</span>
  return (
    <Table
      caption={w.title}
      rows={rows}
      rowKey={(row) => row.id}
      nextCursor={nextCursor}
      columns={[
        {
          label: w.columns.name,
          cell: (row) => (
            <>
              <a class="table-main" href={`/workflows/${row.id}`}>
                {row.name}
              </a>
              {row.event !== null && <p class="muted">{w.startsWith(row.event)}</p>}
            </>
          ),
        },
        { label: w.columns.kind, cell: (row) => w.kinds[row.kind] },
        { label: w.columns.status, cell: (row) => <CampaignChip status={row.status} /> },
        {
          label: w.columns.version,
          cell: (row) => (row.version === null ? <span class="muted">{w.unpublished}</span> : w.version(row.version)),
        },
        { label: w.columns.usedBy, cell: (row) => (row.usedBy.length === 0 ? none : row.usedBy.join(", ")) },
        { label: w.columns.now, end: true, cell: (row) => formatNumber(locale, row.now) },
        { label: w.columns.updated, keep: true, cell: (row) => <Time at={row.updatedAt} show="relative" /> },
      ]}
    />
  )
}
