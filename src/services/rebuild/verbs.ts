import * as z from "zod"
import { AppError, notFound } from "../../core/errors"
import { isoOf, isoOrNull } from "../../core/instant"
import type { Rebuild } from "../../db/rebuild"
import { auditInsert } from "../audit"
import type { Ctx } from "../context"

export const rebuildSchema = z
  .object({
    id: z.number().int(),
    status: z.enum(["running", "done"]),
    /** Members looked at, of how many there were when it began. */
    done: z.number().int(),
    total: z.number().int(),
    /** Counts that were wrong and are right now; null while it runs. */
    corrected: z.number().int().nullable(),
    startedAt: z.iso.datetime(),
    finishedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: "Rebuild" })

/** Begins to rebuild the read model from the members' objects and their journals; 409 while a rebuild runs. */
export async function startRebuild(ctx: Ctx): Promise<z.infer<typeof rebuildSchema>> {
  const before = await ctx.system.lastRebuild()
  if (before !== null && before.finishedAt === null)
    throw new AppError("conflict", "A rebuild is running already.", { reason: "rebuildRunning" })
  await ctx.system.rebuild()
  await auditInsert(ctx, { action: "rebuild.started", subject: "system:readModel" })
  return await readRebuild(ctx)
}

/** The last rebuild; 404 when there was none. */
export async function readRebuild(ctx: Ctx): Promise<z.infer<typeof rebuildSchema>> {
  const last = await ctx.system.lastRebuild()
  if (last === null) throw notFound("rebuild")
  return viewOf(last)
}

function viewOf({ id, done, total, corrected, createdAt, finishedAt }: Rebuild): z.infer<typeof rebuildSchema> {
  return {
    id,
    status: finishedAt === null ? "running" : "done",
    done,
    total,
    corrected,
    startedAt: isoOf(createdAt),
    finishedAt: isoOrNull(finishedAt),
  }
}
