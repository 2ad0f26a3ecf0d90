import { formatInstant, formatInstantWithZone, formatRelative, zoneName } from "../locales/format"
import { useUi } from "../ui"

interface TimeProps {
  /** Epoch milliseconds. */
  at: number | null
  zone?: string | undefined
  /** `relative`: "in 4 days"; `absolute`: the date; `full`: the date with its zone. The other is shown on hover. */
  show?: "relative" | "absolute" | "full"
}

/** An instant. What is not shown is on hover, and the zone is always said. */
export function Time({ at, zone, show = "absolute" }: TimeProps) {
  const ui = useUi()
  if (at === null) return <span class="muted">{ui.t.time.none}</span>
  const inZone = zone ?? ui.zone
  const full = formatInstantWithZone(ui.locale, at, inZone)
  const relative = formatRelative(ui.locale, at, ui.now)
  return (
    <time
      class="nowrap"
      dateTime={new Date(at).toISOString()}
      title={show === "relative" ? full : `${relative} (${zoneName(inZone)})`}
    >
      {show === "relative" ? relative : show === "full" ? full : formatInstant(ui.locale, at, inZone)}
    </time>
  )
}
