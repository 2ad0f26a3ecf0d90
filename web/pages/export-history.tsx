import { LinkButton } from "../components/button"
import { Chip } from "../components/chip"
import { Confirm } from "../components/confirm"
import { Progress } from "../components/progress"
import { Table } from "../components/table"
import { Time } from "../components/time"
import { Shell } from "../layout/shell"
import { formatBytes, formatInstant, formatNumber } from "../locales/format"
import { problemText } from "../problem-text"
import { useUi } from "../ui"

export interface ExportRow {
  id: string
  scheduleId: string | null
  status: "running" | "done" | "failed"
  format: "csv" | "xlsx" | "ndjson"
  rows: number
  total: number | null
  bytes: number | null
  message: string | null
  code: string | null
  createdBy: string
  /** Epoch ms. */
  createdAt: number
  webhookResult: string | null
}

interface HistoryProps {
  /** Where exports of this have their pages. */
  home: string
  rows: ExportRow[]
  nextCursor: string | null
}

/** Comes anew every second while something is under way: one may leave and come back (UI-4). */
export function ExportHistory({ home, rows, nextCursor }: HistoryProps) {
  const { t, path } = useUi()
  const e = t.exports
  const running = rows.some((row) => row.status === "running")
  const polling = {
    "hx-get": path,
    "hx-trigger": running ? "every 1s, clock-moved from:body" : "clock-moved from:body",
    "hx-target": "this",
    "hx-select": "#exports",
    "hx-swap": "outerHTML",
  }
  return (
    <section id="exports" class="stack" aria-labelledby="exports-title" {...polling}>
      <h2 id="exports-title">{e.history}</h2>
      {running && <p class="muted">{e.leave}</p>}
      {rows.length === 0 ? (
        <p class="muted">{e.historyEmpty}</p>
      ) : (
        <HistoryTable home={home} rows={rows} nextCursor={nextCursor} />
      )}
    </section>
  )
}

const tones = { running: "info", done: "good", failed: "bad" } as const
const icons = { running: "clock", done: "done", failed: "alert" } as const

function HistoryTable({ home, rows, nextCursor }: HistoryProps) {
  const { t, locale, zone, user } = useUi()
  const e = t.exports
  const when = (row: ExportRow) => formatInstant(locale, row.createdAt, zone)
  return (
    <Table
      caption={e.history}
      rows={rows}
      rowKey={(row) => row.id}
      nextCursor={nextCursor}
      columns={[
        { label: e.columns.started, keep: true, cell: (row) => <Time at={row.createdAt} /> },
        { label: e.columns.format, cell: (row) => row.format.toUpperCase() },
        { label: e.columns.status, cell: (row) => <State row={row} /> },
        { label: e.columns.rows, end: true, cell: (row) => formatNumber(locale, row.rows) },
        {
          label: e.columns.size,
          end: true,
          keep: true,
          cell: (row) => (row.bytes === null ? t.time.none : formatBytes(locale, row.bytes)),
        },
        { label: e.columns.by, cell: (row) => <By row={row} /> },
        {
          label: e.columns.acts,
          end: true,
          cell: (row) => (
            <span class="row">
              {row.status === "done" && (
                <a
                  class="button"
                  data-look="plain"
                  href={`${home}/${row.id}/file`}
                  aria-label={e.downloadOf(when(row))}
                >
                  {e.download}
                </a>
              )}
              {user?.canWrite && (
                <LinkButton href={`${home}/${row.id}/remove`} look="quiet" icon="trash" iconOnly dialog>
                  {e.removeOf(when(row))}
                </LinkButton>
              )}
            </span>
          ),
        },
      ]}
    />
  )
}

function State({ row }: { row: ExportRow }) {
  const { t } = useUi()
  const e = t.exports
  return (
    <div>
      <Chip tone={tones[row.status]} icon={icons[row.status]}>
        {e.status[row.status]}
      </Chip>
      {row.status === "running" && (
        <>
          <Progress label={e.status.running} {...(row.total === null ? {} : { value: row.rows, max: row.total })} />
          <p class="muted small">{e.progress(row.rows, row.total)}</p>
        </>
      )}
      {row.message !== null && <p class="small">{problemText(t, { code: row.code ?? "", message: row.message })}</p>}
      {row.webhookResult !== null && (
        <p class="muted small">{e.called(e.callResults[row.webhookResult] ?? row.webhookResult)}</p>
      )}
    </div>
  )
}

function By({ row }: { row: ExportRow }) {
  const { t } = useUi()
  if (row.scheduleId !== null) return <>{t.exports.bySystem}</>
  if (row.createdBy === "owner") return <>{t.exports.byOwner}</>
  return <>{row.createdBy.replace(/^user:/, "")}</>
}

/** @param back the page that lists it */
export function RemoveExportPage({ home, back, id }: { home: string; back: string; id: string }) {
  const { t } = useUi()
  const e = t.exports
  return (
    <Shell title={e.removeTitle}>
      <Confirm
        title={e.removeTitle}
        effects={[e.removeText]}
        action={`${home}/${id}/remove`}
        submit={e.remove}
        danger
        back={back}
      />
    </Shell>
  )
}
