import * as z from "zod"
import { AppError, invalid } from "../../core/errors"
import { createId } from "../../core/ids"
import { statementOf } from "../../db/client"
import { raiseRulesRev } from "../../db/rules"
import { segments } from "../../db/schema"
import { addMembersJob, addRuleJob } from "../../db/segment-jobs"
import type { Rule } from "../../engine/rules"
import { auditInsert } from "../audit"
import { nameSchema } from "../campaigns/schema"
import type { Ctx } from "../context"
import { readProgress } from "./progress"
import { checkSegmentRule, segmentRuleSchema } from "./rule"
import { loadSegment, type SegmentRow, type SegmentView, segmentView } from "./view"

/** `POST /segments`. */
export const segmentCreateSchema = z
  .strictObject({
    name: nameSchema,
    kind: z.enum(["list", "rule"]).optional(),
    rule: segmentRuleSchema.optional(),
    from: z
      .string()
      .min(1)
      .max(100)
      .optional()
      .meta({ description: "A segment to start from: a rule segment copies its rule, a list takes over its members." }),
  })
  .meta({ id: "SegmentCreate" })
type SegmentCreate = z.infer<typeof segmentCreateSchema>

/**
 * Makes a list segment, into which members come by joining, or a rule segment, into which they come by themselves; the
 * search for its members goes on after the answer (MEM-4, MEM-6). Throws invalid naming the field.
 */
export async function createSegment(ctx: Ctx, input: SegmentCreate): Promise<SegmentView> {
  const source = input.from === undefined ? null : await sourceOf(ctx, input.from)
  const kind = input.kind ?? (source?.kind === "rule" && input.rule === undefined ? "rule" : "list")
  const rule = ruleOf({ ...input, kind }, source)
  if (rule !== null) await checkSegmentRule(ctx, rule, null)
  const now = ctx.clock.now()
  const row = { id: createId(now, ctx.random), name: input.name, kind, rule, rev: 0, createdAt: now, updatedAt: now }
  const job = { id: createId(now, ctx.random), segmentId: row.id, now }
  const db = ctx.db.$client
  await db.batch([
    statementOf(db, ctx.db.insert(segments).values(row)),
    ...(kind === "rule" ? [raiseRulesRev(db), ...addRuleJob(db, job.id, row.id, now)] : []),
    ...(kind === "list" && source !== null ? [addMembersJob(db, { ...job, sourceId: source.id })] : []),
    statementOf(
      db,
      auditInsert(ctx, {
        action: "segment.created",
        subject: `segment:${row.id}`,
        after: { name: row.name, kind: row.kind, ...(rule === null ? {} : { rule }) },
      }),
    ),
  ])
  const view = segmentView(row, 0, (await readProgress(ctx))(row))
  if (kind === "rule" || source !== null) ctx.inbox.startSegmentJob(job.id)
  return view
}

async function sourceOf(ctx: Ctx, id: string): Promise<SegmentRow> {
  try {
    return await loadSegment(ctx, id)
  } catch (error) {
    if (error instanceof AppError && error.code === "notFound") throw invalid("from", "unknown", "No such segment.")
    throw error
  }
}

/** The rule of the new segment; null for a list. */
function ruleOf(input: SegmentCreate, source: SegmentRow | null): Rule | null {
  if (input.kind !== "rule") {
    if (input.rule !== undefined) throw invalid("rule", "notAllowed", "A list segment has no rule.")
    return null
  }
  if (source !== null && input.rule !== undefined)
    throw invalid("from", "notAllowed", "Say either a rule or the segment to copy it from.")
  if (source !== null && source.kind !== "rule")
    throw invalid("from", "noRule", "Only a rule segment has a rule to copy.")
  const rule = input.rule ?? (source?.rule as Rule | null | undefined)
  if (rule == null) throw invalid("rule", "required", "A rule segment needs a rule.")
  return rule
}
