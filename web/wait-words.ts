import { formatInstantWithZone, formatLength, formatLocal, zoneName } from "./locales/format"
import { quoted } from "./quoted"
import type { TimelineNames } from "./timeline-words"
import type { Ui } from "./ui"

/** How a wait came to its instant, as the API gives it. */
export interface WaitTold {
  anchor: string
  rule: string
  zone: string
  zoneSource: "campaign" | "member" | "fallback"
  adjustments: { kind: string; detail: string }[]
  until: string | null
}

/** A wait explained in sentences: anchor, rule, zone and its source, adjustments, result (TIME-6). */
export function waitWords(ui: Ui, wait: WaitTold, names: Pick<TimelineNames, "occasion">): string[] {
  const w = ui.t.explain.wait
  const at = (instant: string) => formatInstantWithZone(ui.locale, Date.parse(instant), wait.zone)
  return [
    w.anchor(at(wait.anchor)),
    w.rule(waitRuleWords(ui, wait.rule, names)),
    w.zones[wait.zoneSource](zoneName(wait.zone)),
    ...wait.adjustments.map((one) => adjustmentWords(ui, one)),
    ...(wait.until === null ? [] : [w.result(at(wait.until))]),
  ]
}

function adjustmentWords(ui: Ui, { kind, detail }: { kind: string; detail: string }): string {
  const words = ui.t.explain.wait.adjustments[kind]
  if (kind === "pause") return `${pauseWords(ui, detail)}.`
  const reasons: Record<string, string> = ui.t.sending.reasons
  const said = reasons[detail] ?? (/^\d{4}-/.test(detail) ? formatLocal(ui.locale, detail) : lengthOr(ui, detail))
  return words === undefined ? `${kind}: ${said}` : words(said)
}

/** What a resume did with the wait: `shift`, `skip` or `spread over N h` (CAM-8). */
function pauseWords({ t }: Ui, policy: string): string {
  const p = t.explain.wait.pause
  const hours = /^spread over (\S+) h$/.exec(policy)?.[1]
  if (hours !== undefined) return p.spread(hours)
  return policy === "shift" ? p.shift : policy === "skip" ? p.skip : policy
}

function lengthOr(ui: Ui, text: string): string {
  return /^P[\dT]/.test(text) ? formatLength(ui.locale, text) : text
}

/**
 * The rule of a wait as the engine writes it, in words: `P4D then at 09:00 on weekdays 1,2 within 09:00-17:00`,
 * `until 2026-12-01T09:00`, `-P3D from occasion ID at 09:00`, `P1D from yearly birthday`.
 */
export function waitRuleWords(ui: Ui, rule: string, names: Pick<TimelineNames, "occasion">): string {
  const { locale, t } = ui
  const w = t.explain.wait
  const until = /^until (\S+)$/.exec(rule)?.[1]
  if (until !== undefined) return w.until(formatLocal(locale, until))
  const relative = /^(-?)(P\S+) from (.+?)(?: at (\d\d:\d\d))?$/.exec(rule)
  if (relative !== null) {
    const [, minus, length = "", to = "", time] = relative
    const date = dateWords(ui, to, names)
    const nothing = /^P(T?0\w)+$/.test(length)
    const beside = minus ? w.before : w.after
    const words = nothing ? w.on(date) : beside(formatLength(locale, length), date)
    return time === undefined ? words : `${words}, ${w.atTime(time)}`
  }
  const afterPause = /^pause, then (.+)$/.exec(rule)?.[1]
  if (afterPause !== undefined) return pauseWords(ui, afterPause)
  const parts = /^(P\S+)(?: then at (\d\d:\d\d))?(?: on weekdays ([\d,]+))?(?: within (\S+)-(\S+))?$/.exec(rule)
  if (parts === null) return rule
  const [, length = "", time, days, from, to] = parts
  const dayNames = days?.split(",").map((day) => t.flow.weekdays[Number(day) - 1] ?? day)
  return [
    formatLength(locale, length),
    ...(time === undefined ? [] : [w.at(time)]),
    ...(dayNames === undefined ? [] : [w.days(new Intl.ListFormat(locale).format(dayNames))]),
    ...(from === undefined || to === undefined ? [] : [w.within(from, to)]),
  ].join(", ")
}

function dateWords(ui: Ui, to: string, names: Pick<TimelineNames, "occasion">): string {
  if (to.startsWith("occasion ")) return quoted(ui.locale, names.occasion(to.slice("occasion ".length)))
  return to.startsWith("yearly ")
    ? ui.t.explain.wait.yearly(quoted(ui.locale, to.slice("yearly ".length)))
    : quoted(ui.locale, to)
}
