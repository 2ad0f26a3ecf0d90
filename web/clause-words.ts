import type { Criterion } from "../src/engine/rules"
import type { Reentry } from "../src/engine/types"
import type { ExplainedCampaign } from "./explain-words"
import type { ToldClause } from "./explained"
import { formatInstantWithZone, formatNumber } from "./locales/format"
import { quoted } from "./quoted"
import { reasonWords } from "./reason-words"
import { criterionWords } from "./steps/rule-words"
import type { TimelineNames } from "./timeline-words"
import type { Ui } from "./ui"

interface Context {
  ui: Ui
  names: TimelineNames
  campaign: ExplainedCampaign
}

/** One condition of being in a flow as a sentence, with the actual value (ANA-5). */
export function clauseWords(context: Context, clause: ToldClause): string {
  const { ui } = context
  const { t } = ui
  const c = t.explain.clauses
  const { holds, actual, expected } = clause
  const at = (instant: unknown) => formatInstantWithZone(ui.locale, Date.parse(String(instant)), context.campaign.zone)
  switch (clause.rule) {
    case "campaignActive": {
      const statuses: Record<string, string> = t.campaigns.status
      return holds ? c.active : c.notActive((statuses[String(actual)] ?? String(actual)).toLowerCase())
    }
    case "published":
      return holds ? c.published(String(actual)) : c.unpublished
    case "started":
      if (expected === null) return c.startsAtOnce
      return holds ? c.started(at(expected)) : c.startsLater(at(expected))
    case "notEnded":
      return holds ? (expected === null ? c.endless : c.endsLater(at(expected))) : c.ended(at(expected))
    case "entryOpen":
      return holds ? c.entryOpen : c.entryClosed
    case "inSegment":
      return segmentWords(context, clause)
    case "joinedInTime":
      return holds ? c.joinedInTime(at(expected)) : c.joinedTooEarly(at(expected))
    case "segmentRule":
      return ruleWords(context, clause)
    case "mayEnter":
      if (!holds) return c.mayNotEnter(reasonWords(t, String(actual)), reentryWords(ui, expected as Reentry))
      return actual === "alreadyActive" ? c.inside : c.mayEnter
    case "noFinalResult":
      return holds ? c.noResult : actual === "converted" ? c.converted : c.dismissed
    case "subscribed": {
      const channels = listOf(actual).map((one) => (t.sending.channels as Record<string, string>)[one] ?? one)
      if (!holds) return c.unsubscribed
      return channels.length === 0 ? c.subscribed : c.partly(new Intl.ListFormat(ui.locale).format(channels))
    }
    default:
      return clause.rule
  }
}

function segmentWords({ ui, names }: Context, { holds, actual, expected }: ToldClause): string {
  const c = ui.t.explain.clauses
  const format = new Intl.ListFormat(ui.locale, { type: holds ? "conjunction" : "disjunction" })
  const named = (ids: unknown) => format.format(listOf(ids).map((id) => quoted(ui.locale, names.segment(id))))
  if (holds) return c.inSegment(named(actual))
  return listOf(expected).length === 0 ? c.noSegments : c.notInSegment(named(expected))
}

/** A criterion of a rule segment, told as `FACT NAME OP` with what it expects. */
function ruleWords(
  { ui, names, campaign }: Context,
  { holds, actual, expected, segmentId = "", criterion = "" }: ToldClause,
) {
  const c = ui.t.explain.clauses
  const parts = criterion.split(" ")
  const told = {
    fact: parts[0],
    name: parts.slice(1, -1).join(" "),
    op: parts.at(-1),
    ...(expected === null ? {} : { value: expected }),
  } as unknown as Criterion
  const words = {
    t: ui.t,
    locale: ui.locale,
    stepName: (id: string) => names.step(campaign.id, id),
    segmentName: names.segment,
    nameOf: (id: string) => (names.occasion(id) === id ? names.campaign(id) : names.occasion(id)),
  }
  const segment = quoted(ui.locale, names.segment(segmentId))
  const asked = criterionWords(told, words)
  return holds
    ? c.criterionHolds(segment, asked)
    : c.criterionFails(
        segment,
        asked,
        actualWords(ui, actual, (id) => (parts[0] === "segment" ? names.segment(id) : id)),
      )
}

function actualWords({ t, locale }: Ui, actual: unknown, nameOf: (id: string) => string): string {
  const c = t.explain.clauses
  if (actual === null || actual === undefined) return c.unknownValue
  if (Array.isArray(actual)) return actual.length === 0 ? c.none : actual.map((one) => nameOf(String(one))).join(", ")
  if (typeof actual === "boolean") return actual ? t.settings.yes.toLowerCase() : t.settings.no.toLowerCase()
  return typeof actual === "number" ? formatNumber(locale, actual) : nameOf(String(actual))
}

function reentryWords({ t }: Ui, reentry: Reentry): string {
  const r = t.explain.reentry
  return typeof reentry === "object" ? r.afterDays(reentry.afterDays) : (r[reentry] ?? "")
}

function listOf(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : []
}
