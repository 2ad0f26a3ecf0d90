import type { ForecastsView, ForecastView } from "../../src/services/forecast/schema"
import { Button } from "../components/button"
import { DayChart, dayText } from "../components/day-chart"
import { EmptyState } from "../components/empty-state"
import { Notice } from "../components/notice"
import { PageHead } from "../components/page-head"
import { Stats } from "../components/stat"
import { Table } from "../components/table"
import { Time } from "../components/time"
import { Shell } from "../layout/shell"
import { formatNumber, formatPercent } from "../locales/format"
import { quoted } from "../quoted"
import { useUi } from "../ui"
import { CampaignHead, type CampaignHeadView, homeOf } from "./campaign-head"
import { Came } from "./forecast-past"

const channels = ["email", "sms", "push"] as const
type Day = ForecastView["days"][number]

interface CampaignForecastProps {
  campaign: CampaignHeadView
  forecast: ForecastView
  stepNames: Record<string, string>
}

/** What a campaign is expected to send (ANA-7). */
export function CampaignForecastPage({ campaign, forecast, stepNames }: CampaignForecastProps) {
  const { t } = useUi()
  const f = t.forecast
  const { days, total, past, accuracy, basis } = forecast
  return (
    <Shell title={`${campaign.name} · ${f.title}`}>
      <CampaignHead campaign={campaign} tab="forecast" />
      <div class="row">
        <p class="muted grow">{f.intro}</p>
        <form method="post" action={`${homeOf(campaign)}/forecast`}>
          <Button icon="repeat">{f.remake}</Button>
        </form>
      </div>
      <Caveats basis={basis} stepNames={stepNames} />
      <Totals total={total} />
      <Ahead days={days} total={total} />
      <Basis forecast={forecast} />
      <Came past={past} accuracy={accuracy} />
    </Shell>
  )
}

/** What all flows and workflows are expected to send. */
export function ForecastsPage({ forecasts }: { forecasts: ForecastsView }) {
  const { t, locale } = useUi()
  const f = t.forecast
  const { days, total, past, accuracy, campaigns, rateLimited, leftOut } = forecasts
  const number = (n: number) => formatNumber(locale, n)
  return (
    <Shell title={f.title}>
      <PageHead title={f.title} />
      {campaigns.length === 0 ? (
        <EmptyState icon="radar" title={f.none} text={f.noneText} />
      ) : (
        <>
          <p class="muted">{f.allIntro}</p>
          {rateLimited && <Notice>{f.caveats.rateLimited}</Notice>}
          <Totals total={total} />
          <Ahead days={days} total={total} />
          <section class="stack" aria-label={f.campaigns}>
            <h2>{f.campaigns}</h2>
            <Table
              caption={f.campaigns}
              rows={campaigns}
              rowKey={(row) => row.id}
              columns={[
                {
                  label: f.campaign,
                  cell: (row) => (
                    <a class="table-main" href={`${homeOf(row)}/forecast`}>
                      {row.name}
                    </a>
                  ),
                },
                ...channels.map((channel) => ({
                  label: f.channels[channel],
                  end: true,
                  cell: (row: (typeof campaigns)[number]) => number(row.total[channel]),
                })),
                { label: f.made, keep: true, cell: (row) => <Time at={Date.parse(row.madeAt)} show="relative" /> },
              ]}
            />
            {leftOut > 0 && <p class="muted small">{f.leftOut(leftOut)}</p>}
          </section>
          <Came past={past} accuracy={accuracy} />
        </>
      )}
    </Shell>
  )
}

function Totals({ total }: { total: ForecastView["total"] }) {
  const f = useUi().t.forecast
  const used = channels.filter((channel) => total[channel] > 0)
  return (
    <section class="stack" aria-label={f.total}>
      <h2>{f.total}</h2>
      <Stats
        stats={(used.length === 0 ? [...channels] : used).map((channel) => ({
          label: f.channels[channel],
          value: total[channel],
        }))}
      />
    </section>
  )
}

function Ahead({ days, total }: { days: Day[]; total: ForecastView["total"] }) {
  const { t, locale } = useUi()
  const f = t.forecast
  const all = total.email + total.sms + total.push
  const used = usedIn(days)
  return (
    <section class="panel" aria-label={f.ahead}>
      <h2>{f.ahead}</h2>
      <DayChart
        bars={days.map(({ day, ...counts }) => ({ day, counts }))}
        label={f.aheadText(formatNumber(locale, all))}
      />
      <details>
        <summary>{f.table}</summary>
        <Table
          caption={f.ahead}
          rows={days}
          rowKey={(row) => row.day}
          columns={[
            {
              label: f.day,
              cell: (row) => (
                <>
                  {dayText(locale, row.day)} {row === days[0] && <span class="muted">({f.today})</span>}
                </>
              ),
            },
            ...used.map((channel) => ({
              label: f.channels[channel],
              end: true,
              cell: (row: Day) => formatNumber(locale, row[channel]),
            })),
          ]}
        />
      </details>
    </section>
  )
}

function Caveats({ basis, stepNames }: Pick<CampaignForecastProps, "stepNames"> & { basis: ForecastView["basis"] }) {
  const { t, locale } = useUi()
  const f = t.forecast
  const known = basis.caveats.filter((caveat) => caveat !== "outcomesUnknown" && caveat !== "sampled")
  const steps = basis.unknownSteps.map((id) => quoted(locale, stepNames[id] ?? id)).join(", ")
  if (known.length === 0 && steps === "") return null
  return (
    <Notice>
      {known.map((caveat) => (
        <p key={caveat}>{f.caveats[caveat]}</p>
      ))}
      {steps !== "" && <p>{f.outcomesUnknown(steps)}</p>}
    </Notice>
  )
}

function Basis({ forecast: { basis, madeAt, timeZone } }: { forecast: ForecastView }) {
  const { t, locale } = useUi()
  const f = t.forecast
  const number = (n: number) => formatNumber(locale, n)
  return (
    <section class="panel" aria-label={f.basis}>
      <div class="panel-head">
        <h2>{f.basis}</h2>
        <span class="muted small">
          {f.made} <Time at={Date.parse(madeAt)} zone={timeZone} show="full" />
        </span>
      </div>
      <ul class="reasons">
        <li>
          {f.inside(basis.inside, basis.played)}
          {basis.margin > 0 && ` ${f.margin(formatPercent(locale, basis.margin, 1))}`}
        </li>
        {basis.entriesPerDay > 0 && (
          <li>{f.entering[basis.entriesOf](number(basis.entriesPerDay), number(basis.entryDays))}</li>
        )}
        {basis.atStart > 0 && <li>{f.atStart(basis.atStart)}</li>}
        <li>{f.engine}</li>
      </ul>
    </section>
  )
}

function usedIn(days: readonly Day[]): (typeof channels)[number][] {
  const used = channels.filter((channel) => days.some((day) => day[channel] > 0))
  return used.length === 0 ? ["email"] : used
}
