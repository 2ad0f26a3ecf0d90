import { LinkButton } from "../components/button"
import { Chip } from "../components/chip"
import { EmptyState } from "../components/empty-state"
import { LiveList } from "../components/list"
import { PageHead } from "../components/page-head"
import { Table } from "../components/table"
import { Time } from "../components/time"
import { Shell } from "../layout/shell"
import { formatNumber } from "../locales/format"
import { useUi } from "../ui"

export interface SegmentRow {
  id: string
  name: string
  kind: "everyone" | "list" | "rule"
  members: number
  /** While its members are being found (MEM-6). */
  progress: { done: number; total: number } | null
  /** Null: built in. */
  createdAt: number | null
}

export function SegmentsPage({ rows, nextCursor }: { rows: SegmentRow[]; nextCursor: string | null }) {
  const { t, user } = useUi()
  const s = t.people.segments
  const none = rows.every((row) => row.kind === "everyone")
  const action = user?.canWrite && (
    <LinkButton href="/segments/new" look="primary" icon="plus">
      {s.new}
    </LinkButton>
  )
  return (
    <Shell title={s.title} wide>
      <PageHead title={s.title} actions={!none && action} />
      <LiveList>
        <Table
          caption={s.title}
          rows={rows}
          rowKey={(row) => row.id}
          nextCursor={nextCursor}
          columns={[
            {
              label: s.columns.name,
              cell: (row) => (
                <a class="table-main" href={`/segments/${row.id}`}>
                  {row.kind === "everyone" ? s.everyone : row.name}
                </a>
              ),
            },
            { label: s.columns.kind, cell: (row) => <Chip icon="segments">{s.kinds[row.kind]}</Chip> },
            { label: s.columns.members, end: true, cell: (row) => <Members row={row} /> },
            { label: s.columns.created, keep: true, cell: (row) => <Time at={row.createdAt} /> },
          ]}
        />
        {none && (
          <EmptyState icon="segments" title={s.empty} text={s.emptyText}>
            {action}
          </EmptyState>
        )}
      </LiveList>
    </Shell>
  )
}

/** Their number, and that it is still growing or shrinking. */
function Members({ row }: { row: SegmentRow }) {
  const { t, locale } = useUi()
  const { progress } = row
  return (
    <>
      {formatNumber(locale, row.members)}
      {progress && (
        <p class="muted small">
          {t.people.segments.finding}: {shareOf(progress)} %
        </p>
      )}
    </>
  )
}

/** Whole per cent; all of nobody is everybody. */
function shareOf({ done, total }: { done: number; total: number }): number {
  return total === 0 ? 100 : Math.floor((100 * done) / total)
}
