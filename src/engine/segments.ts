import type { Draft } from "./draft"
import { timeFlipsOf } from "./rule-times"
import { evaluateRule, type Rule, type RuleSubject } from "./rules"
import { isInSegment, type MemberState } from "./state"
import { subjectOf } from "./subject"
import type { RuleSet } from "./world"
import { isZone } from "./zones"

/** What the rule set makes of a member. */
export interface SegmentDecision {
  /** Memberships of rule segments that must change. */
  changes: { segmentId: string; member: boolean }[]
  /** The earliest later instant (epoch ms) at which time alone may change an answer; null: none. */
  nextAt: number | null
}

/**
 * Decides every rule segment for one member (MEM-4), also for one that sleeps in the table. A rule that asks for another
 * rule segment gets that one's answer of the same instant, not a membership that may be about to change. Members leave
 * the segments of rules that exist no more.
 */
export function decideSegments(state: MemberState, rules: RuleSet, now: number): SegmentDecision {
  const { answers, subject } = answersOf(state, rules, now)
  const changes = rules.segments.flatMap(({ id }) => {
    const member = answers(id)
    return member === isInSegment(state, id) ? [] : [{ segmentId: id, member }]
  })
  for (const { segmentId, member, source } of state.memberships) {
    if (member && source === "rule" && !rules.segments.some(({ id }) => id === segmentId)) {
      changes.push({ segmentId, member: false })
    }
  }
  let nextAt: number | null = null
  for (const { rule } of rules.segments) {
    const flip = timeFlipsOf(rule, subject, now)
    if (flip !== null && (nextAt === null || flip < nextAt)) nextAt = flip
  }
  return { changes, nextAt }
}

/** Whether a member matches one rule, by the rule set's present answers for other rule segments (MEM-5). */
export function matchesRule(rule: Rule, state: MemberState, rules: RuleSet, now: number): boolean {
  return evaluateRule(rule, answersOf(state, rules, now).subject, now).met
}

/** The member as rules see it outside of flows, with rule segments answered by their rules, each at most once. */
function answersOf(
  state: MemberState,
  rules: RuleSet,
  now: number,
): { subject: RuleSubject; answers: (segmentId: string) => boolean } {
  const known = new Map<string, boolean>()
  const answers = (segmentId: string): boolean => {
    const before = known.get(segmentId)
    if (before !== undefined) return before
    const rule = rules.segments.find(({ id }) => id === segmentId)?.rule
    const stored = isInSegment(state, segmentId)
    // What is stored also cuts a circle of rules, which saving refuses.
    known.set(segmentId, stored)
    if (rule === undefined) return stored
    const { met } = evaluateRule(rule, subject, now)
    known.set(segmentId, met)
    return met
  }
  const { timeZone } = state.profile
  const zone = isZone(timeZone) ? timeZone : (rules.zone ?? "UTC")
  const subject: RuleSubject = { ...subjectOf(state, null, { timeZone: zone }), isInSegment: answers }
  return { subject, answers }
}

/**
 * Asks for the joins and leaves of rule segments that this reaction has brought about: something has changed, the rules
 * have, or time has. An outdated rule set decides nothing: its bearer has to come again with the present one.
 */
export function decideRules(draft: Draft): void {
  const { state, news, now } = draft
  const { rules } = draft.world
  if (rules === null || rules.rev < state.rules.rev) return
  const { rev, nextAt } = state.rules
  const due = nextAt !== null && nextAt <= now
  // Room for another message (`slot`) is nothing that rules ask for.
  const changed = news.size > (news.has("slot") ? 1 : 0)
  if (!changed && rules.rev === rev && !due) return
  const decision = decideSegments(state, rules, now)
  for (const change of decision.changes) draft.moves.push({ ...change, source: "rule" })
  if (rules.rev !== rev || decision.nextAt !== nextAt) state.rules = { rev: rules.rev, nextAt: decision.nextAt }
}

/** Whether a rule set is older than what the member has been decided by: load it afresh. */
export function isOutdated(state: MemberState, rules: RuleSet | null): boolean {
  return rules !== null && rules.rev < state.rules.rev
}
