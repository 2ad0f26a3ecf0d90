import type { CampaignStatus } from "../../src/engine/types"
import { LinkButton } from "../components/button"
import { EmptyState } from "../components/empty-state"
import { ListFilters, LiveList } from "../components/list"
import { NumberOf } from "../components/number-of"
import { PageHead } from "../components/page-head"
import { SelectField } from "../components/select"
import { CampaignChip } from "../components/status-chip"
import { Table } from "../components/table"
import { Time } from "../components/time"
import { Shell } from "../layout/shell"
import { formatLocal, formatNumber, zoneName } from "../locales/format"
import { useUi } from "../ui"
import { WorkedExample } from "./worked-example"

export interface CampaignRow {
  id: string
  name: string
  kind: "flow" | "campaign" | "workflow"
  status: CampaignStatus
  timeZone: string
  /** Local date or date-time in `timeZone`. */
  startsAt: string | null
  now: number
  completed: number
  /** Runs in all: what `completed` is a part of. */
  entered: number
  sent: number
  /** Epoch ms. */
  updatedAt: number
}

/** What the list shows; "" is any. */
export interface CampaignFilter {
  query: string
  status: string
  kind: string
  categoryId: string
  groupId: string
  sort: string
}

interface CampaignsProps {
  rows: CampaignRow[]
  nextCursor: string | null
  filter: CampaignFilter
  categories: { id: string; name: string }[]
  groups: { id: string; name: string }[]
  /** Nothing in the system yet: offer the worked example (UI-5). */
  firstVisit: boolean
}

/** CAM-1. */
export function CampaignsPage({ rows, nextCursor, filter, firstVisit, categories, groups }: CampaignsProps) {
  const { t, user } = useUi()
  const c = t.campaigns
  return (
    <Shell title={c.title} wide>
      <PageHead
        title={c.title}
        actions={
          user?.canWrite &&
          !firstVisit && (
            <LinkButton href="/campaigns/new" look="primary" icon="plus">
              {c.new}
            </LinkButton>
          )
        }
      />
      {firstVisit ? (
        <FirstVisit />
      ) : (
        <>
          <ListFilters action="/campaigns" query={filter.query} label={c.searchLabel}>
            <SelectField
              name="kind"
              label={c.kindFilter}
              none={t.form.any}
              value={filter.kind}
              options={[
                { value: "flow", label: c.label },
                { value: "campaign", label: c.labelRegular },
              ]}
            />
            <SelectField
              name="status"
              label={c.statusFilter}
              none={c.notArchived}
              value={filter.status}
              options={Object.entries(c.status).map(([value, label]) => ({ value, label }))}
            />
            <HolderFilter
              name="categoryId"
              label={t.settings.policy.category}
              value={filter.categoryId}
              of={categories}
            />
            <HolderFilter name="groupId" label={t.settings.policy.group} value={filter.groupId} of={groups} />
            <SelectField
              name="sort"
              label={c.sort}
              value={filter.sort}
              options={Object.entries(c.sorts).map(([value, label]) => ({ value, label }))}
            />
          </ListFilters>
          <LiveList>
            {rows.length === 0 ? (
              <EmptyState icon="search" title={c.empty.none} text={c.empty.noneText} />
            ) : (
              <CampaignTable rows={rows} nextCursor={nextCursor} />
            )}
          </LiveList>
        </>
      )}
    </Shell>
  )
}

interface HolderFilterProps {
  name: string
  label: string
  value: string
  of: { id: string; name: string }[]
}

/** Categories or groups, where there are any. */
function HolderFilter({ name, label, value, of }: HolderFilterProps) {
  const { t } = useUi()
  if (of.length === 0) return null
  const options = of.map((one) => ({ value: one.id, label: one.name }))
  return <SelectField name={name} label={label} none={t.form.any} value={value} options={options} />
}

function CampaignTable({ rows, nextCursor }: { rows: CampaignRow[]; nextCursor: string | null }) {
  const { t, locale } = useUi()
  const c = t.campaigns
  return (
    <Table
      caption={c.title}
      rows={rows}
      rowKey={(row) => row.id}
      nextCursor={nextCursor}
      columns={[
        {
          label: c.columns.name,
          cell: (row) => (
            <>
              <a class="table-main" href={`/campaigns/${row.id}`}>
                {row.name}
              </a>
              <p class="eyebrow">{row.kind === "flow" ? c.label : c.labelRegular}</p>
            </>
          ),
        },
        { label: c.columns.status, cell: (row) => <CampaignChip status={row.status} /> },
        { label: c.columns.now, end: true, cell: (row) => formatNumber(locale, row.now) },
        { label: c.columns.completed, end: true, cell: (row) => <NumberOf part={row.completed} whole={row.entered} /> },
        { label: c.columns.sent, end: true, cell: (row) => formatNumber(locale, row.sent) },
        {
          label: c.columns.starts,
          keep: true,
          cell: (row) =>
            row.startsAt ? (
              `${formatLocal(locale, row.startsAt)} (${zoneName(row.timeZone)})`
            ) : (
              <span class="muted">{t.time.none}</span>
            ),
        },
        { label: c.columns.updated, keep: true, cell: (row) => <Time at={row.updatedAt} show="relative" /> },
      ]}
    />
  )
}

function FirstVisit() {
  const { t, user } = useUi()
  const c = t.campaigns
  return (
    <>
      <EmptyState icon="flow" title={c.empty.title} text={c.empty.text}>
        {user?.canWrite && (
          <LinkButton href="/campaigns/new" look="primary" icon="plus">
            {c.new}
          </LinkButton>
        )}
      </EmptyState>
      <WorkedExample />
    </>
  )
}
