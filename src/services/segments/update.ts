import { eq } from "drizzle-orm"
import * as z from "zod"
import { AppError, invalid } from "../../core/errors"
import { createId } from "../../core/ids"
import { statementOf } from "../../db/client"
import { raiseRulesRev } from "../../db/rules"
import { segments } from "../../db/schema"
import { addRuleJob } from "../../db/segment-jobs"
import { auditInsert } from "../audit"
import { nameSchema } from "../campaigns/schema"
import type { Ctx } from "../context"
import { countMembers } from "./member-counts"
import { readProgress } from "./progress"
import { checkSegmentRule, ruleReferences, segmentRuleSchema } from "./rule"
import { loadSegment, type SegmentRow, type SegmentView, segmentView } from "./view"

/** `PATCH /segments/{id}`. */
export const segmentPatchSchema = z
  .strictObject({ name: nameSchema.optional(), rule: segmentRuleSchema.optional() })
  .meta({ id: "SegmentPatch" })
type SegmentPatch = z.infer<typeof segmentPatchSchema>

/**
 * Renames a segment, or changes its rule: every member is decided anew in the background, and until then the segment has
 * its old members (MEM-6). Throws invalid naming the field, conflict for Everyone.
 */
export async function updateSegment(ctx: Ctx, input: { id: string; patch: SegmentPatch }): Promise<SegmentView> {
  const row = await loadSegment(ctx, input.id)
  const { name = row.name, rule } = input.patch
  if (row.kind === "everyone")
    throw new AppError("conflict", "The built-in segment Everyone cannot be changed.", { reason: "everyoneFixed" })
  if (rule !== undefined && row.kind !== "rule") throw invalid("rule", "notAllowed", "A list segment has no rule.")
  const now = ctx.clock.now()
  const ruleChanged = rule !== undefined && JSON.stringify(rule) !== JSON.stringify(row.rule)
  if (ruleChanged) await checkSegmentRule(ctx, rule, row.id)
  const changed: SegmentRow = { ...row, name, ...(ruleChanged ? { rule, rev: 0 } : {}), updatedAt: now }
  const jobId = createId(now, ctx.random)
  const db = ctx.db.$client
  const { rev: _, ...values } = changed
  await db.batch([
    statementOf(db, ctx.db.update(segments).set(values).where(eq(segments.id, row.id))),
    ...(ruleChanged
      ? [await waitForMembers(ctx, row.id), raiseRulesRev(db), ...addRuleJob(db, jobId, row.id, now)]
      : []),
    statementOf(
      db,
      auditInsert(ctx, {
        action: "segment.updated",
        subject: `segment:${row.id}`,
        before: auditView(row, ruleChanged),
        after: auditView(changed, ruleChanged),
      }),
    ),
  ])
  const view = segmentView(changed, await countMembers(ctx, row.id), (await readProgress(ctx))(changed))
  if (ruleChanged) ctx.inbox.startSegmentJob(jobId)
  return view
}

function auditView({ name, rule }: SegmentRow, withRule: boolean) {
  return withRule ? { name, rule } : { name }
}

/** The segment and those whose rules ask for it, also by way of others, have members to be found. */
async function waitForMembers(ctx: Ctx, id: string): Promise<D1PreparedStatement> {
  const asks = await ruleReferences(ctx)
  const waiting = new Set([id])
  for (const one of waiting) {
    for (const [other, asked] of asks) if (asked.includes(one)) waiting.add(other)
  }
  return ctx.db.$client
    .prepare("UPDATE segments SET rev = 0 WHERE id IN (SELECT value FROM json_each(?))")
    .bind(JSON.stringify([...waiting]))
}
