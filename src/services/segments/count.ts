import { filterOf } from "../../db/match-filter"
import { type ModelMember, modelEvents, modelMembers } from "../../db/matching"
import { ambientStamp, readRules, readStamp, ruleSegments } from "../../db/rules"
import { eventHistoryMax } from "../../engine/limits"
import { own } from "../../engine/own"
import { type Criterion, criteriaOf, type Rule } from "../../engine/rules"
import { matchesRule } from "../../engine/segments"
import { createMember, type MemberState } from "../../engine/state"
import type { RuleSet } from "../../engine/world"
import type { Ctx } from "../context"
import { checkSegmentRule, segmentsOf } from "./rule"

/** Members read at once. */
const pageSize = 2_000

/**
 * How many members match a rule now (MEM-5): exactly, over the read model, by the evaluator that decides rule segments.
 * Throws invalid for a rule that a segment could not have.
 */
export async function countMatching(ctx: Ctx, { rule }: { rule: Rule }): Promise<{ count: number }> {
  await checkSegmentRule(ctx, rule, null)
  const db = ctx.db.$client
  const [stamps, segments] = (await db.batch([ambientStamp(db), ruleSegments(db)])) as [
    D1Result<unknown>,
    D1Result<unknown>,
  ]
  const rules = readRules(segments, readStamp(stamps).rev)
  const needs = needsOf(rule, rules)
  const filter = filterOf(rule)
  const now = ctx.clock.now()
  let count = 0
  for (let after = 0; ; ) {
    const members = await modelMembers(db, { after, limit: pageSize, filter }, [...needs.segmentIds])
    const eventful = members.filter(({ facts }) =>
      [...needs.events].some((name) => own(facts?.eventCounts ?? {}, name)),
    )
    const events = await modelEvents(
      db,
      eventful.map(({ id }) => id),
    )
    for (const member of members) {
      if (matchesRule(rule, stateOf(member, events.get(member.id) ?? [], now), rules, now)) count++
    }
    const last = members.at(-1)
    if (last === undefined || members.length < pageSize) return { count }
    after = last.row
  }
}

interface Needs {
  /** List segments that the rule asks for, also by way of rule segments. */
  segmentIds: Set<string>
  /** Events of which more must be known than how often they have happened. */
  events: Set<string>
}

function needsOf(rule: Rule, rules: RuleSet): Needs {
  const needs: Needs = { segmentIds: new Set(), events: new Set() }
  const look = (criterion: Criterion): void => {
    if (criterion.fact === "event" && (criterion.where !== undefined || criterion.within !== undefined))
      needs.events.add(criterion.name)
    for (const id of segmentsOf(criterion)) {
      if (needs.segmentIds.has(id)) continue
      needs.segmentIds.add(id)
      const asked = rules.segments.find((segment) => segment.id === id)
      if (asked !== undefined) for (const one of criteriaOf(asked.rule)) look(one)
    }
  }
  for (const criterion of criteriaOf(rule)) look(criterion)
  return needs
}

type Happened = { id: string; name: string; occurredAt: number; properties: Record<string, unknown> }

/** What rules see of a member, put together from the read model. */
function stateOf(
  { id, profile, facts, segmentIds }: ModelMember,
  events: readonly Happened[],
  now: number,
): MemberState {
  const memberships = segmentIds.map((segmentId) => ({ segmentId, member: true, at: 0, source: "api" as const }))
  const state = createMember({ id, uid: "", profile, memberships, now })
  if (facts === null) return state
  const { consent, results, attendance, eventCounts } = facts
  const history = events
    .slice(-eventHistoryMax)
    .map(({ occurredAt, ...event }, seq) => ({ ...event, seq, at: occurredAt }))
  return { ...state, consent, results, attendance, eventCounts, events: history }
}
