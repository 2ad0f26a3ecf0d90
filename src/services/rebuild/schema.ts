import * as z from "zod"
import { pageOf } from "../page"

/** A number that was wrong. */
export const correctionSchema = z.object({
  campaignId: z.string(),
  /** Of a number on a step; null: the campaign's own. */
  stepId: z.string().nullable(),
  /** Of a number over time: the quarter of an hour that it is of; null: of the whole. */
  at: z.iso.datetime().nullable(),
  metric: z.string(),
  /** What was added to it. */
  by: z.number().int(),
})
export type CorrectionView = z.infer<typeof correctionSchema>

export const rebuildSchema = z
  .object({
    id: z.number().int(),
    status: z.enum(["running", "done"]),
    /** Members looked at, of how many there were when it began. */
    done: z.number().int(),
    total: z.number().int(),
    /** Counts that were wrong and are right now; null while it runs. */
    corrected: z.number().int().nullable(),
    /** The 50 largest of them; null while it runs. */
    corrections: z.array(correctionSchema).nullable(),
    startedAt: z.iso.datetime(),
    finishedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: "Rebuild" })
export type RebuildView = z.infer<typeof rebuildSchema>
export const rebuildPageSchema = pageOf(rebuildSchema)
