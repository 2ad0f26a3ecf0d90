import { addDays, dayMs, type Wall, wallText, weekdayOf } from "./calendar"
import { isMessageChannel } from "./consent"
import { chooseZone } from "./delay-plan"
import { durationOf } from "./duration"
import { deferralMaxMs, policyEvidenceMax, policyPassesMax } from "./limits"
import { type Delivery, isUnsettled, type MemberState, parseDeliveryId } from "./state"
import { addDuration, resolveWall, timeOfDay, wallAt } from "./timing"
import type { CampaignControl, Channel, PolicyHolder } from "./types"

/**
 * What contact policies say to a message (POL-1 to POL-3). `rule` names the rules that stood in the way, separated by
 * "; ", each as `KIND:ID NAME VALUES…` (`category:01k… cap email 2 P7D`); `because` are the deliveries that used them up.
 */
export type PolicyVerdict =
  | { kind: "send" }
  /** `until`, epoch ms: the earliest instant that all rules together allow. */
  | { kind: "defer"; until: number; rule: string; because: string[] }
  | { kind: "skip"; rule: string; because: string[] }

/** What a policy must know of the message it judges. */
export type Candidate = Pick<Delivery, "id" | "transactional" | "createdAt">

/** One rule of one holder. */
interface Bar {
  text: string
  /** Over it a message is skipped, not deferred (POL-2). */
  skips: boolean
  /** The earliest instant at or after `at` that this rule allows; infinite: none. */
  next(at: number): { at: number; because: string[] }
}

/** A message that counts: sent, on its way, or going before. */
interface Contact {
  id: string
  channel: Channel
  at: number
  holders: readonly string[]
}

/** More than the highest priority there is. */
const priorityScale = 10_000

const go: PolicyVerdict = { kind: "send" }

/** Keys of a campaign's holders, as deliveries carry them. */
export function holderKeys(control: CampaignControl): string[] {
  return control.policies.map(keyOf)
}

/**
 * A campaign's priority: the higher of its category's and its group's; between campaigns that are even, say because they
 * share the group that it comes from, the lower of the two decides (CAM-9, POL-3).
 */
export function priorityOf(control: CampaignControl): number {
  const [first = 0, second = 0] = control.policies.map((holder) => holder.priority).toSorted((a, b) => b - a)
  return first + second / priorityScale
}

/** Whether a policy counts messages, so that one that is being sent must be known to the next. */
export function countsMessages(control: CampaignControl): boolean {
  return control.policies.some(({ policy }) => policy.caps.length > 0 || policy.minGap !== undefined)
}

/**
 * Whether a message of a campaign may leave now. A transactional one always may, and is never counted (POL-4). Other
 * messages of the same holders count when they were sent, are being sent, or are due and go before: by higher priority,
 * else by age (POL-3).
 */
export function policyVerdict(
  state: MemberState,
  control: CampaignControl,
  message: Candidate,
  now: number,
): PolicyVerdict {
  if (control.policies.length === 0 || message.transactional) return go
  const channel = parseDeliveryId(message.id)?.channel
  if (channel === undefined || !isMessageChannel(channel)) return go
  const zone = chooseZone("member", control.timeZone, state.profile).name
  const contacts = countsMessages(control) ? contactsOf(state, { ...message, priority: priorityOf(control) }, now) : []
  const bars = control.policies.flatMap((holder) => barsOf(holder, { channel, contacts, zone }))
  const deferring = earliest(
    bars.filter((bar) => !bar.skips),
    now,
  )
  if (deferring === null) return { kind: "skip", ...told(bars, now) }
  const over = bars.filter((bar) => bar.skips && bar.next(deferring.at).at > deferring.at)
  if (over.length > 0) return { kind: "skip", ...told(over, deferring.at) }
  if (deferring.at === now) return go
  return { kind: "defer", until: deferring.at, rule: [...deferring.rules].join("; "), because: deferring.because }
}

/** The earliest instant that every bar allows; null: none within a year. */
function earliest(bars: readonly Bar[], now: number): { at: number; rules: Set<string>; because: string[] } | null {
  const rules = new Set<string>()
  const because = new Set<string>()
  let at = now
  for (let pass = 0; pass < policyPassesMax; pass++) {
    const before = at
    for (const bar of bars) {
      const next = bar.next(at)
      if (next.at === at) continue
      at = next.at
      if (at > now + deferralMaxMs) return null
      rules.add(bar.text)
      for (const id of next.because) because.add(id)
    }
    if (at === before) return { at, rules, because: [...because].slice(0, policyEvidenceMax) }
  }
  return null
}

function told(bars: readonly Bar[], at: number): { rule: string; because: string[] } {
  const closed = bars.map((bar) => ({ bar, next: bar.next(at) })).filter(({ next }) => next.at > at)
  const because = [...new Set(closed.flatMap(({ next }) => next.because))]
  return { rule: closed.map(({ bar }) => bar.text).join("; "), because: because.slice(0, policyEvidenceMax) }
}

function keyOf(holder: PolicyHolder): string {
  return `${holder.kind}:${holder.id}`
}

function barsOf(holder: PolicyHolder, about: { channel: Channel; contacts: readonly Contact[]; zone: string }): Bar[] {
  const { channel, zone } = about
  const { caps, minGap, quietHours, weekdays, holidays, over } = holder.policy
  const key = keyOf(holder)
  const skips = over === "skip"
  const mine = about.contacts.filter((one) => one.holders.includes(key))
  const bars: Bar[] = []
  for (const cap of caps) {
    if (cap.channel !== channel) continue
    const counted = mine.filter((one) => one.channel === channel)
    const text = `${key} cap ${channel} ${cap.max} ${cap.per}`
    bars.push({ text, skips, next: (at) => underCap(untilOver(counted, cap.per, zone), cap.max, at) })
  }
  if (minGap !== undefined) {
    // Within the gap after any one message: at most none.
    const next = (at: number) => underCap(untilOver(mine, minGap, zone), 1, at)
    bars.push({ text: `${key} minGap ${minGap}`, skips, next })
  }
  if (weekdays !== undefined && weekdays.length > 0 && weekdays.length < 7) {
    const text = `${key} weekdays ${[...weekdays].sort().join(",")}`
    bars.push({ text, skips: false, next: (at) => onDay(at, zone, (day) => weekdays.includes(weekdayOf(day))) })
  }
  if (holidays !== undefined && holidays.length > 0) {
    const closed = new Set(holidays)
    const next = (at: number) => onDay(at, zone, (day) => !closed.has(wallText(day).slice(0, 10)))
    bars.push({ text: `${key} holidays`, skips: false, next })
  }
  if (quietHours !== undefined && quietHours.from !== quietHours.to) {
    const { from, to } = quietHours
    bars.push({ text: `${key} quietHours ${from} ${to}`, skips: false, next: (at) => afterQuiet(at, quietHours, zone) })
  }
  return bars
}

/** Each counted message with the instant from which it counts no more. */
function untilOver(counted: readonly Contact[], per: string, zone: string): { id: string; until: number }[] {
  const length = durationOf(per)
  return counted.map(({ id, at }) => ({ id, until: addDuration(at, length, { zone }).instant }))
}

/** The sliding window: the first instant with fewer than `max` messages that still count. */
function underCap(
  counted: { id: string; until: number }[],
  max: number,
  at: number,
): { at: number; because: string[] } {
  const active = counted.filter((one) => one.until > at).sort((a, b) => a.until - b.until)
  if (active.length < max) return { at, because: [] }
  const because = active.map((one) => one.id)
  return { at: max <= 0 ? Number.POSITIVE_INFINITY : (active[active.length - max]?.until ?? at), because }
}

function onDay(at: number, zone: string, allowed: (day: Wall) => boolean): { at: number; because: string[] } {
  const wall = wallAt(at, zone)
  if (allowed(wall)) return { at, because: [] }
  const midnight = resolveWall({ ...addDays(wall, 1), timeOfDay: 0 }, zone).instant
  return { at: Math.max(midnight, at + 1), because: [] }
}

/** Quiet hours are half-open and may cross midnight (TIME-4, TZ-28). */
function afterQuiet(at: number, quiet: { from: string; to: string }, zone: string): { at: number; because: string[] } {
  const [from, to] = [timeOfDay(quiet.from), timeOfDay(quiet.to)]
  const wall = wallAt(at, zone)
  const time = wall.timeOfDay
  const isQuiet = from < to ? time >= from && time < to : time >= from || time < to
  if (!isQuiet) return { at, because: [] }
  // Also right in the second pass of an hour that the clocks show twice.
  const straight = at + ((to - time + dayMs) % dayMs)
  if (wallAt(straight, zone).timeOfDay === to) return { at: straight, because: [] }
  for (let days = 0; ; days++) {
    const { instant } = resolveWall({ ...addDays(wall, days), timeOfDay: to }, zone)
    if (instant > at) return { at: instant, because: [] }
  }
}

function contactsOf(state: MemberState, message: Candidate & { priority: number }, now: number): Contact[] {
  const contacts: Contact[] = []
  let frozen: Set<string> | null = null
  for (const one of state.deliveries) {
    const { holders } = one
    if (!holders?.length || one.id === message.id) continue
    const origin = parseDeliveryId(one.id)
    if (!origin || !isMessageChannel(origin.channel)) continue
    let at = sentAt(one)
    if (at === null && isUnsettled(one) && (one.nextAt ?? 0) <= now && goesBefore(one, message)) {
      frozen ??= new Set(state.runs.filter((run) => run.frozenAt !== undefined).map((run) => run.id))
      if (!frozen.has(origin.runId)) at = now
    }
    if (at !== null) contacts.push({ id: one.id, channel: origin.channel, at, holders })
  }
  return contacts
}

/** When a message went out, or may have; null: it did not. */
function sentAt(delivery: Delivery): number | null {
  if (delivery.sentAt !== null) return delivery.sentAt
  return delivery.begunAt ?? (delivery.status === "unknown" ? delivery.dueAt : null)
}

function goesBefore(one: Delivery, other: Candidate & { priority: number }): boolean {
  const priority = one.priority ?? 0
  if (priority !== other.priority) return priority > other.priority
  if (one.createdAt !== other.createdAt) return one.createdAt < other.createdAt
  return one.id < other.id
}
