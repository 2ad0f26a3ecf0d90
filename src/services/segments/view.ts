import { eq } from "drizzle-orm"
import * as z from "zod"
import { notFound } from "../../core/errors"
import { isoOf } from "../../core/instant"
import { segments } from "../../db/schema"
import { everyoneId } from "../campaigns/settings"
import type { Ctx } from "../context"
import type { Progress } from "./progress"

export const segmentViewSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    kind: z.enum(["everyone", "list", "rule"]),
    rule: z.unknown().optional(),
    memberCount: z.number().int(),
    progress: z.object({ done: z.number().int(), total: z.number().int() }).optional().meta({
      description: "While its members are being found: how many have been looked at, and how many there are.",
    }),
    createdAt: z.iso.datetime().nullable(),
    updatedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: "Segment" })
export type SegmentView = z.infer<typeof segmentViewSchema>

export type SegmentRow = typeof segments.$inferSelect

/** The built-in segment (MEM-4); it has no row. */
const everyone: SegmentRow = {
  id: everyoneId,
  name: "Everyone",
  kind: "everyone",
  rule: null,
  rev: 0,
  createdAt: 0,
  updatedAt: 0,
}

/** One segment; 404 when there is none. */
export async function loadSegment(ctx: Pick<Ctx, "db">, id: string): Promise<SegmentRow> {
  if (id === everyoneId) return everyone
  const [row] = await ctx.db.select().from(segments).where(eq(segments.id, id))
  if (row === undefined) throw notFound("segment")
  return row
}

export function segmentView(row: SegmentRow, memberCount: number, progress: Progress | null = null): SegmentView {
  return {
    id: row.id,
    name: row.name,
    kind: row.kind,
    ...(row.rule === null ? {} : { rule: row.rule }),
    memberCount,
    ...(progress === null ? {} : { progress }),
    createdAt: row.createdAt === 0 ? null : isoOf(row.createdAt),
    updatedAt: row.updatedAt === 0 ? null : isoOf(row.updatedAt),
  }
}
