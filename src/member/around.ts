import { wanted } from "../engine/due"
import { type Explanation, explain } from "../engine/explain"
import { outdatedCampaigns } from "../engine/lifecycle"
import { isOutdated } from "../engine/segments"
import type { MemberState } from "../engine/state"
import type { CampaignControl, MemberInput } from "../engine/types"
import type { World } from "../engine/world"
import type { Env } from "../env"
import { ambientOf, readAmbient } from "../platform/ambient"
import { forgetControls, loadDefinition, loadDefinitions } from "../platform/definitions"
import type { Known } from "./calls"

/**
 * All that a reaction to these inputs may look at but the time: rule segments, the campaigns that they and events may set
 * off, and those that the member is in. What is older than what the member has seen already is read afresh.
 */
export async function lookAround(
  env: Env,
  state: MemberState,
  inputs: readonly MemberInput[],
  { controls = [], stamp }: Pick<Known, "controls" | "stamp">,
): Promise<Omit<World, "now">> {
  let ambient = await ambientOf(env, stamp)
  if (isOutdated(state, ambient.rules)) ambient = await readAmbient(env)
  const { rules } = ambient
  const load = (given: readonly CampaignControl[]) =>
    loadDefinitions(env, wanted(state, inputs), [...ambient.controls, ...given])
  const campaigns = await load(controls)
  const outdated = outdatedCampaigns(state, { now: state.lastAt, campaigns, rules })
  if (outdated.length === 0) return { campaigns, rules }
  forgetControls(outdated)
  ambient = { ...ambient, controls: ambient.controls.filter((control) => !outdated.includes(control.id)) }
  return { campaigns: await load(controls.filter((control) => !outdated.includes(control.id))), rules }
}

/** Why the member is or is not in a campaign's flow at an instant (ANA-5); null when there is no such campaign. */
export async function explainIn(
  env: Env,
  state: MemberState,
  { campaignId, now }: { campaignId: string; now: number },
): Promise<Explanation | null> {
  const definition = await loadDefinition(env, campaignId)
  const { rules } = await ambientOf(env)
  return definition === null ? null : explain(state, definition, { now, rules })
}
