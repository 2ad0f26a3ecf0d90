import { and, desc, sql } from "drizzle-orm"
import type * as z from "zod"
import { runs } from "../../db/schema"
import type { Ctx } from "../context"
import { type Page, pageFrom, pageOf, type pageQuerySchema, readCursor } from "../page"
import { readMember } from "./read"
import { type RunView, runView, runViewSchema } from "./view"

export const runPageSchema = pageOf(runViewSchema)

/** A member's runs through flows, newest first. */
export async function listMemberRuns(
  ctx: Ctx,
  input: { id: string } & z.infer<typeof pageQuerySchema>,
): Promise<Page<RunView>> {
  await readMember(ctx, input.id)
  const after = readCursor(input.cursor, "number")
  const rows = await ctx.db
    .select({ run: runs, position: sql<number>`rowid` })
    .from(runs)
    .where(
      and(
        sql`id IN (SELECT id FROM member_runs WHERE member_id = ${input.id})`,
        after === null ? undefined : sql`+rowid < ${after[0]}`,
      ),
    )
    .orderBy(desc(sql`+rowid`))
    .limit(input.limit + 1)
  return pageFrom(rows, input.limit, { item: (row) => runView(row.run), position: (row) => [row.position] })
}
