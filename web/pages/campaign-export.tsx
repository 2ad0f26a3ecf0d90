import { LinkButton } from "../components/button"
import { Confirm } from "../components/confirm"
import { PageHead } from "../components/page-head"
import { Table } from "../components/table"
import { Time } from "../components/time"
import { Shell } from "../layout/shell"
import { zoneName } from "../locales/format"
import { useUi } from "../ui"
import { ExportForm, type ExportFormProps } from "./campaign-export-form"
import type { CampaignHeadView } from "./campaign-head"
import { SettingsHead, settingsPath } from "./campaign-settings-frame"
import { ExportHistory, type ExportRow } from "./export-history"

type Format = "csv" | "xlsx" | "ndjson"

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
      <ExportHistory home={`/campaigns/${campaign.id}/exports`} rows={rows} nextCursor={nextCursor} />
      {user?.canWrite && <ExportForm {...form} />}
      <Schedules campaign={campaign} schedules={schedules} />
    </Shell>
  )
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
                    cell: (row: ScheduleRow) => <ScheduleActs campaign={campaign} row={row} />,
                  },
                ]
              : []),
          ]}
        />
      )}
    </section>
  )
}

function ScheduleActs({ campaign, row }: { campaign: CampaignHeadView; row: ScheduleRow }) {
  const e = useUi().t.exports
  const home = `/campaigns/${campaign.id}/export-schedules/${row.id}`
  return (
    <span class="row">
      <LinkButton href={`${home}/edit`} look="quiet" icon="pencil" iconOnly>
        {e.editScheduleOf(row.name)}
      </LinkButton>
      <LinkButton href={`${home}/remove`} look="quiet" icon="trash" iconOnly dialog>
        {e.removeScheduleOf(row.name)}
      </LinkButton>
    </span>
  )
}

/** A schedule's own page: what and when, to be changed. */
export function EditSchedulePage({ schedule, ...form }: ExportFormProps & { schedule: { id: string; name: string } }) {
  const { campaign } = form
  const { t } = useUi()
  const e = t.exports
  return (
    <Shell title={e.editScheduleOf(schedule.name)}>
      <PageHead title={schedule.name} crumb={{ href: settingsPath(campaign.id, "export"), label: campaign.name }} />
      <ExportForm {...form} action={`/campaigns/${campaign.id}/export-schedules/${schedule.id}/edit`} />
    </Shell>
  )
}

function When({ row: { weekday, at, timeZone } }: { row: ScheduleRow }) {
  const { t } = useUi()
  const e = t.exports
  const zone = zoneName(timeZone)
  return <>{weekday === null ? e.everyDay(at, zone) : e.everyWeek(e.weekdays[weekday - 1] ?? "", at, zone)}</>
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
