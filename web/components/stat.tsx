import { formatNumber } from "../locales/format"
import { useUi } from "../ui"

export interface StatView {
  label: string
  value: number
  /** The members behind the number (ANA-3). */
  href?: string
}

/** A row of numbers with their names. */
export function Stats({ stats }: { stats: StatView[] }) {
  const { locale } = useUi()
  return (
    <dl class="stats">
      {stats.map((stat) => (
        <div class="stat" key={stat.label}>
          <dt>{stat.label}</dt>
          <dd>
            {stat.href ? <a href={stat.href}>{formatNumber(locale, stat.value)}</a> : formatNumber(locale, stat.value)}
          </dd>
        </div>
      ))}
    </dl>
  )
}
