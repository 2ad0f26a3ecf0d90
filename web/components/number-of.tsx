import { formatNumber, formatPercent } from "../locales/format"
import { useUi } from "../ui"

/** A part with its whole: "412 of 1,000" as number and share, so that a rate is never without its base. None has no share. */
export function NumberOf({ part, whole }: { part: number; whole: number }) {
  const { locale } = useUi()
  return (
    <span title={`${formatNumber(locale, part)} / ${formatNumber(locale, whole)}`}>
      {formatNumber(locale, part)}
      {part > 0 && <span class="number-of"> {formatPercent(locale, part, whole)}</span>}
    </span>
  )
}
