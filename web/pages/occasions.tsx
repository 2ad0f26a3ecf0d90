import { LinkButton } from "../components/button"
import { EmptyState } from "../components/empty-state"
import { LiveList } from "../components/list"
import { PageHead } from "../components/page-head"
import { Table } from "../components/table"
import { Time } from "../components/time"
import { Shell } from "../layout/shell"
import { formatNumber } from "../locales/format"
import { useUi } from "../ui"

export interface OccasionRow {
  id: string
  name: string
  at: number
  timeZone: string
  location: string | null
  attended: number
  absent: number
}

/** Dated happenings that flows invite to, remind of and follow up (WF-3). */
export function OccasionsPage({ rows, nextCursor }: { rows: OccasionRow[]; nextCursor: string | null }) {
  const { t, user } = useUi()
  const o = t.occasions
  const add = user?.canWrite && (
    <LinkButton href="/occasions/new" look="primary" icon="plus">
      {o.new}
    </LinkButton>
  )
  return (
    <Shell title={o.title}>
      <PageHead title={o.title} actions={rows.length > 0 && add} />
      <p class="muted narrow">{o.intro}</p>
      <LiveList>
        {rows.length === 0 ? (
          <EmptyState icon="ticket" title={o.empty} text={o.emptyText}>
            {add}
          </EmptyState>
        ) : (
          <OccasionTable rows={rows} nextCursor={nextCursor} />
        )}
      </LiveList>
    </Shell>
  )
}

function OccasionTable({ rows, nextCursor }: { rows: OccasionRow[]; nextCursor: string | null }) {
  const { t, locale, now } = useUi()
  const o = t.occasions
  return (
    <Table
      caption={o.title}
      rows={rows}
      rowKey={(row) => row.id}
      nextCursor={nextCursor}
      columns={[
        {
          label: o.columns.name,
          cell: (row) => (
            <a class="table-main" href={`/occasions/${row.id}`}>
              {row.name}
            </a>
          ),
        },
        {
          label: o.columns.at,
          keep: true,
          cell: (row) => (
            <>
              <Time at={row.at} zone={row.timeZone} show="full" />
              {row.at < now && <span class="muted"> · {o.past}</span>}
            </>
          ),
        },
        { label: o.columns.location, cell: (row) => row.location ?? <span class="muted">{t.time.none}</span> },
        { label: o.columns.came, end: true, cell: (row) => formatNumber(locale, row.attended) },
        { label: o.columns.absent, end: true, cell: (row) => formatNumber(locale, row.absent) },
      ]}
    />
  )
}
