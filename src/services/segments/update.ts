import { eq } from "drizzle-orm"
import * as z from "zod"
import { AppError } from "../../core/errors"
import { segments } from "../../db/schema"
import { auditInsert } from "../audit"
import { nameSchema } from "../campaigns/schema"
import type { Ctx } from "../context"
import { countMembers, loadSegment, type SegmentView, segmentView } from "./view"

/** `PATCH /segments/{id}`. */
export const segmentPatchSchema = z.strictObject({ name: nameSchema.optional() }).meta({ id: "SegmentPatch" })

/** Renames a segment. */
export async function updateSegment(
  ctx: Ctx,
  input: { id: string; patch: z.infer<typeof segmentPatchSchema> },
): Promise<SegmentView> {
  const row = await loadSegment(ctx, input.id)
  if (row.kind === "everyone") throw new AppError("conflict", "The built-in segment Everyone cannot be changed.")
  const changed = { ...row, name: input.patch.name ?? row.name, updatedAt: ctx.clock.now() }
  await ctx.db.batch([
    ctx.db.update(segments).set({ name: changed.name, updatedAt: changed.updatedAt }).where(eq(segments.id, row.id)),
    auditInsert(ctx, {
      action: "segment.updated",
      subject: `segment:${row.id}`,
      before: { name: row.name },
      after: { name: changed.name },
    }),
  ])
  return segmentView(changed, await countMembers(ctx, row.id))
}
