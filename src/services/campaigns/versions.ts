import { and, desc, eq, lt } from "drizzle-orm"
import * as z from "zod"
import { invalid, notFound } from "../../core/errors"
import { isoOf } from "../../core/instant"
import { flowVersions } from "../../db/schema"
import type { Flow } from "../../engine/flow"
import { diffFlows, type FlowDiff } from "../../engine/flow-diff"
import type { Ctx } from "../context"
import { loadDraft } from "../flows/get"
import { flowVersion } from "../flows/published"
import { type Page, type PageQuery, pageFrom, pageOf, readCursor } from "../page"
import { type Campaign, type CampaignRef, loadCampaign } from "./row"

export const versionViewSchema = z
  .object({
    version: z.number().int(),
    publishedAt: z.iso.datetime(),
    by: z.string(),
    /** The one that members run by now. */
    current: z.boolean(),
  })
  .meta({ id: "FlowVersion" })
export type VersionView = z.infer<typeof versionViewSchema>
export const versionPageSchema = pageOf(versionViewSchema)

export const versionDetailSchema = versionViewSchema
  .extend({
    flow: z.unknown().meta({ description: "A FLOW; see PUT /campaigns/{id}/flow." }),
    /** Where members of removed steps went, over all versions up to this one. */
    moves: z.record(z.string(), z.string()),
  })
  .meta({ id: "FlowVersionDetail" })
export type VersionDetail = VersionView & { flow: Flow; moves: Record<string, string> }

/** Published versions of a flow, newest first. */
export async function listVersions(ctx: Ctx, input: CampaignRef & PageQuery): Promise<Page<VersionView>> {
  const { row } = await loadCampaign(ctx, input.id, input.library)
  const after = readCursor(input.cursor, "number")
  const { version, publishedAt, publishedBy } = flowVersions
  const rows = await ctx.db
    .select({ version, publishedAt, publishedBy })
    .from(flowVersions)
    .where(and(eq(flowVersions.campaignId, row.id), after === null ? undefined : lt(version, after[0])))
    .orderBy(desc(version))
    .limit(input.limit + 1)
  return pageFrom(rows, input.limit, {
    item: (one) => view(one, row.version),
    position: (one) => [one.version],
  })
}

/** One published version with its flow; 404 when there is none. */
export async function getVersion(ctx: Ctx, input: CampaignRef & { version: number }): Promise<VersionDetail> {
  const { row } = await loadCampaign(ctx, input.id, input.library)
  const found = await flowVersion(ctx, row.id, input.version)
  if (found === null) throw notFound("version")
  return { ...view(found, row.version), flow: found.flow, moves: found.moves }
}

function view(one: { version: number; publishedAt: number; publishedBy: string }, current: number | null): VersionView {
  return {
    version: one.version,
    publishedAt: isoOf(one.publishedAt),
    by: one.publishedBy,
    current: one.version === current,
  }
}

export const versionNameSchema = z.union([z.literal("draft"), z.coerce.number().int().min(1)], {
  error: "Must be the number of a version, or draft.",
})
export type VersionName = z.infer<typeof versionNameSchema>
/** `GET /campaigns/{id}/diff`: from what is published to the draft when nothing is said. */
export const diffQuerySchema = z.object({ from: versionNameSchema.optional(), to: versionNameSchema.default("draft") })

const stepNameSchema = z.object({ stepId: z.string(), type: z.string(), name: z.string() })
export const flowDiffSchema = z
  .object({
    start: z.object({ before: z.string(), after: z.string() }).nullable(),
    added: z.array(stepNameSchema),
    removed: z.array(stepNameSchema),
    changed: z.array(
      z.object({
        stepId: z.string(),
        fields: z.array(z.object({ path: z.string(), before: z.unknown(), after: z.unknown() })),
      }),
    ),
    rewired: z.array(
      z.object({
        stepId: z.string(),
        outcome: z.string(),
        before: z.string().nullable(),
        after: z.string().nullable(),
      }),
    ),
  })
  .meta({ id: "FlowDiff" })

/** What one version of a flow says otherwise than another (FLOW-15). Throws invalid for a version that is not there. */
export async function diffVersions(ctx: Ctx, input: CampaignRef & z.infer<typeof diffQuerySchema>): Promise<FlowDiff> {
  const campaign = await loadCampaign(ctx, input.id, input.library)
  const from = input.from ?? campaign.row.version ?? "draft"
  return diffFlows(await flowNamed(ctx, campaign, from, "from"), await flowNamed(ctx, campaign, input.to, "to"))
}

/** The draft, or a published version. `field` is named when there is no such version. */
export async function flowNamed(ctx: Ctx, campaign: Campaign, name: VersionName, field: string): Promise<Flow> {
  const draft = await loadDraft(ctx, campaign)
  if (name === "draft") return draft.flow
  const found = await flowVersion(ctx, campaign.row.id, name)
  if (found === null) throw invalid(field, "notFound", "There is no such published version.")
  return found.flow
}
