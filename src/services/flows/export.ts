import { eq, inArray } from "drizzle-orm"
import * as z from "zod"
import { campaigns, messages, occasions, segments } from "../../db/schema"
import { dataTypes } from "../../engine/types"
import { referencesIn } from "../../engine/uses"
import { type CampaignRef, loadCampaign } from "../campaigns/row"
import { flowNamed, type VersionName } from "../campaigns/versions"
import type { Ctx } from "../context"
import { messageContentSchema } from "../messages/schema"
import { flowInputSchema } from "./save"

/** Names what the document is; `formatVersion` grows when older readers would misread it. */
export const flowFormat = "millrace.flow"
export const flowFormatVersion = 1

const channel = z.enum(["email", "sms", "push"])
const named = z.object({ id: z.string().max(100), name: z.string().max(500) })

/** A flow as one JSON document (FLOW-15): the graph with its stable ids, its saved messages, and the names of what it refers to. */
export const flowDocumentSchema = z
  .object({
    format: z.literal(flowFormat),
    formatVersion: z.literal(flowFormatVersion),
    name: z.string().max(500),
    /** Which version it is: a number, or the draft. */
    version: z.union([z.number().int(), z.literal("draft")]),
    flow: flowInputSchema,
    /** Saved messages that steps of the flow send. */
    messages: z
      .array(named.extend({ channel, content: messageContentSchema }))
      .max(1_000)
      .default([]),
    dataFields: z.array(z.object({ name: z.string().max(200), type: z.enum(dataTypes) })).default([]),
    /** For people: what the ids mean where the document comes from. */
    refs: z
      .object({
        campaigns: z.array(named),
        workflows: z.array(named),
        occasions: z.array(named),
        segments: z.array(named),
      })
      .optional(),
  })
  .meta({ id: "FlowDocument" })
export type FlowDocument = z.infer<typeof flowDocumentSchema>

/** The draft, or a version, of a flow as a document: the same content gives the same bytes. */
export async function exportFlow(ctx: Ctx, input: CampaignRef & { version: VersionName }): Promise<FlowDocument> {
  const campaign = await loadCampaign(ctx, input.id, input.library)
  const flow = await flowNamed(ctx, campaign, input.version, "version")
  const text = JSON.stringify(flow)
  const uses = referencesIn(flow)
  const idsOf = (kind: string) => uses.filter((use) => use.kind === kind).map((use) => use.ref)
  const [saved, known, dates, named] = await ctx.db.batch([
    ctx.db.select().from(messages).where(eq(messages.campaignId, campaign.row.id)).orderBy(messages.id),
    ctx.db
      .select({ id: campaigns.id, name: campaigns.name, kind: campaigns.kind })
      .from(campaigns)
      .where(inArray(campaigns.id, [...idsOf("campaign"), ...idsOf("workflow"), ...idsOf("result")]))
      .orderBy(campaigns.id),
    ctx.db
      .select({ id: occasions.id, name: occasions.name })
      .from(occasions)
      .where(inArray(occasions.id, idsOf("occasion")))
      .orderBy(occasions.id),
    ctx.db.select({ id: segments.id, name: segments.name }).from(segments).orderBy(segments.id),
  ])
  const mentioned = <T extends { id: string }>(rows: readonly T[]) => rows.filter((row) => text.includes(`"${row.id}"`))
  const plain = (rows: readonly { id: string; name: string }[]) => rows.map(({ id, name }) => ({ id, name }))
  return {
    format: flowFormat,
    formatVersion: flowFormatVersion,
    name: campaign.row.name,
    version: input.version,
    flow,
    messages: mentioned(saved).map(({ id, name, channel, content }) => ({ id, name, channel, content })),
    dataFields: campaign.row.settings.dataFields ?? [],
    refs: {
      campaigns: plain(known.filter((one) => one.kind !== "workflow")),
      workflows: plain(known.filter((one) => one.kind === "workflow")),
      occasions: dates,
      segments: plain(mentioned(named)),
    },
  }
}
