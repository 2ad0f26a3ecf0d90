import { inArray } from "drizzle-orm"
import { controlsById, readControls } from "../../db/controls"
import { occasions } from "../../db/schema"
import { type Flow, flowSchema } from "../../engine/flow"
import type { CampaignControl } from "../../engine/types"
import { usesOf } from "../../engine/uses"
import type { CampaignDefinition } from "../../engine/world"
import type { Ctx } from "../context"
import { flowVersion } from "../flows/published"

/** Workflows that start workflows are followed this far. */
const usedDepthMax = 10

/**
 * A campaign as it would be with this flow for its version, and all that the flow refers to, from the tables.
 * @param flow its draft, or one of its versions
 */
export async function definitionsWith(
  ctx: Ctx,
  campaignId: string,
  flow: Flow,
): Promise<Map<string, CampaignDefinition>> {
  const [known] = await controls(ctx, [campaignId])
  if (known === undefined) return new Map()
  const played: CampaignControl = { ...known, version: playedVersion, moves: {}, uses: await usesIn(ctx, flow) }
  const definitions = new Map([[campaignId, { control: played, flows: new Map([[playedVersion, flow]]) }]])
  for (let depth = 0; depth < usedDepthMax; depth++) {
    const used = [...definitions.values()].flatMap(({ control }) => control.uses.campaignIds)
    const missing = [...new Set(used)].filter((id) => !definitions.has(id))
    const found = missing.length === 0 ? [] : await controls(ctx, missing)
    if (found.length === 0) return definitions
    for (const control of found) definitions.set(control.id, { control, flows: await currentFlow(ctx, control) })
  }
  return definitions
}

/** Stands for the version played, whatever number it has or will have. */
const playedVersion = 1

async function controls(ctx: Ctx, ids: readonly string[]): Promise<CampaignControl[]> {
  return readControls(await controlsById(ctx.db.$client, ids).all())
}

async function usesIn(ctx: Ctx, flow: Flow): Promise<CampaignControl["uses"]> {
  const uses = usesOf(flow)
  const dates = uses.filter((use) => use.kind === "occasion").map((use) => use.ref)
  const rows = dates.length === 0 ? [] : await ctx.db.select().from(occasions).where(inArray(occasions.id, dates))
  return {
    campaignIds: uses.filter((use) => use.kind !== "occasion").map((use) => use.ref),
    occasions: rows.map(({ id, name, at, timeZone, location }) => ({ id, name, at, timeZone, location })),
  }
}

async function currentFlow(ctx: Ctx, control: CampaignControl): Promise<Map<number, Flow>> {
  const current = control.version === null ? null : await flowVersion(ctx, control.id, control.version)
  return current === null ? new Map() : new Map([[current.version, flowSchema.parse(current.flow)]])
}
