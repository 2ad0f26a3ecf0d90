import { hintStatements, type MemberHint, readHints } from "../db/member-rows"
import { ambientStamp, readStamp } from "../db/rules"
import { type SleeperDecision, sleeperStatements } from "../db/sleepers"
import { decideSegments } from "../engine/segments"
import { createMember } from "../engine/state"
import type { RuleSet } from "../engine/world"
import type { Env } from "../env"
import { type Ambient, ambientOf } from "./ambient"
import { appClock } from "./clock"
import { bury } from "./dead-letters"
import { deliver, knownFrom } from "./members"

/** Members decided at once: each is a row read and, when something changes, a few written, in two transactions. */
const pageSize = 500
/** Times that members are decided anew because their rows or the rules have changed meanwhile. */
const roundsMax = 5
/** The sweeper comes by at least this often, in ms. */
const soonMs = 60_000

/** Members asleep in the table, by id; those who live in their objects may be among them and are left alone. */
export type Sleepers = ReadonlyMap<string, MemberHint>

/**
 * Decides the rule segments of members who sleep in the table (MEM-4), by the same rules and the same evaluator as awake
 * ones. Those whom an active flow wants are woken. What fails half-way stays due.
 */
export async function decideAsleep(env: Env, ids: readonly string[]): Promise<void> {
  for (let from = 0; from < ids.length; from += pageSize) {
    const { sleepers, ambient } = await lookAt(env, ids.slice(from, from + pageSize))
    await decideSleepers(env, sleepers, ambient)
  }
}

/** The same for members just read. */
export async function decideSleepers(env: Env, sleepers: Sleepers, ambient: Ambient): Promise<void> {
  let now = { sleepers, ambient }
  for (let round = 0; round < roundsMax; round++) {
    const missed = await decideOnce(env, now.sleepers, now.ambient)
    if (missed.length === 0) return
    now = await lookAt(env, missed)
  }
  throw new Error("Sleeping members keep changing while their rule segments are decided")
}

async function lookAt(env: Env, ids: readonly string[]): Promise<{ sleepers: Sleepers; ambient: Ambient }> {
  const [rows, memberships, stamps] = (await env.DB.batch([...hintStatements(env.DB, ids), ambientStamp(env.DB)])) as [
    D1Result<unknown>,
    D1Result<unknown>,
    D1Result<unknown>,
  ]
  return { sleepers: readHints(rows, memberships), ambient: await ambientOf(env, readStamp(stamps).text) }
}

/** Answers whose row or rules have changed since they were read. */
async function decideOnce(env: Env, sleepers: Sleepers, ambient: Ambient): Promise<string[]> {
  const now = appClock.now()
  const decisions = [...sleepers].flatMap(([id, hint]) => decisionOf(id, hint, ambient.rules, now) ?? [])
  if (decisions.length === 0) return []
  const [claims, , written] = (await env.DB.batch(
    sleeperStatements(env.DB, decisions, { rev: ambient.rules.rev, now }),
  )) as [D1Result<{ id: string }>, D1Result<unknown>, D1Result<{ id: string }>]
  await lookSoon(env, decisions, now)
  const claimed = new Set(claims.results.map(({ id }) => id))
  const calls = [...claimed].map((memberId) => {
    const hint = sleepers.get(memberId)
    const known = hint === undefined ? {} : knownFrom(hint)
    return { memberId, call: { inputs: [{ kind: "rulesChanged" as const }], stamp: ambient.stamp, ...known } }
  })
  if (calls.length > 0) await bury(env, await deliver(env, calls))
  const done = new Set([...claimed, ...written.results.map(({ id }) => id)])
  return decisions.flatMap(({ id }) => (done.has(id) ? [] : [id]))
}

/** Time may change an answer before anybody would look again. */
async function lookSoon(env: Env, decisions: readonly SleeperDecision[], now: number): Promise<void> {
  const soonest = decisions.reduce((least, { dueAt }) => Math.min(least, dueAt ?? least), now + soonMs)
  if (soonest < now + soonMs) await env.SYSTEM.getByName("system").lookBy(soonest)
}

/** What is to be written of one member; null when nothing has changed, or when it is not asleep. */
function decisionOf(id: string, hint: MemberHint, rules: RuleSet, now: number): SleeperDecision | null {
  if (hint.home !== "table" || (rules.segments.length === 0 && hint.dueAt === null)) return null
  const { changes, nextAt } = decide(id, hint, rules, now)
  if (changes.length === 0 && nextAt === hint.dueAt) return null
  const at = new Map(hint.seed.memberships.map((one) => [one.segmentId, one.at]))
  const moves = changes.map((change) => ({ ...change, at: Math.max(now, (at.get(change.segmentId) ?? 0) + 1) }))
  return { id, rev: hint.rev, dueAt: nextAt, moves }
}

/** One member's failure never holds up another (RUN-5). */
function decide(id: string, hint: MemberHint, rules: RuleSet, now: number) {
  const { profile, memberships } = hint.seed
  try {
    return decideSegments(createMember({ id, uid: "", profile, memberships, now }), rules, now)
  } catch (error) {
    console.error("The rule segments of a sleeping member could not be decided", error)
    return { changes: [], nextAt: null }
  }
}
