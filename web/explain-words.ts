import { clauseWords } from "./clause-words"
import { detailWords } from "./detail-words"
import type { Told, ToldClause, ToldDeferral, ToldHint, ToldLeft, ToldWaiting } from "./explained"
import { formatInstantWithZone } from "./locales/format"
import { oneRuleWords } from "./policy-words"
import { quoted } from "./quoted"
import { reasonWords } from "./reason-words"
import type { TimelineNames } from "./timeline-words"
import type { Ui } from "./ui"
import { waitWords } from "./wait-words"

/** The campaign that an explanation is about, as far as its words need it. */
export interface ExplainedCampaign {
  name: string
  kind: "flow" | "campaign" | "workflow"
  /** The member's zone when known, else the campaign's: instants are told in it. */
  zone: string
  id: string
}

/** One thing that holds or does not. */
export interface ClauseLine {
  /** `part`: it holds, but not for all channels. */
  holds: "yes" | "no" | "part"
  text: string
}

/** An explanation as sentences (ANA-5). */
export interface ExplanationWords {
  headline: string[]
  because: ClauseLine[]
  /** How its wait came to its instant; empty: it waits for no instant (TIME-6). */
  waiting: string[]
  skipped: { at: number; text: string; details: string[] }[]
  change: string[]
}

interface Context {
  ui: Ui
  names: TimelineNames
  campaign: ExplainedCampaign
}

export function explanationWords(
  ui: Ui,
  told: Told,
  around: { names: TimelineNames; campaign: ExplainedCampaign },
): ExplanationWords {
  const context = { ui, ...around }
  const { waitingFor } = told
  return {
    headline: headlineOf(context, told),
    because: told.because.map((clause) => ({ holds: holdsOf(clause), text: clauseWords(context, clause) })),
    waiting: waitingFor?.wait ? waitWords(ui, waitingFor.wait, around.names) : [],
    skipped: told.skipped.map((left) => leftWords(context, left)),
    change: [...new Set(told.wouldChange.map((hint) => hintWords(context, hint)))],
  }
}

function holdsOf({ rule, holds, actual }: ToldClause): ClauseLine["holds"] {
  if (!holds) return "no"
  return rule === "subscribed" && Array.isArray(actual) && actual.length > 0 ? "part" : "yes"
}

function at({ ui, campaign }: Context, instant: string): string {
  return formatInstantWithZone(ui.locale, Date.parse(instant), campaign.zone)
}

function stepOf({ ui, names, campaign }: Context, stepId: string): string {
  return quoted(ui.locale, names.step(campaign.id, stepId))
}

/** How it stands, in one or two sentences. */
function headlineOf(context: Context, told: Told): string[] {
  const { ui, campaign } = context
  const h = ui.t.explain.headline
  const { run, waitingFor, status } = told
  const name = quoted(ui.locale, campaign.name)
  if (campaign.kind === "campaign")
    return [told.because.every((clause) => clause.holds) ? h.qualifies(name) : h.notQualified(name)]
  if (run === null || status === "notEntered") return [h.notEntered(name)]
  const entered = h.entered(at(context, run.startedAt), run.entry)
  if (waitingFor !== undefined) return [waitingWords(context, waitingFor), entered]
  const ended = run.endedAt === null ? "" : at(context, run.endedAt)
  const reason = reasonWords(ui.t, run.reason ?? "")
  switch (status) {
    case "completed":
      return [h.completed(name, ended), entered]
    case "cancelled":
      return [h.cancelled(name, ended, reason), entered]
    case "failed":
      return [h.failed(name, ended, reason), entered]
    default:
      return [h.exited(name, ended, reason), entered]
  }
}

function waitingWords(context: Context, waiting: ToldWaiting): string {
  const { ui } = context
  const h = ui.t.explain.headline
  const step = stepOf(context, waiting.stepId)
  const until = waiting.until === null ? null : at(context, waiting.until)
  switch (waiting.kind) {
    case "timer":
      return until === null ? h.timerOpen(step) : h.timer(step, until)
    case "event": {
      const what = awaited(context, waiting)
      return until === null ? h.eventOpen(step, what) : h.event(step, what, until)
    }
    case "delivery":
      return h.delivery(step)
    case "deferral":
      return h.deferral(step, until ?? "")
    case "retry":
      return h.retry(step, until ?? "")
    case "pause":
      return h.pause(step)
    case "parked":
      return h.parked(step, reasonWords(ui.t, waiting.parked ?? ""))
  }
}

function awaited(context: Context, { event }: ToldWaiting): string {
  const { t } = context.ui
  if (event === null) return t.explain.does("")
  return "message" in event
    ? didWords(context, event.message, event.did)
    : t.explain.does(quoted(context.ui.locale, event.name))
}

function didWords(context: Context, stepId: string, did: string): string {
  const step = stepOf(context, stepId)
  return context.ui.t.explain.did[did]?.(step) ?? `${step} ${did}`
}

function leftWords(context: Context, left: ToldLeft): ExplanationWords["skipped"][number] {
  const { ui } = context
  const l = ui.t.explain.left
  const step = stepOf(context, left.stepId)
  const reason = left.reason === null ? ui.t.sending.deliveries.statuses.failed : reasonWords(ui.t, left.reason)
  const details = detailsOf(context, left)
  const text = () => {
    switch (left.status) {
      case "deferred":
        return l.deferred(step, left.deferral === null ? "" : at(context, left.deferral.until))
      case "failed":
        return l.failed(step, reason)
      case "cancelled":
        return l.cancelled(step, reason)
      case "unknown":
        return l.unknown(step)
      case "queued":
        return l.queued(step)
      default:
        return l.skipped(step, reason)
    }
  }
  return { at: Date.parse(left.at), text: text(), details }
}

/** What stood in its way; of one that had been put off before it came to nothing, that. */
function detailsOf(context: Context, { deferral, detail, reason, status }: ToldLeft): string[] {
  if (deferral === null) return detail === null ? [] : [detailWords(context.ui.t, detail)]
  const lines = because(context, deferral)
  if (reason === "contactPolicy" || status === "deferred") return lines
  return [context.ui.t.explain.left.before(lines.join("; "))]
}

/** The rules of a policy that put a message off, and the earlier messages that used them up (POL-2). */
function because(context: Context, { rules, because: earlier }: ToldDeferral): string[] {
  const { ui, names } = context
  const lines = rules.map(({ holder, rule, values }) =>
    oneRuleWords(ui, [holder === null ? "" : `${holder.kind}:${holder.id}`, rule, ...values].join(" "), {
      ...names.holders,
      ...(holder === null ? {} : { [`${holder.kind}:${holder.id}`]: holder.name }),
    }),
  )
  const messages = earlier.map(({ campaignId, stepId, sentAt }) => {
    const message = `${quoted(ui.locale, names.step(campaignId, stepId))} (${names.campaign(campaignId)})`
    return sentAt === null ? message : ui.t.explain.left.sentOn(message, at(context, sentAt))
  })
  if (messages.length === 0) return lines
  return [...lines, ui.t.explain.left.earlier(new Intl.ListFormat(ui.locale).format(messages))]
}

function hintWords(context: Context, hint: ToldHint): string {
  const { ui, names } = context
  const c = ui.t.explain.change
  switch (hint.kind) {
    case "publish":
    case "activate":
    case "resume":
    case "openEntry":
    case "moveEnd":
    case "changeReentry":
    case "retry":
    case "delivery":
      return c[hint.kind]
    case "wait":
      return c.wait(at(context, hint.until ?? ""))
    case "joinSegment":
    case "matchRule":
    case "rejoinSegment":
      return c[hint.kind](quoted(ui.locale, names.segment(hint.segmentId ?? "")))
    case "resubscribe": {
      const channels: Record<string, string> = ui.t.sending.channels
      return c.resubscribe(channels[hint.channel ?? ""] ?? hint.channel ?? "")
    }
    case "event":
      return c.event(quoted(ui.locale, hint.name ?? ""))
    case "message":
      return c.message(didWords(context, hint.stepId ?? "", hint.did ?? ""))
    case "changePolicy":
      return c.changePolicy(quoted(ui.locale, hint.holder?.name ?? ""))
    default:
      return hint.kind
  }
}
