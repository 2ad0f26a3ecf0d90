import { Button, LinkButton } from "../components/button"
import { Chip } from "../components/chip"
import { EmptyState } from "../components/empty-state"
import { Form, type FormErrors } from "../components/form"
import { TextField } from "../components/inputs"
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
  /** Null: built in. */
  createdAt: number | null
}

export function SegmentsPage({ rows, nextCursor }: { rows: SegmentRow[]; nextCursor: string | null }) {
  const { t, locale, user } = useUi()
  const s = t.people.segments
  return (
    <Shell title={s.title} wide>
      <PageHead
        title={s.title}
        actions={
          user?.canWrite && (
            <LinkButton href="/segments/new" look="primary" icon="plus">
              {s.new}
            </LinkButton>
          )
        }
      />
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
            { label: s.columns.members, end: true, cell: (row) => formatNumber(locale, row.members) },
            { label: s.columns.created, keep: true, cell: (row) => <Time at={row.createdAt} /> },
          ]}
        />
        {rows.every((row) => row.kind === "everyone") && (
          <EmptyState icon="segments" title={s.empty} text={s.emptyText} />
        )}
      </LiveList>
    </Shell>
  )
}

export function SegmentNewPage({ name, errors }: { name: string; errors: FormErrors }) {
  const { t } = useUi()
  const s = t.people.segments
  return (
    <Shell title={s.createTitle}>
      <PageHead title={s.createTitle} crumb={{ href: "/segments", label: s.title }} />
      <p class="muted">{s.createHelp}</p>
      <Form id="segment-form" action="/segments/new" errors={errors}>
        <TextField name="name" label={s.name} value={name} error={errors.name} required maxLength={200} />
        <div class="form-foot">
          <Button look="primary">{s.submit}</Button>
          <LinkButton href="/segments" look="quiet">
            {t.actions.cancel}
          </LinkButton>
        </div>
      </Form>
    </Shell>
  )
}
