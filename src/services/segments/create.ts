import * as z from "zod"
import { invalid } from "../../core/errors"
import { createId } from "../../core/ids"
import { segments } from "../../db/schema"
import { auditInsert } from "../audit"
import { nameSchema } from "../campaigns/schema"
import type { Ctx } from "../context"
import { type SegmentView, segmentView } from "./view"

/** `POST /segments`. */
export const segmentCreateSchema = z
  .strictObject({ name: nameSchema, kind: z.enum(["list", "rule"]).default("list"), rule: z.unknown().optional() })
  .meta({ id: "SegmentCreate" })

/** Makes a list segment, into which members come by joining (MEM-4). */
export async function createSegment(ctx: Ctx, input: z.infer<typeof segmentCreateSchema>): Promise<SegmentView> {
  if (input.kind === "rule") throw invalid("kind", "notAvailable", "Rule segments are not available yet.")
  if (input.rule !== undefined) throw invalid("rule", "notAllowed", "A list segment has no rule.")
  const now = ctx.clock.now()
  const row = {
    id: createId(now, ctx.random),
    name: input.name,
    kind: "list" as const,
    rule: null,
    rev: 0,
    createdAt: now,
    updatedAt: now,
  }
  await ctx.db.batch([
    ctx.db.insert(segments).values(row),
    auditInsert(ctx, {
      action: "segment.created",
      subject: `segment:${row.id}`,
      after: { name: row.name, kind: row.kind },
    }),
  ])
  return segmentView(row, 0)
}
