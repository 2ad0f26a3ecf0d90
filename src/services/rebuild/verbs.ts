import { AppError, notFound } from "../../core/errors"
import { isoOf, isoOrNull } from "../../core/instant"
import { type Correction, type Rebuild, listRebuilds as readRebuilds } from "../../db/rebuild"
import { bucketMs } from "../../engine/series"
import { auditInsert } from "../audit"
import type { Ctx } from "../context"
import { type Page, type PageQuery, pageFrom, readCursor } from "../page"
import type { CorrectionView, RebuildView } from "./schema"

/** Begins to rebuild the read model from the members' objects and their journals; 409 while a rebuild runs. */
export async function startRebuild(ctx: Ctx): Promise<RebuildView> {
  const before = await ctx.system.lastRebuild()
  if (before !== null && before.finishedAt === null)
    throw new AppError("conflict", "A rebuild is running already.", { reason: "rebuildRunning" })
  await ctx.system.rebuild()
  await auditInsert(ctx, { action: "rebuild.started", subject: "system:readModel" })
  return await readRebuild(ctx)
}

/** The last rebuild; 404 when there was none. */
export async function readRebuild(ctx: Ctx): Promise<RebuildView> {
  const last = await ctx.system.lastRebuild()
  if (last === null) throw notFound("rebuild")
  return viewOf(last)
}

/** All rebuilds, newest first. */
export async function listRebuilds(ctx: Ctx, query: PageQuery): Promise<Page<RebuildView>> {
  const before = readCursor(query.cursor, "number")?.[0] ?? null
  const rows = await readRebuilds(ctx.db.$client, { before, limit: query.limit + 1 })
  return pageFrom(rows, query.limit, { item: viewOf, position: (row) => [row.id] })
}

function viewOf({ id, done, total, corrected, corrections, createdAt, finishedAt }: Rebuild): RebuildView {
  return {
    id,
    status: finishedAt === null ? "running" : "done",
    done,
    total,
    corrected,
    corrections: corrections === null ? null : corrections.map(correctionOf),
    startedAt: isoOf(createdAt),
    finishedAt: isoOrNull(finishedAt),
  }
}

function correctionOf({ kind, campaignId, key, metric, by }: Correction): CorrectionView {
  const of =
    kind === "counter" ? { stepId: key || null, at: null } : { stepId: null, at: isoOf(Number(key) * bucketMs) }
  return { campaignId, ...of, metric, by }
}
