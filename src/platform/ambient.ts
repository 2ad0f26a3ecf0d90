import { realClock } from "../core/clock"
import { controlsAround, readControls } from "../db/controls"
import { ambientStamp, readRules, readStamp, ruleSegments, stampOf } from "../db/rules"
import type { CampaignControl } from "../engine/types"
import type { RuleSet } from "../engine/world"
import type { Env } from "../env"
import { sharedReadMaxMs, within } from "./within"

/**
 * What surrounds every member: all rule segments, and the campaigns that a rule or an event may set off in a member who is
 * not in them yet (CAM-6, WF-1).
 */
export interface Ambient {
  /** What it was read by, see `ambientStamp`. */
  stamp: string
  rules: RuleSet
  controls: readonly CampaignControl[]
}

/**
 * How long it may be reused within an isolate, in ms of real time, by callers who bring no stamp. Whom an outdated rule set
 * has decided is found by the job that follows every change of a rule; a flow that was not known yet, by the projector.
 */
const maxAgeMs = 1_000
/** The same for callers who bring the stamp: the campaigns' settings beside their revision may lag by this much. */
const stampedMaxAgeMs = 10_000

let kept: { ambient: Ambient; readAt: number } | null = null
let reading: Promise<Ambient> | null = null

/**
 * What surrounds members now.
 * @param stamp read just now by the caller; absent: at most `maxAgeMs` old
 */
export async function ambientOf(env: Env, stamp?: string): Promise<Ambient> {
  const age = kept === null ? Number.POSITIVE_INFINITY : realClock.now() - kept.readAt
  if (kept !== null && stamp === undefined && age <= maxAgeMs) return kept.ambient
  if (kept !== null && stamp === kept.ambient.stamp && age <= stampedMaxAgeMs) return kept.ambient
  const said = stamp === undefined ? null : stampOf(stamp)
  if (said?.empty) return { stamp: said.text, rules: { rev: said.rev, segments: [] }, controls: [] }
  const shared = await sharedRead(env)
  return shared !== null && (stamp === undefined || shared.stamp === stamp) ? shared : await readAmbient(env)
}

/** Objects that wake at the same instant share one read; null when whoever reads for us seems to have died. */
async function sharedRead(env: Env): Promise<Ambient | null> {
  reading ??= readAmbient(env)
  const read = reading
  try {
    return await within(read, sharedReadMaxMs)
  } finally {
    if (reading === read) reading = null
  }
}

/** Straight from the primary. */
export async function readAmbient(env: Env): Promise<Ambient> {
  const [stamps, segments, around] = (await env.DB.batch([
    ambientStamp(env.DB),
    ruleSegments(env.DB),
    controlsAround(env.DB),
  ])) as [D1Result<unknown>, D1Result<unknown>, D1Result<unknown>]
  const stamp = readStamp(stamps)
  const ambient = { stamp: stamp.text, rules: readRules(segments, stamp.rev), controls: readControls(around) }
  if (kept === null || kept.ambient.rules.rev <= ambient.rules.rev) kept = { ambient, readAt: realClock.now() }
  return ambient
}

/** As in a fresh isolate; also after a change that this isolate has made itself. */
export function forgetAmbient(): void {
  kept = null
  reading = null
}
