import { and, desc, eq } from "drizzle-orm"
import { flowVersions } from "../../db/schema"
import type { Flow } from "../../engine/flow"
import type { Moves } from "../../engine/moves"
import type { Ctx } from "../context"

/** A published version: immutable, and its shape was checked when it was written. */
export interface FlowVersion {
  version: number
  flow: Flow
  /** Where members of removed steps go, over all versions up to this one (FLOW-12). */
  moves: Moves
  /** Epoch ms. */
  publishedAt: number
  publishedBy: string
}

/** One published version, or null. */
export async function flowVersion(
  ctx: Pick<Ctx, "db">,
  campaignId: string,
  version: number,
): Promise<FlowVersion | null> {
  const [row] = await ctx.db
    .select()
    .from(flowVersions)
    .where(and(eq(flowVersions.campaignId, campaignId), eq(flowVersions.version, version)))
  return row === undefined ? null : { ...row, flow: row.flow as Flow }
}

/** The flow of one published version, or null. */
export async function publishedFlow(
  ctx: Ctx,
  campaignId: string,
  version: number,
): Promise<{ version: number; flow: Flow } | null> {
  const found = await flowVersion(ctx, campaignId, version)
  return found === null ? null : { version: found.version, flow: found.flow }
}

/** Number of the last version ever published; 0 when there is none. */
export async function lastVersion(ctx: Ctx, campaignId: string): Promise<number> {
  const [row] = await ctx.db
    .select({ version: flowVersions.version })
    .from(flowVersions)
    .where(eq(flowVersions.campaignId, campaignId))
    .orderBy(desc(flowVersions.version))
    .limit(1)
  return row?.version ?? 0
}
