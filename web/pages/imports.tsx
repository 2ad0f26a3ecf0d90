import { LinkButton } from "../components/button"
import { Chip } from "../components/chip"
import { EmptyState } from "../components/empty-state"
import { LiveList } from "../components/list"
import { Notice } from "../components/notice"
import { PageHead } from "../components/page-head"
import { Table } from "../components/table"
import { Time } from "../components/time"
import { Shell } from "../layout/shell"
import { formatNumber } from "../locales/format"
import { useUi } from "../ui"

export interface ImportRow {
  id: string
  name: string | null
  status: "running" | "done" | "failed"
  total: number
  accepted: number
  rejected: number
  /** Epoch ms. */
  createdAt: number
}

/** What was imported, and what still is: one comes back to it here (UI-4). */
export function ImportsPage({ rows, nextCursor }: { rows: ImportRow[]; nextCursor: string | null }) {
  const { t, user } = useUi()
  const i = t.people.import
  const action = user?.canWrite && (
    <LinkButton href="/members/import" look="primary" icon="upload">
      {i.title}
    </LinkButton>
  )
  return (
    <Shell title={i.history} wide>
      <PageHead
        title={i.history}
        crumb={{ href: "/members", label: t.people.members.title }}
        actions={rows.length > 0 && action}
      />
      <LiveList>
        {rows.length === 0 ? (
          <EmptyState icon="upload" title={i.historyEmpty} text={i.historyEmptyText}>
            {action}
          </EmptyState>
        ) : (
          <ImportTable rows={rows} nextCursor={nextCursor} />
        )}
      </LiveList>
    </Shell>
  )
}

const tones = { running: "info", done: "good", failed: "bad" } as const
const icons = { running: "clock", done: "done", failed: "alert" } as const

function ImportTable({ rows, nextCursor }: { rows: ImportRow[]; nextCursor: string | null }) {
  const { t, locale } = useUi()
  const i = t.people.import
  return (
    <Table
      caption={i.history}
      rows={rows}
      rowKey={(row) => row.id}
      nextCursor={nextCursor}
      columns={[
        {
          label: i.file,
          cell: (row) => (
            <a class="table-main" href={`/imports/${row.id}`}>
              {row.name ?? i.unnamed}
            </a>
          ),
        },
        {
          label: t.campaigns.columns.status,
          cell: (row) => (
            <Chip tone={tones[row.status]} icon={icons[row.status]}>
              {i.status[row.status]}
            </Chip>
          ),
        },
        { label: i.total, end: true, cell: (row) => formatNumber(locale, row.total) },
        { label: i.accepted, end: true, cell: (row) => formatNumber(locale, row.accepted) },
        { label: i.rejected, end: true, cell: (row) => formatNumber(locale, row.rejected) },
        { label: i.started, keep: true, cell: (row) => <Time at={row.createdAt} show="relative" /> },
      ]}
    />
  )
}

export interface ImportColumnView {
  name: string
  samples: string[]
  /** A field, `attribute:NAME`, or "" to leave it out. */
  target: string
}

/** Which column of the file is what (MEM-3). The island reads the choices by `data-column` and `data-attribute-of`. */
export function ImportColumns({ columns }: { columns: ImportColumnView[] }) {
  const { t } = useUi()
  const i = t.people.import
  if (columns.length === 0) {
    return (
      <div id="import-columns">
        <Notice tone="attention">
          <p>{i.noColumns}</p>
        </Notice>
      </div>
    )
  }
  return (
    <section id="import-columns" class="stack" aria-labelledby="columns-title">
      <h2 id="columns-title">{i.columns}</h2>
      <p class="muted">{i.columnsHelp}</p>
      <Table
        caption={i.columns}
        rows={columns.filter((column) => column.name !== "")}
        rowKey={(column) => column.name}
        columns={[
          { label: i.column, cell: (column) => <span class="strong">{column.name}</span> },
          { label: i.firstCells, cell: (column) => <span class="muted">{column.samples.join(" · ")}</span> },
          { label: i.means, cell: (column) => <Target column={column} /> },
        ]}
      />
    </section>
  )
}

function Target({ column: { name, target } }: { column: ImportColumnView }) {
  const { t } = useUi()
  const i = t.people.import
  const attribute = target.startsWith("attribute:") ? target.slice("attribute:".length) : null
  const options = [...Object.entries(i.fields), ["attribute", i.attribute], ["skip", i.skip]] as const
  const chosen = attribute === null ? target || "skip" : "attribute"
  return (
    <div class="column-target">
      <select class="input" data-column={name} aria-label={i.meansOf(name)}>
        {options.map(([value, label]) => (
          <option key={value} value={value} selected={value === chosen}>
            {label}
          </option>
        ))}
      </select>
      <input
        class="input"
        type="text"
        data-attribute-of={name}
        aria-label={i.attributeOf(name)}
        value={attribute ?? name}
        maxLength={100}
        autocomplete="off"
      />
    </div>
  )
}
