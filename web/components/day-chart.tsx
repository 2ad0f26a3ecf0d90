import { formatNumber } from "../locales/format"
import { useUi } from "../ui"

const channels = ["email", "sms", "push"] as const
type Counts = Record<(typeof channels)[number], number>

export interface DayBar {
  /** A local date. */
  day: string
  counts: Counts
  /** Drawn as an outline about the bar: what had been expected of it. */
  ghost?: number | null
}

const height = 100
const slot = 10
const bar = 7
/** Fewer bars than this do not take the whole width. */
const fewBars = 14

/** Messages a day by channel, stacked. Numbers are in the table that stands beside it. */
export function DayChart({ bars, label, ghostLabel }: { bars: DayBar[]; label: string; ghostLabel?: string }) {
  const { t, locale } = useUi()
  const top = Math.max(1, ...bars.map((one) => Math.max(sum(one.counts), one.ghost ?? 0)))
  const used = channels.filter((channel) => bars.some((one) => one.counts[channel] > 0))
  const shownDays = [bars[0], bars[Math.floor(bars.length / 2)], bars.at(-1)]
  return (
    <figure class="day-chart" data-few={bars.length < fewBars ? "" : undefined}>
      <div class="day-chart-axis">
        <span>{formatNumber(locale, top)}</span>
      </div>
      <svg viewBox={`0 0 ${bars.length * slot} ${height}`} preserveAspectRatio="none" role="img" aria-label={label}>
        {bars.map(({ day, counts, ghost }, index) => (
          <Bar key={day} x={index * slot} counts={counts} ghost={ghost ?? null} top={top} />
        ))}
        <rect class="day-chart-base" x={0} y={height - 0.5} width={bars.length * slot} height={0.5} />
      </svg>
      <div class="day-chart-axis">
        {shownDays.map((one, index) => one && <span key={`${index} ${one.day}`}>{dayText(locale, one.day)}</span>)}
      </div>
      <ul class="day-chart-key">
        {used.map((channel) => (
          <li key={channel}>
            <i data-channel={channel} />
            {t.forecast.channels[channel]}
          </li>
        ))}
        {ghostLabel && (
          <li>
            <i data-ghost="" />
            {ghostLabel}
          </li>
        )}
      </ul>
    </figure>
  )
}

function Bar({ x, counts, ghost, top }: { x: number; counts: Counts; ghost: number | null; top: number }) {
  const tall = (n: number) => (n / top) * height
  let below = 0
  return (
    <g>
      {channels.map((channel) => {
        const y = height - tall(below + counts[channel])
        below += counts[channel]
        const h = tall(counts[channel])
        return h > 0 && <rect key={channel} data-channel={channel} x={x + 1.5} y={y} width={bar} height={h} />
      })}
      {ghost !== null && (
        <rect class="day-chart-ghost" x={x + 0.5} y={height - tall(ghost)} width={bar + 2} height={tall(ghost)} />
      )}
    </g>
  )
}

function sum({ email, sms, push }: Counts): number {
  return email + sms + push
}

/** "1 Dec": a local date without its year. */
export function dayText(locale: "en" | "es", day: string): string {
  const format = new Intl.DateTimeFormat(locale === "en" ? "en-GB" : "es", {
    weekday: "short",
    day: "numeric",
    month: "short",
    timeZone: "UTC",
  })
  return format.format(Date.parse(day))
}
