import { filterOf, type RowFilter } from "../../db/match-filter"
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
/** With more members in the table, or more of them to decide, a sample stands for all. */
const tableMax = 100_000
const exactMax = 20_000
/** The sample: so many parts of the table, of each the first members to decide among its first rows. */
const sampleParts = 20
const sampleOfPart = 500
const rowsOfPart = 4_000

/**
 * How many members match a rule now (MEM-5), by the evaluator that decides rule segments: exactly, over the read model, as
 * long as no more than 20,000 of 100,000 members come into question, and beyond that by a sample that is spread over all.
 * Throws invalid for a rule that a segment could not have.
 */
export async function countMatching(ctx: Ctx, { rule }: { rule: Rule }): Promise<{ count: number; estimated?: true }> {
  await checkSegmentRule(ctx, rule, null)
  const db = ctx.db.$client
  const [stamps, segments] = (await db.batch([ambientStamp(db), ruleSegments(db)])) as [
    D1Result<unknown>,
    D1Result<unknown>,
  ]
  const rules = readRules(segments, readStamp(stamps).rev)
  const asked: Asked = { db, rule, rules, needs: needsOf(rule, rules), filter: filterOf(rule), now: ctx.clock.now() }
  const { isFew, lastRow } = await candidates(asked)
  return isFew ? { count: await countAll(asked) } : { count: await estimate(asked, lastRow), estimated: true }
}

interface Asked {
  db: D1Database
  rule: Rule
  rules: RuleSet
  needs: Needs
  filter: RowFilter | null
  now: number
}

/** Whether those who come into question can be decided one by one, and the last place in the table. */
async function candidates({ db, filter }: Asked): Promise<{ isFew: boolean; lastRow: number }> {
  const { sql, values } = filter ?? { sql: "1", values: [] }
  const found = await db
    .prepare(
      `SELECT count(*) AS n, (SELECT max(rowid) FROM members) AS lastRow
       FROM (SELECT 1 FROM members m WHERE m.rowid <= ${tableMax} AND (${sql}) LIMIT ${exactMax + 1})`,
    )
    .bind(...values)
    .first<{ n: number; lastRow: number | null }>()
  const { n = 0, lastRow } = found ?? {}
  return { isFew: (lastRow ?? 0) <= tableMax && n <= exactMax, lastRow: lastRow ?? 0 }
}

async function countAll(asked: Asked): Promise<number> {
  let count = 0
  for (let after = 0; ; ) {
    const { matching, members } = await decide(asked, { after, limit: pageSize })
    count += matching.length
    const last = members.at(-1)
    if (last === undefined || members.length < pageSize) return count
    after = last.row
  }
}

/** Each part of the table has as many per row as those of its members that were looked at. */
async function estimate(asked: Asked, lastRow: number): Promise<number> {
  const width = Math.ceil(lastRow / sampleParts)
  const counts = await Promise.all(
    Array.from({ length: sampleParts }, async (_, part) => {
      const after = part * width
      const until = after + Math.min(width, rowsOfPart)
      const { matching, members } = await decide(asked, { after, until, limit: sampleOfPart })
      const last = members.at(-1)
      const seen = members.length < sampleOfPart || last === undefined ? until - after : last.row - after
      return (matching.length * width) / seen
    }),
  )
  return Math.round(counts.reduce((sum, n) => sum + n, 0))
}

/** The next members that come into question after a place in the table, and who of them matches. */
async function decide(
  { db, rule, rules, needs, filter, now }: Asked,
  page: { after: number; until?: number; limit: number },
) {
  const members = await modelMembers(db, { ...page, filter }, [...needs.segmentIds])
  const eventful = members.filter(({ facts }) => [...needs.events].some((name) => own(facts?.eventCounts ?? {}, name)))
  const events = await modelEvents(
    db,
    eventful.map(({ id }) => id),
  )
  const matching = members.filter((member) =>
    matchesRule(rule, stateOf(member, events.get(member.id) ?? [], now), rules, now),
  )
  return { members, matching }
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
