import { controlsById, readControls } from "../../db/controls"
import { type Flow, flowSchema } from "../../engine/flow"
import type { CampaignDefinition } from "../../engine/world"
import type { Ctx } from "../context"
import { flowVersion } from "../flows/published"

/** Campaigns that campaigns refer to are followed this far. */
const usedDepthMax = 10

/**
 * Campaigns as they run now, with all that they refer to, from the tables.
 * @param wanted flow versions beside the current one, by campaign
 */
export async function liveDefinitions(
  ctx: Pick<Ctx, "db">,
  wanted: ReadonlyMap<string, ReadonlySet<number>>,
): Promise<Map<string, CampaignDefinition>> {
  const definitions = new Map<string, CampaignDefinition>()
  let missing = [...wanted.keys()]
  for (let depth = 0; depth < usedDepthMax && missing.length > 0; depth++) {
    const controls = readControls(await controlsById(ctx.db.$client, missing).all())
    for (const control of controls) {
      const versions = new Set(wanted.get(control.id))
      if (control.version !== null) versions.add(control.version)
      definitions.set(control.id, { control, flows: await flowsOf(ctx, control.id, versions) })
    }
    const used = controls.flatMap((control) => control.uses.campaignIds)
    missing = [...new Set(used)].filter((id) => !definitions.has(id))
  }
  return definitions
}

async function flowsOf(
  ctx: Pick<Ctx, "db">,
  campaignId: string,
  versions: ReadonlySet<number>,
): Promise<Map<number, Flow>> {
  const flows = new Map<number, Flow>()
  for (const version of versions) {
    const found = await flowVersion(ctx, campaignId, version)
    if (found !== null) flows.set(version, flowSchema.parse(found.flow))
  }
  return flows
}
