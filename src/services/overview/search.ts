import { desc, sql } from "drizzle-orm"
import { campaigns, members, segments } from "../../db/schema"
import type { Ctx } from "../context"
import { searched } from "../members/searched"
import { containing } from "../page"

/** Hits of each kind that the palette shows. */
const hitsMax = 6

export interface SearchHit {
  kind: "campaign" | "member" | "segment"
  id: string
  label: string
}

/** Things whose name (of a member: beginning of id, email or phone) holds the text. */
export async function searchThings(ctx: Ctx, input: { text: string }): Promise<SearchHit[]> {
  const text = input.text.trim()
  if (text === "") return []
  const anywhere = containing(text)
  const [foundCampaigns, foundSegments, foundMembers] = await ctx.db.batch([
    ctx.db
      .select({ id: campaigns.id, label: campaigns.name })
      .from(campaigns)
      .where(sql`${campaigns.name} LIKE ${anywhere} ESCAPE '\\' AND ${campaigns.kind} <> 'workflow'`)
      .orderBy(desc(campaigns.id))
      .limit(hitsMax),
    ctx.db
      .select({ id: segments.id, label: segments.name })
      .from(segments)
      .where(sql`${segments.name} LIKE ${anywhere} ESCAPE '\\'`)
      .orderBy(desc(segments.id))
      .limit(hitsMax),
    ctx.db
      .select({ id: members.id, email: members.email })
      .from(members)
      .where(sql`members.rowid IN (${searched(text, hitsMax).beginnings})`)
      .limit(hitsMax),
  ])
  return [
    ...foundCampaigns.map((hit) => ({ kind: "campaign" as const, ...hit })),
    ...foundSegments.map((hit) => ({ kind: "segment" as const, ...hit })),
    ...foundMembers.map(({ id, email }) => ({
      kind: "member" as const,
      id,
      label: email === null ? id : `${id} · ${email}`,
    })),
  ]
}
