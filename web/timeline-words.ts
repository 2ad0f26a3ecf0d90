import type { JournalEntry, OutboundChannel } from "../src/engine/types"
import { detailWords } from "./detail-words"
import type { IconName } from "./icons"
import { formatInstantWithZone } from "./locales/format"
import type { TimelineRow } from "./pages/timeline"
import { type HolderNames, ruleLineWords } from "./policy-words"
import { quoted } from "./quoted"
import { reasonWords } from "./reason-words"
import type { Ui } from "./ui"

/** A journal entry as the API gives it: its instant beside it, waits with ISO instants. */
export type TimelineEntry = JournalEntry & { at: string }

/** Names for what an entry mentions. */
export interface TimelineNames {
  campaign: (id: string) => string
  step: (campaignId: string, stepId: string) => string
  segment: (id: string) => string
  occasion: (id: string) => string
  holders: HolderNames
  /** Zone of instants that belong to no wait; absent: the reader's. */
  zone?: string | undefined
}

interface Said {
  text: string
  icon: IconName
  hue?: string
  detail?: string | undefined
}

const channelLook: Record<OutboundChannel, { icon: IconName; hue: string }> = {
  email: { icon: "mail", hue: "email" },
  sms: { icon: "sms", hue: "sms" },
  push: { icon: "bell", hue: "push" },
  webhook: { icon: "webhook", hue: "wait" },
  pdf: { icon: "archive", hue: "wait" },
  staff: { icon: "mail", hue: "wait" },
}

/** Entries in words, newest first as they come. */
export function timelineRows(ui: Ui, entries: readonly TimelineEntry[], names: TimelineNames): TimelineRow[] {
  return entries.map((entry, i) => ({
    key: `${entry.at} ${i}`,
    at: Date.parse(entry.at),
    ...(said(ui, entry, names) ?? { text: entry.type, icon: "activity" as const }),
    why: whyOf(entry, names),
  }))
}

/** Where the way was barred, put off or came to stand: of these the explanation tells more. */
const explained: ReadonlySet<JournalEntry["type"]> = new Set([
  "runNotStarted",
  "waitStarted",
  "waitMoved",
  "runParked",
  "runFrozen",
  "runEnded",
  "deliverySkipped",
  "deliveryDeferred",
  "deliveryRetried",
  "deliveryFailed",
  "deliveryCancelled",
] as const)

function whyOf(entry: TimelineEntry, names: TimelineNames): TimelineRow["why"] {
  if (!explained.has(entry.type) || !("campaignId" in entry)) return undefined
  return { campaignId: entry.campaignId, campaignName: names.campaign(entry.campaignId) }
}

/** A step was left; by which of its ways out, unless it is the plain way on. */
export function leftWords({ t }: Pick<Ui, "t">, step: string, outcome: string): string {
  const w = t.timeline
  return outcome === "done" ? w.stepLeftPlain(step) : w.stepLeft(step, t.flow.outcomes[outcome] ?? outcome)
}

function said(ui: Ui, entry: TimelineEntry, names: TimelineNames): Said | null {
  return aboutMember(ui, entry, names) ?? aboutRun(ui, entry, names) ?? aboutDelivery(ui, entry, names)
}

function aboutMember(ui: Ui, entry: TimelineEntry, names: TimelineNames): Said | null {
  const { t } = ui
  const w = t.timeline
  switch (entry.type) {
    case "memberCreated":
      return { text: w.memberCreated, icon: "user" }
    case "profileChanged":
      return {
        text: w.profileChanged(
          entry.fields.map((field) => field.replace(/^attributes\./, "")).join(", "),
          t.people.sources[entry.source],
        ),
        icon: "pencil",
      }
    case "segmentJoined":
      return {
        text: w.segmentJoined(quoted(ui.locale, names.segment(entry.segmentId)), t.people.sources[entry.source]),
        icon: "userPlus",
      }
    case "segmentLeft":
      return {
        text: w.segmentLeft(quoted(ui.locale, names.segment(entry.segmentId)), t.people.sources[entry.source]),
        icon: "userMinus",
      }
    case "eventHappened":
      return {
        text: w.eventHappened(quoted(ui.locale, entry.name)),
        icon: "zap",
        detail: eventDetail(entry.properties, names),
      }
    case "consentChanged": {
      const channel = t.sending.channels[entry.channel]
      const detail = entry.reason === null ? undefined : (w.consentReasons[entry.reason] ?? entry.reason)
      return entry.status === "subscribed"
        ? { text: w.consentGiven(channel), icon: "done", detail }
        : { text: w.consentTaken(channel), icon: "ban", detail }
    }
    case "textReceived":
      return { text: w.textReceived(entry.from), icon: "sms", hue: "sms", detail: entry.text }
    case "dataChanged":
      return {
        text: w.dataChanged(
          quoted(ui.locale, names.campaign(entry.campaignId)),
          entry.fields.join(", "),
          t.people.sources[entry.source],
        ),
        icon: "pencil",
      }
    case "attendanceSet":
      return {
        text: w[entry.status](quoted(ui.locale, names.occasion(entry.occasionId)), t.people.sources[entry.source]),
        icon: entry.status === "attended" ? "userPlus" : "userMinus",
      }
    case "resultsReset":
      return { text: w.resultsReset[entry.what](quoted(ui.locale, names.campaign(entry.campaignId))), icon: "repeat" }
    case "converted":
      return { text: w.converted(quoted(ui.locale, names.campaign(entry.campaignId))), icon: "done" }
    case "dismissed":
      return { text: w.dismissed(quoted(ui.locale, names.campaign(entry.campaignId))), icon: "slash" }
    default:
      return null
  }
}

function aboutRun(ui: Ui, entry: TimelineEntry, names: TimelineNames): Said | null {
  const { t } = ui
  const w = t.timeline
  if (!("campaignId" in entry)) return null
  const campaign = quoted(ui.locale, names.campaign(entry.campaignId))
  const step = "stepId" in entry ? quoted(ui.locale, names.step(entry.campaignId, entry.stepId)) : ""
  switch (entry.type) {
    case "runNotStarted":
      return { text: w.runNotStarted(campaign, reasonWords(t, entry.reason)), icon: "slash" }
    case "runStarted":
      return { text: w.runStarted(campaign), icon: "flow" }
    case "stepEntered":
      return { text: w.stepEntered(step), icon: "chevronRight", detail: names.campaign(entry.campaignId) }
    case "stepLeft": {
      if (entry.outcome === "moved") return { text: w.moved(step), icon: "reply" }
      const why = [entry.reason && reasonWords(t, entry.reason), entry.detail && detailWords(t, entry.detail)]
        .filter(Boolean)
        .join(": ")
      return { text: leftWords(ui, step, entry.outcome), icon: "chevronRight", detail: why || undefined }
    }
    case "waitStarted":
    case "waitMoved": {
      const until = untilOf(ui, entry.wait.until, entry.wait.zone)
      const [dated, open] =
        entry.type === "waitStarted" ? [w.waitStarted, w.waitStartedOpen] : [w.waitMoved, w.waitMovedOpen]
      const why = entry.type === "waitMoved" ? t.timeline.waitMoves[entry.because] : undefined
      return { text: until === null ? open(step) : dated(step, until), icon: "hourglass", hue: "delay", detail: why }
    }
    case "runParked":
      return { text: w.runParked(step, reasonWords(t, entry.reason)), icon: "warning", detail: entry.detail }
    case "runUnparked":
      return { text: w.runUnparked(step), icon: "play" }
    case "runFrozen":
      return { text: w.runFrozen(step), icon: "pause" }
    case "runThawed":
      return { text: w.runThawed(step), icon: "play" }
    case "runEnded": {
      const status = t.campaigns.runs.statuses[entry.status]
      return entry.reason === "completed"
        ? { text: w.runEndedPlain(campaign, status), icon: "flag" }
        : { text: w.runEnded(campaign, status, reasonWords(t, entry.reason)), icon: "flag" }
    }
    default:
      return null
  }
}

function aboutDelivery(ui: Ui, entry: TimelineEntry, names: TimelineNames): Said | null {
  const { t } = ui
  const w = t.timeline
  if (!("channel" in entry) || !("stepId" in entry)) return null
  const look = channelLook[entry.channel]
  const step = quoted(ui.locale, names.step(entry.campaignId, entry.stepId))
  switch (entry.type) {
    case "deliveryQueued":
      return { text: w.deliveryQueued(step), ...look }
    case "deliverySkipped":
      return {
        text: w.deliverySkipped(step, reasonWords(t, entry.reason)),
        icon: "slash",
        detail: skipDetail(ui, entry, names),
      }
    case "deliveryDeferred":
      return {
        text: w.deliveryDeferred(step, untilOf(ui, entry.until, names.zone ?? ui.zone) ?? ""),
        icon: "clock",
        detail: policyDetail(ui, entry.rule, entry.because, names),
      }
    case "deliveryRetried":
      return {
        text: w.deliveryRetried(step, untilOf(ui, entry.retryAt, names.zone ?? ui.zone) ?? ""),
        icon: "warning",
        detail: entry.detail,
      }
    case "deliverySent":
      return { text: w.deliverySent(step, entry.to), ...look }
    case "deliveryFailed":
      return { text: w.deliveryFailed(step, reasonWords(t, entry.reason)), icon: "failed", detail: entry.detail }
    case "deliveryUnknown":
      return { text: w.deliveryUnknown(step), icon: "warning", detail: entry.detail }
    case "deliveryCancelled":
      return { text: w.deliveryCancelled(step, reasonWords(t, entry.reason)), icon: "ban" }
    case "deliveryReported": {
      const { report } = entry
      const byMachine = "machine" in report && report.machine ? w.byMachine : undefined
      return { text: w[report.type](step), ...look, detail: report.type === "replied" ? report.text : byMachine }
    }
    default:
      return null
  }
}

/** Why a policy stood in the way, and the earlier messages by the names of their steps (POL-2). */
export function policyDetail(ui: Ui, rule: string, because: readonly string[], names: TimelineNames): string {
  const rules = ruleLineWords(ui, rule, names.holders).join("; ")
  const earlier = because.map((id) => deliveryName(ui, id, names))
  return earlier.length === 0
    ? rules
    : `${rules}, ${ui.t.timeline.becauseOf(new Intl.ListFormat(ui.locale).format(earlier))}`
}

function skipDetail(
  ui: Ui,
  entry: Extract<TimelineEntry, { type: "deliverySkipped" }>,
  names: TimelineNames,
): string | undefined {
  if (entry.detail === undefined) return undefined
  if (entry.reason !== "contactPolicy") return detailWords(ui.t, entry.detail)
  return policyDetail(ui, entry.detail, entry.because ?? [], names)
}

/** A delivery by the step that made it; its id is `CAMPAIGN.MEMBER.ENTRY.STEP.VISIT.CHANNEL`. */
function deliveryName(ui: Ui, id: string, names: TimelineNames): string {
  const [campaignId = "", , , stepId = ""] = id.split(".")
  return stepId === "" ? id : `${quoted(ui.locale, names.step(campaignId, stepId))} (${names.campaign(campaignId)})`
}

/** Instants come as ISO text through the API's view. */
function untilOf(ui: Ui, until: number | string | null, zone: string): string | null {
  if (until === null) return null
  return formatInstantWithZone(ui.locale, typeof until === "string" ? Date.parse(until) : until, zone)
}

/** Properties, and the occasion by its name. */
function eventDetail(properties: Record<string, unknown>, names: TimelineNames): string | undefined {
  const { occasionId, ...rest } = properties
  const others = propertiesOf(rest)
  if (typeof occasionId !== "string") return propertiesOf(properties)
  return [names.occasion(occasionId), ...(others === undefined ? [] : [others])].join(", ")
}

function propertiesOf(properties: Record<string, unknown>): string | undefined {
  const pairs = Object.entries(properties).map(
    ([name, value]) => `${name}: ${typeof value === "object" ? JSON.stringify(value) : String(value)}`,
  )
  return pairs.length > 0 ? pairs.join(", ") : undefined
}
