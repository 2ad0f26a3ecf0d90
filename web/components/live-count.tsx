import { formatNumber } from "../locales/format"
import { useUi } from "../ui"
import { Button } from "./button"
import { useFormPlace } from "./form"

/** How many members match: a number, or null when the condition is not complete. */
export type MatchCount = { count: number; estimated?: boolean } | null

interface LiveCountProps {
  /** Stands for what the form holds: another one is counted anew. */
  of: string
  /** Counted already; undefined: the page asks for it by itself. */
  counted?: MatchCount | undefined
}

/** The number of members that match the rule in this form, following it as it changes (MEM-5). */
export function LiveCount({ of, counted }: LiveCountProps) {
  const { t } = useUi()
  const { id } = useFormPlace()
  return (
    <div class="live-count">
      <div
        id={`count-${keyOf(of)}`}
        role="status"
        hx-post="/segments/count"
        hx-include={`#${id}`}
        hx-trigger={`${counted === undefined ? "load, " : ""}input from:#${id} delay:400ms`}
        hx-target="this"
        hx-swap="innerHTML"
        hx-sync="this:replace"
      >
        {counted === undefined ? <p class="muted">{t.people.segments.counting}</p> : <CountText counted={counted} />}
      </div>
      <noscript>
        <Button name="do" value="count">
          {t.people.segments.countNow}
        </Button>
      </noscript>
    </div>
  )
}

/** The number in words; also the answer to a count. */
export function CountText({ counted }: { counted: MatchCount }) {
  const { t, locale } = useUi()
  const s = t.people.segments
  if (counted === null) return <p class="muted">{s.uncountable}</p>
  return (
    <p>
      {counted.estimated && `${s.about} `}
      <strong>{formatNumber(locale, counted.count)}</strong> {s.matching(counted.count)}
    </p>
  )
}

/** FNV-1a, as an id may hold it. */
function keyOf(text: string): string {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return (hash >>> 0).toString(36)
}
