import type { ForecastView } from "../../src/services/forecast/schema"
import { DayChart, dayText } from "../components/day-chart"
import { Table } from "../components/table"
import { formatNumber, formatPercent } from "../locales/format"
import { useUi } from "../ui"

const channels = ["email", "sms", "push"] as const
type Past = ForecastView["past"][number]

/** Days that are over beside what had been expected of them. */
export function Came({ past, accuracy }: Pick<ForecastView, "past" | "accuracy">) {
  const f = useUi().t.forecast
  return (
    <section class="panel" aria-label={f.past}>
      <h2>{f.past}</h2>
      {accuracy === null ? <p class="muted small">{f.pastNone}</p> : <Accuracy accuracy={accuracy} past={past} />}
      {past.length > 0 && (
        <>
          <DayChart
            bars={past.map(({ day, sent, expected }) => ({ day, counts: sent, ghost: expected && all(expected) }))}
            label={f.past}
            {...(accuracy === null ? {} : { ghostLabel: f.expected })}
          />
          <details>
            <summary>{f.table}</summary>
            <CameTable past={past} />
          </details>
        </>
      )}
    </section>
  )
}

/** How far expectation and outcome were apart. */
function Accuracy({ accuracy, past }: { accuracy: NonNullable<ForecastView["accuracy"]>; past: Past[] }) {
  const { t, locale } = useUi()
  const f = t.forecast
  const { days, expected, sent, deviation, dayError } = accuracy
  const number = (counts: Past["sent"]) => formatNumber(locale, all(counts))
  const apart = (share: number) => {
    if (share === 0) return f.exact
    return share > 0 ? f.more(formatPercent(locale, share, 1)) : f.less(formatPercent(locale, -share, 1))
  }
  const compared = past.filter((day) => day.compared !== null)
  const unforeseen = compared.reduce((sum, day) => sum + all(day.sent) - all(day.compared ?? day.sent), 0)
  return (
    <>
      <p>
        {f.accuracy(days, number(expected), number(sent))} {deviation !== null && apart(deviation)}{" "}
        {dayError !== null && days > 1 && f.dayError(formatPercent(locale, dayError, 1))}
      </p>
      {unforeseen > 0 && <p class="muted small">{f.unforeseen(formatNumber(locale, unforeseen))}</p>}
      <p class="muted small">{f.pastText}</p>
    </>
  )
}

/** A row for each day and channel. */
export function CameTable({ past }: { past: Past[] }) {
  const { t, locale } = useUi()
  const f = t.forecast
  const used = channels.filter((channel) => past.some((day) => day.sent[channel] + (day.expected?.[channel] ?? 0) > 0))
  const rows = past.flatMap((day) =>
    (used.length === 0 ? channels.slice(0, 1) : used).map((channel) => ({ day, channel })),
  )
  type Row = (typeof rows)[number]
  const sent = ({ day, channel }: Row) => (day.compared ?? day.sent)[channel]
  return (
    <Table
      caption={f.past}
      rows={rows}
      rowKey={(row) => `${row.day.day} ${row.channel}`}
      columns={[
        { label: f.day, cell: ({ day }) => dayText(locale, day.day) },
        { label: f.channel, cell: ({ channel }) => f.channels[channel] },
        {
          label: f.expected,
          end: true,
          cell: ({ day, channel }) =>
            day.expected === null ? (
              <span class="muted">{f.notForecast}</span>
            ) : (
              formatNumber(locale, day.expected[channel])
            ),
        },
        { label: f.sent, end: true, cell: (row) => formatNumber(locale, sent(row)) },
        {
          label: f.deviation,
          end: true,
          cell: (row) => <Deviation expected={row.day.expected?.[row.channel] ?? null} sent={sent(row)} />,
        },
        { label: f.madeOn, cell: ({ day }) => (day.madeOn === null ? t.time.none : dayText(locale, day.madeOn)) },
      ]}
    />
  )
}

function Deviation({ expected, sent }: { expected: number | null; sent: number }) {
  const { t, locale } = useUi()
  if (expected === null) return <>{t.time.none}</>
  const apart = sent - expected
  if (apart === 0) return <>{t.forecast.asExpected}</>
  const sign = apart > 0 ? "+" : "−"
  const share = expected === 0 ? "" : ` (${sign}${formatPercent(locale, Math.abs(apart), expected)})`
  return <>{`${sign}${formatNumber(locale, Math.abs(apart))}${share}`}</>
}

function all({ email, sms, push }: Past["sent"]): number {
  return email + sms + push
}
