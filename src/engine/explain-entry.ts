import { dayMs } from "./calendar"
import { finalResultOf, isUnsubscribed, unsubscribedIn } from "./consent"
import { whyNotIn } from "./entry"
import { own } from "./own"
import { reentryAt, resetOf } from "./resets"
import { evaluateRule } from "./rules"
import { isInSegment, type MemberState } from "./state"
import { subjectOf } from "./subject"
import type { CampaignControl, Channel } from "./types"
import type { RuleSet } from "./world"

/** One condition of being in a flow, and how it stands with a member. Instants are epoch ms. */
export interface Clause {
  rule:
    | "campaignActive"
    | "published"
    | "started"
    | "notEnded"
    | "entryOpen"
    | "inSegment"
    /** CAM-6: existing members are left out, and it is one. */
    | "joinedInTime"
    /** A criterion of a rule segment that the member is not in. */
    | "segmentRule"
    | "mayEnter"
    | "noFinalResult"
    | "subscribed"
  holds: boolean
  actual: unknown
  expected: unknown
  /** Of `segmentRule`: the segment, and the criterion in words such as `attribute plan equals`. */
  segmentId?: string
  criterion?: string
}

/** Something that would change how it stands. Instants are epoch ms. */
export type Hint =
  | { kind: "publish" | "activate" | "resume" | "openEntry" | "moveEnd" | "changeReentry" }
  /** It comes by itself, at an instant. */
  | { kind: "wait"; until: number }
  | { kind: "joinSegment" | "matchRule" | "rejoinSegment"; segmentId: string }
  | { kind: "resubscribe"; channel: Channel | "all"; scope: string }
  | { kind: "retry"; runId: string }
  /** The member does something. */
  | { kind: "event"; name: string }
  | { kind: "message"; stepId: string; did: string }
  /** The sender's outcome. */
  | { kind: "delivery"; deliveryId: string }
  | { kind: "changePolicy"; holder: { kind: "category" | "group"; id: string; name: string } }

const channels = ["email", "sms", "push"] as const

/** The conditions of entering a flow and of being sent its messages, in the order in which they are asked. */
export function entryClauses(
  state: MemberState,
  control: CampaignControl,
  around: { now: number; rules: RuleSet | null },
): Clause[] {
  const { now, rules } = around
  const { status, version, startsAt, endsAt, segmentIds, kind } = control
  const inside = segmentIds.filter((id) => isInSegment(state, id))
  const refusal = kind === "campaign" ? null : whyNotIn(state, control, now)
  const result = finalResultOf(state, control, now)
  const closed = channels.filter((channel) => isUnsubscribed(state.consent, control, channel))
  const clauses: Clause[] = [
    { rule: "campaignActive", holds: status === "active", actual: status, expected: "active" },
    { rule: "published", holds: version !== null, actual: version, expected: "a published version" },
  ]
  if (kind !== "workflow") {
    clauses.push(
      { rule: "started", holds: startsAt === null || startsAt <= now, actual: now, expected: startsAt },
      { rule: "notEnded", holds: endsAt === null || now < endsAt, actual: now, expected: endsAt },
      {
        rule: "entryOpen",
        holds: !control.entryClosed,
        actual: control.entryClosed ? "closed" : "open",
        expected: "open",
      },
      { rule: "inSegment", holds: inside.length > 0, actual: inside, expected: segmentIds },
      ...(inside.length > 0 ? [] : segmentIds.flatMap((id) => ruleClauses(state, id, { rules, now, control }))),
      ...timeClauses(state, control, inside),
      { rule: "noFinalResult", holds: result === null, actual: result ?? "none", expected: "none" },
      { rule: "subscribed", holds: closed.length < channels.length, actual: closed, expected: "subscribed" },
    )
  }
  const mayEnter = refusal === null || refusal === "alreadyActive" || refusal === result
  clauses.push({
    rule: "mayEnter",
    holds: mayEnter,
    actual: mayEnter && refusal !== "alreadyActive" ? "nothing against it" : refusal,
    expected: control.reentry,
  })
  return clauses
}

/** CAM-6: whether a member of the segments was there too early for a flow that takes future members only. */
function timeClauses(state: MemberState, control: CampaignControl, inside: readonly string[]): Clause[] {
  const { id, kind, joinedAfter } = control
  if (kind !== "flow" || joinedAfter === null || inside.length === 0) return []
  const joined = state.memberships.filter((one) => one.member && inside.includes(one.segmentId)).map(({ at }) => at)
  const actual = joined.length === 0 ? null : Math.max(...joined)
  const hasEntered = own(state.ended, id) !== undefined || state.runs.some((run) => run.campaignId === id)
  const holds = hasEntered || (actual !== null && actual > joinedAfter)
  return [{ rule: "joinedInTime", holds, actual, expected: joinedAfter }]
}

/** Which criteria of a rule segment keep the member out; the first group of criteria that is closest would do. */
function ruleClauses(
  state: MemberState,
  segmentId: string,
  around: { rules: RuleSet | null; now: number; control: CampaignControl },
): Clause[] {
  const segment = around.rules?.segments.find(({ id }) => id === segmentId)
  if (!segment) return []
  const subject = subjectOf(state, null, { timeZone: around.control.timeZone })
  return evaluateRule(segment.rule, subject, around.now).because.map(
    ({ rule: criterion, holds, actual, expected }) => ({
      rule: "segmentRule",
      holds,
      actual,
      expected,
      segmentId,
      criterion,
    }),
  )
}

/** What would let a member in who is not. */
export function entryHints(
  state: MemberState,
  control: CampaignControl,
  around: { clauses: readonly Clause[]; now: number },
): Hint[] {
  const failing = around.clauses.filter(({ holds }) => !holds)
  const hints = failing.flatMap((clause) => hintsOf(state, control, { clause, ...around }))
  if (failing.length === 0 && control.trigger !== null) return [{ kind: "event", name: control.trigger.event }]
  if (failing.length > 0 || control.kind !== "flow") return hints
  // Nothing stands against it: no join has told the member of the flow yet.
  return rejoinHints(state, control)
}

function rejoinHints(state: MemberState, { segmentIds }: CampaignControl): Hint[] {
  return segmentIds.flatMap((id) => (isInSegment(state, id) ? [{ kind: "rejoinSegment", segmentId: id }] : []))
}

function hintsOf(
  state: MemberState,
  control: CampaignControl,
  around: { clause: Clause; clauses: readonly Clause[]; now: number },
): Hint[] {
  const { clause, clauses, now } = around
  switch (clause.rule) {
    case "campaignActive":
      return statusHints(control)
    case "published":
      return [{ kind: "publish" }]
    case "started":
      return control.startsAt === null ? [] : [{ kind: "wait", until: control.startsAt }]
    case "notEnded":
      return control.status === "active" ? [{ kind: "moveEnd" }] : []
    case "entryOpen":
      return [{ kind: "openEntry" }]
    case "inSegment":
      return control.segmentIds.map((segmentId) => {
        const ruled = clauses.some((one) => one.segmentId === segmentId)
        return { kind: ruled ? "matchRule" : "joinSegment", segmentId }
      })
    case "joinedInTime":
      return rejoinHints(state, control)
    case "noFinalResult":
      return resultHints(state, control, now)
    case "subscribed":
      return unsubscribedIn(state.consent, control).map((said) => ({ kind: "resubscribe", ...said }))
    case "mayEnter":
      return reentryHints(state, control)
    case "segmentRule":
      return []
  }
}

function statusHints({ status, startsAt }: CampaignControl): Hint[] {
  if (status === "draft") return [{ kind: "activate" }]
  if (status === "paused") return [{ kind: "resume" }]
  return status === "scheduled" && startsAt !== null ? [{ kind: "wait", until: startsAt }] : []
}

function resultHints(state: MemberState, control: CampaignControl, now: number): Hint[] {
  const { convertedAt, dismissedAt } = own(state.results, control.id) ?? {}
  const instants = [
    convertedAt === undefined ? null : resetOf(control, "convertedAt", convertedAt),
    dismissedAt === undefined ? null : resetOf(control, "dismissedAt", dismissedAt),
  ].filter((at) => at !== null && at > now)
  return instants.length === 0 ? [] : [{ kind: "wait", until: Math.max(...(instants as number[])) }]
}

/** CAM-15: what the setting asks for before the next run. */
function reentryHints(state: MemberState, control: CampaignControl): Hint[] {
  const { reentry, segmentIds } = control
  const last = own(state.ended, control.id)
  if (last === undefined || reentry === "never") return [{ kind: "changeReentry" }]
  if (reentry === "onRejoin") return segmentIds.map((segmentId) => ({ kind: "rejoinSegment", segmentId }))
  if (reentry === "onReset") {
    const until = reentryAt(state, control)
    return until === null ? [{ kind: "changeReentry" }] : [{ kind: "wait", until }]
  }
  const until = last.startedAt + reentry.afterDays * dayMs
  return [{ kind: "wait", until }, ...segmentIds.map((segmentId) => ({ kind: "joinSegment" as const, segmentId }))]
}
