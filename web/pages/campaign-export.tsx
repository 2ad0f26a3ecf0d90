import { LinkButton } from "../components/button"
import { Chip } from "../components/chip"
import { Confirm } from "../components/confirm"
import { Progress } from "../components/progress"
import { Table } from "../components/table"
import { Time } from "../components/time"
import { Shell } from "../layout/shell"
import { formatBytes, formatInstant, formatNumber, zoneName } from "../locales/format"
import { problemText } from "../problem-text"
import { useUi } from "../ui"
import { ExportForm, type ExportFormProps } from "./campaign-export-form"
import type { CampaignHeadView } from "./campaign-head"
import { SettingsHead, settingsPath } from "./campaign-settings-frame"

type Format = "csv" | "xlsx" | "ndjson"

export interface ExportRow {
  id: string
  scheduleId: string | null
  status: "running" | "done" | "failed"
  format: Format
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

export interface ScheduleRow {
  id: string
  name: string
  format: Format
  weekday: number | null
  at: string
  timeZone: string
  webhookUrl: string | null
  /** Epoch ms. */
  nextAt: number
}

interface ExportPageProps extends ExportFormProps {
  rows: ExportRow[]
  nextCursor: string | null
  schedules: ScheduleRow[]
}

/** The Export tab of a campaign's settings: what to export, what was, and what is again and again (ANA-4). */
export function CampaignExportPage({ rows, nextCursor, schedules, ...form }: ExportPageProps) {
  const { campaign } = form
  const { t, user } = useUi()
  return (
    <Shell title={`${campaign.name} · ${t.settings.tabs.export}`}>
      <SettingsHead campaign={campaign} tab="export" />
      <History campaign={campaign} rows={rows} nextCursor={nextCursor} />
      {user?.canWrite && <ExportForm {...form} />}
      <Schedules campaign={campaign} schedules={schedules} />
    </Shell>
  )
}

/** Comes anew every second while something is under way: one may leave and come back (UI-4). */
function History({ campaign, rows, nextCursor }: Pick<ExportPageProps, "campaign" | "rows" | "nextCursor">) {
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
        <HistoryTable campaign={campaign} rows={rows} nextCursor={nextCursor} />
      )}
    </section>
  )
}

const tones = { running: "info", done: "good", failed: "bad" } as const
const icons = { running: "clock", done: "done", failed: "alert" } as const

function HistoryTable({ campaign, rows, nextCursor }: Pick<ExportPageProps, "campaign" | "rows" | "nextCursor">) {
  const { t, locale, zone, user } = useUi()
  const e = t.exports
  const home = `/campaigns/${campaign.id}/exports`
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

function Schedules({ campaign, schedules }: Pick<ExportPageProps, "campaign" | "schedules">) {
  const { t, user } = useUi()
  const e = t.exports
  return (
    <section class="stack" aria-labelledby="schedules-title">
      <h2 id="schedules-title">{e.schedules}</h2>
      {schedules.length === 0 ? (
        <p class="muted">{e.schedulesEmpty}</p>
      ) : (
        <Table
          caption={e.schedules}
          rows={schedules}
          rowKey={(row) => row.id}
          columns={[
            { label: e.scheduleColumns.name, cell: (row) => <span class="strong">{row.name}</span> },
            { label: e.scheduleColumns.when, cell: (row) => <When row={row} /> },
            {
              label: e.scheduleColumns.next,
              keep: true,
              cell: (row) => <Time at={row.nextAt} zone={row.timeZone} />,
            },
            { label: e.scheduleColumns.format, cell: (row) => row.format.toUpperCase() },
            {
              label: e.scheduleColumns.call,
              cell: (row) => (row.webhookUrl === null ? t.time.none : new URL(row.webhookUrl).host),
            },
            ...(user?.canWrite
              ? [
                  {
                    label: e.scheduleColumns.acts,
                    end: true,
                    cell: (row: ScheduleRow) => (
                      <LinkButton
                        href={`/campaigns/${campaign.id}/export-schedules/${row.id}/remove`}
                        look="quiet"
                        icon="trash"
                        iconOnly
                        dialog
                      >
                        {e.removeScheduleOf(row.name)}
                      </LinkButton>
                    ),
                  },
                ]
              : []),
          ]}
        />
      )}
    </section>
  )
}

function When({ row: { weekday, at, timeZone } }: { row: ScheduleRow }) {
  const { t } = useUi()
  const e = t.exports
  const zone = zoneName(timeZone)
  return <>{weekday === null ? e.everyDay(at, zone) : e.everyWeek(e.weekdays[weekday - 1] ?? "", at, zone)}</>
}

export function RemoveExportPage({ campaign, id }: { campaign: CampaignHeadView; id: string }) {
  const { t } = useUi()
  const e = t.exports
  return (
    <Shell title={e.removeTitle}>
      <Confirm
        title={e.removeTitle}
        effects={[e.removeText]}
        action={`/campaigns/${campaign.id}/exports/${id}/remove`}
        submit={e.remove}
        danger
        back={settingsPath(campaign.id, "export")}
      />
    </Shell>
  )
}

export function RemoveSchedulePage({
  campaign,
  schedule,
}: {
  campaign: CampaignHeadView
  schedule: { id: string; name: string }
}) {
  const { t } = useUi()
  const e = t.exports
  const title = e.removeScheduleTitle(schedule.name)
  return (
    <Shell title={title}>
      <Confirm
        title={title}
        effects={[e.removeScheduleText]}
        action={`/campaigns/${campaign.id}/export-schedules/${schedule.id}/remove`}
        submit={e.removeSchedule}
        danger
        back={settingsPath(campaign.id, "export")}
      />
    </Shell>
  )
}
