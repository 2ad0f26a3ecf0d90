import { sql } from "drizzle-orm"
import type { Ctx } from "../context"
import { ruleReferences } from "./rule"

/** Of what uses a segment as many names as are said. */
const namesMax = 3

/**
 * What would break without a segment: campaigns that run for it, or whose flow or goal asks for it, occasions whose
 * invitees it holds, rule segments that ask for it, and lists that are being filled from it. Names, at most three.
 */
export async function usersOfSegment(ctx: Ctx, id: string): Promise<string[]> {
  const quoted = JSON.stringify(id)
  const over = sql`('archived', 'cancelled', 'completed')`
  const asking = [...(await ruleReferences(ctx))].filter(([, ids]) => ids.includes(id)).map(([asker]) => asker)
  const rows = await ctx.db.all<{ name: string }>(
    sql`SELECT c.name FROM campaigns c WHERE c.status NOT IN ${over} AND (
            EXISTS (SELECT 1 FROM campaign_segments s WHERE s.campaign_id = c.id AND s.segment_id = ${id})
            OR instr(c.settings, ${quoted})
            OR EXISTS (SELECT 1 FROM flow_versions v
                 WHERE v.campaign_id = c.id AND v.version = c.version AND instr(v.flow, ${quoted})))
        UNION ALL SELECT name FROM occasions WHERE segment_id = ${id}
        UNION ALL SELECT name FROM segments WHERE id IN (SELECT value FROM json_each(${JSON.stringify(asking)}))
          OR id IN (SELECT segment_id FROM segment_jobs WHERE source_id = ${id})
        LIMIT ${namesMax}`,
  )
  return rows.map((row) => row.name)
}
