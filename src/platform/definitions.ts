import { realClock } from "../core/clock"
import { controlsById, readControls } from "../db/controls"
import { readFlowVersion } from "../db/flows"
import { type Flow, flowSchema } from "../engine/flow"
import type { CampaignControl } from "../engine/types"
import type { CampaignDefinition } from "../engine/world"
import type { Env } from "../env"
import { appClock } from "./clock"
import { sharedReadMaxMs, within } from "./within"

/**
 * How long an active campaign's control may be reused within an isolate, in ms of real time. Nothing is sent by it (the
 * sender reads it afresh), and a run that moved under an outdated control is found by the projector.
 */
const controlMaxAgeMs = 1_000
/** Workflows that start workflows are followed this far. */
const usedDepthMax = 10
/** Flow versions kept per isolate; the least recently loaded goes first. */
const flowsMax = 500

const controls = new Map<string, { control: CampaignControl; readAt: number }>()
const flows = new Map<string, Map<number, Flow>>()
let flowCount = 0

/** Campaigns a reaction needs, with the flow versions of the runs it has there. */
export type Wanted = ReadonlyMap<string, ReadonlySet<number>>

/**
 * Puts fresh controls at the disposal of objects in this isolate that wake by themselves. A read that a change has
 * overtaken says nothing new.
 */
export function rememberControls(fresh: readonly CampaignControl[]): void {
  const readAt = realClock.now()
  for (const control of fresh) {
    if ((controls.get(control.id)?.control.rev ?? 0) <= control.rev) controls.set(control.id, { control, readAt })
  }
}

/** Makes the next load of these campaigns' controls a fresh one. */
export function forgetControls(ids: readonly string[]): void {
  for (const id of ids) controls.delete(id)
}

/** An active control not older than `controlMaxAgeMs`, else null. Whether Ends is over is asked anew: it ends runs for good. */
function recentControl(id: string): CampaignControl | null {
  const cached = controls.get(id)
  if (cached === undefined || cached.control.status !== "active") return null
  if ((cached.control.endsAt ?? Number.POSITIVE_INFINITY) <= appClock.now()) return null
  return realClock.now() - cached.readAt <= controlMaxAgeMs ? cached.control : null
}

/** Reads of controls under way in this isolate, by campaign. */
const reading = new Map<string, Promise<CampaignControl[]>>()

/** Reads controls; objects that wake at the same instant share one read of a campaign. */
async function readShared(env: Env, ids: readonly string[]): Promise<CampaignControl[]> {
  if (ids.length === 0) return []
  const news = ids.filter((id) => !reading.has(id))
  if (news.length > 0) {
    const read = readFreshControls(env, news).finally(() => {
      for (const id of news) reading.delete(id)
    })
    for (const id of news) reading.set(id, read)
  }
  const shared = [...new Set(ids.flatMap((id) => reading.get(id) ?? []))]
  const read = await within(Promise.all(shared), sharedReadMaxMs)
  // Whoever was reading for us may have died, and must not keep others waiting.
  if (read === null) for (const id of ids) reading.delete(id)
  const controls = read?.flat() ?? (await readFreshControls(env, ids))
  return controls.filter((control) => ids.includes(control.id))
}

/** Controls straight from the primary, also at the disposal of objects that wake by themselves. */
export async function readFreshControls(env: Env, ids: readonly string[]): Promise<CampaignControl[]> {
  const fresh = readControls(await controlsById(env.DB, ids).all())
  rememberControls(fresh)
  return fresh
}

/**
 * The definitions of campaigns with their flow versions at hand. Campaigns that do not exist are left out.
 * @param given controls just read by the caller; others come from the isolate's memory or from D1
 */
export async function loadDefinitions(
  env: Env,
  wanted: Wanted,
  given: readonly CampaignControl[],
): Promise<ReadonlyMap<string, CampaignDefinition>> {
  const known = new Map(given.map((control) => [control.id, control]))
  const missing: string[] = []
  for (const id of wanted.keys()) {
    if (known.has(id)) continue
    const recent = recentControl(id)
    if (recent === null) missing.push(id)
    else known.set(id, recent)
  }
  for (const control of await readShared(env, missing)) known.set(control.id, control)
  await addUsed(env, known)
  const definitions = new Map<string, CampaignDefinition>()
  for (const control of known.values()) {
    const versions = new Set(wanted.get(control.id))
    if (control.version !== null) versions.add(control.version)
    definitions.set(control.id, { control, flows: await loadFlows(env, control.id, versions) })
  }
  return definitions
}

/** Campaigns that known ones refer to: cross-campaign steps ask them, started workflows run by them. */
async function addUsed(env: Env, known: Map<string, CampaignControl>): Promise<void> {
  for (let depth = 0; depth < usedDepthMax; depth++) {
    const used = new Set([...known.values()].flatMap((control) => control.uses.campaignIds))
    const missing = [...used].filter((id) => !known.has(id))
    const recent = missing.flatMap((id) => recentControl(id) ?? [])
    const rest = missing.filter((id) => !recent.some((control) => control.id === id))
    if (missing.length === 0) return
    for (const control of [...recent, ...(await readShared(env, rest))]) known.set(control.id, control)
    if (missing.every((id) => !known.has(id))) return
  }
}

/** One campaign's definition; null when there is no such campaign. */
export async function loadDefinition(env: Env, campaignId: string): Promise<CampaignDefinition | null> {
  return (await loadDefinitions(env, new Map([[campaignId, new Set<number>()]]), [])).get(campaignId) ?? null
}

/** One flow version, from the isolate's memory when it is there; null when there is no such version. */
export async function loadFlow(env: Env, campaignId: string, version: number): Promise<Flow | null> {
  return (await loadFlows(env, campaignId, new Set([version]))).get(version) ?? null
}

async function loadFlows(
  env: Env,
  campaignId: string,
  versions: ReadonlySet<number>,
): Promise<ReadonlyMap<number, Flow>> {
  for (const version of versions) {
    if (flows.get(campaignId)?.has(version)) continue
    const stored = await readFlowVersion(env.DB, campaignId, version)
    if (stored !== null) keep(campaignId, version, flowSchema.parse(stored))
  }
  return flows.get(campaignId) ?? new Map()
}

function keep(campaignId: string, version: number, flow: Flow): void {
  if (flowCount >= flowsMax) {
    const [oldest] = flows.keys()
    if (oldest !== undefined) {
      flowCount -= flows.get(oldest)?.size ?? 0
      flows.delete(oldest)
    }
  }
  const versions = flows.get(campaignId) ?? new Map<number, Flow>()
  flows.set(campaignId, versions.set(version, flow))
  flowCount++
}

/** As in a fresh isolate. */
export function forgetDefinitions(): void {
  controls.clear()
  flows.clear()
  flowCount = 0
}
