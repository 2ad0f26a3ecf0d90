import { and, eq } from "drizzle-orm"
import { flowVersions } from "../../db/schema"
import type { Flow } from "../../engine/flow"
import type { Ctx } from "../context"

/** A published version: immutable, and its shape was checked when it was written. */
export async function publishedFlow(
  ctx: Ctx,
  campaignId: string,
  version: number,
): Promise<{ version: number; flow: Flow } | null> {
  const [row] = await ctx.db
    .select()
    .from(flowVersions)
    .where(and(eq(flowVersions.campaignId, campaignId), eq(flowVersions.version, version)))
  return row === undefined ? null : { version: row.version, flow: row.flow as Flow }
}
