import { desc, eq, sql } from "drizzle-orm"
import { campaignSegments, campaigns, flowDrafts, flowVersions, members, occasions, segments } from "../../db/schema"
import type { Flow } from "../../engine/flow"
import type { Ctx } from "../context"

export interface Named {
  id: string
  name: string
}

/** Choices offered in filters. */
const choicesMax = 200

/** Campaigns to choose from, newest first. */
export async function campaignChoices(ctx: Ctx): Promise<Named[]> {
  return ctx.db
    .select({ id: campaigns.id, name: campaigns.name })
    .from(campaigns)
    .orderBy(desc(campaigns.id))
    .limit(choicesMax)
}

/** List and rule segments to choose from, newest first. */
export async function segmentChoices(ctx: Ctx): Promise<(Named & { kind: "everyone" | "list" | "rule" })[]> {
  return ctx.db
    .select({ id: segments.id, name: segments.name, kind: segments.kind })
    .from(segments)
    .orderBy(desc(segments.id))
    .limit(choicesMax)
}

/** Names of occasions, the newest ones. */
export async function occasionNames(ctx: Ctx): Promise<Map<string, string>> {
  const rows = await ctx.db
    .select({ id: occasions.id, name: occasions.name })
    .from(occasions)
    .orderBy(desc(occasions.at))
    .limit(choicesMax)
  return new Map(rows.map(({ id, name }) => [id, name]))
}

/** Campaigns that use a segment. */
export async function campaignsOfSegment(ctx: Ctx, input: { segmentId: string }): Promise<Named[]> {
  return ctx.db
    .select({ id: campaigns.id, name: campaigns.name })
    .from(campaignSegments)
    .innerJoin(campaigns, eq(campaigns.id, campaignSegments.campaignId))
    .where(eq(campaignSegments.segmentId, input.segmentId))
    .orderBy(desc(campaigns.id))
    .limit(choicesMax)
}

/** Names of campaigns and, by campaign, of their steps (of the published flow, else of the draft). */
export interface FlowNames {
  campaigns: Map<string, string>
  steps: Map<string, Map<string, string>>
}

/** Names for what a list mentions. */
export async function flowNames(ctx: Pick<Ctx, "db">, input: { campaignIds: readonly string[] }): Promise<FlowNames> {
  const wanted = sql`(SELECT value FROM json_each(${JSON.stringify([...new Set(input.campaignIds)])}))`
  const rows = await ctx.db
    .select({ id: campaigns.id, name: campaigns.name, published: flowVersions.flow, draft: flowDrafts.flow })
    .from(campaigns)
    .leftJoin(flowDrafts, eq(flowDrafts.campaignId, campaigns.id))
    .leftJoin(
      flowVersions,
      sql`${flowVersions.campaignId} = ${campaigns.id} AND ${flowVersions.version} = ${campaigns.version}`,
    )
    .where(sql`${campaigns.id} IN ${wanted}`)
  return {
    campaigns: new Map(rows.map((row) => [row.id, row.name])),
    steps: new Map(rows.map((row) => [row.id, new Map([...stepNames(row.draft), ...stepNames(row.published)])])),
  }
}

function stepNames(flow: unknown): [string, string][] {
  const steps = (flow as Flow | null)?.steps ?? {}
  return Object.entries(steps).map(([id, step]) => [id, step.name || id])
}

/** Whether nothing has been made yet: the first visit is offered the worked example (UI-5). */
export async function isEmptySystem(ctx: Ctx): Promise<boolean> {
  const [anyCampaign, anyMember] = await ctx.db.batch([
    ctx.db.select({ id: campaigns.id }).from(campaigns).limit(1),
    ctx.db.select({ id: members.id }).from(members).limit(1),
  ])
  return anyCampaign.length === 0 && anyMember.length === 0
}
