import { eq, sql } from "drizzle-orm"
import { AppError } from "../../core/errors"
import { campaigns, settings } from "../../db/schema"
import { flowSchema } from "../../engine/flow"
import { createCampaign } from "../campaigns/create"
import { publishCampaign } from "../campaigns/publish"
import type { Ctx } from "../context"
import { saveFlow } from "../flows/save"
import { accept } from "../ingest/accept"
import { createSegment } from "../segments/create"
import { exampleFlow, exampleTimeZone } from "./flow"
import { createExampleMembers } from "./members"

const settingKey = "example"
/** Members of one post to the inbox. */
const postSize = 500
/** A load that has not got as far as its campaign by then was cut short, in ms. */
const claimMaxMs = 60_000

/** How far the example has got; kept in the settings, so that a load that was cut short is taken up again. */
interface Progress {
  claimedAt: number
  segmentId?: string
  campaignId?: string
  done?: boolean
}

/**
 * Loads the worked example (UI-5): the onboarding of a credit union, published, with a thousand members in it.
 * A second call leads to what the first has made.
 * @throws conflict while another call is still at its beginning
 */
export async function loadExample(ctx: Ctx): Promise<{ campaignId: string }> {
  const present = await readProgress(ctx)
  if (present?.campaignId && (await campaignExists(ctx, present.campaignId))) {
    return await finish(ctx, present as Required<Progress>)
  }
  const claimedAt = await claim(ctx, present)
  const segment = await createSegment(ctx, { name: "New members", kind: "list" })
  const campaign = await createCampaign(ctx, {
    kind: "flow",
    name: "New member onboarding",
    timeZone: exampleTimeZone,
    segmentIds: [segment.id],
  })
  const progress = { claimedAt, segmentId: segment.id, campaignId: campaign.id, done: false }
  await writeProgress(ctx, progress)
  return await finish(ctx, progress)
}

/** Flow, publication and joins; each may be done already, and doing it again changes nothing. */
async function finish(ctx: Ctx, progress: Required<Progress>): Promise<{ campaignId: string }> {
  const { campaignId, segmentId, claimedAt } = progress
  if (progress.done) return { campaignId }
  const [campaign] = await ctx.db.select().from(campaigns).where(eq(campaigns.id, campaignId))
  if (campaign?.status === "draft") {
    await saveFlow(ctx, { id: campaignId, flow: flowSchema.parse(exampleFlow), ifMatch: null })
    await publishCampaign(ctx, { id: campaignId })
  }
  const members = createExampleMembers(claimedAt)
  for (let from = 0; from < members.length; from += postSize) {
    const items = members.slice(from, from + postSize)
    await accept(ctx, { kind: "joins", segmentId, items, key: `example:${campaignId}:${from}`, source: "ui" })
  }
  await writeProgress(ctx, { ...progress, done: true })
  return { campaignId }
}

async function readProgress(ctx: Ctx): Promise<Progress | null> {
  const [row] = await ctx.db.select().from(settings).where(eq(settings.key, settingKey))
  return row ? (row.value as Progress) : null
}

async function writeProgress(ctx: Ctx, value: Progress): Promise<void> {
  await ctx.db.update(settings).set({ value }).where(eq(settings.key, settingKey))
}

/** Takes the right to make the example, so that two clicks at once do not make two. Gives the instant taken. */
async function claim(ctx: Ctx, present: Progress | null): Promise<number> {
  const now = ctx.clock.now()
  const value: Progress = { claimedAt: now }
  const stale =
    present === null ? sql`0` : sql`settings.value = ${JSON.stringify(present)} AND ${isOver(present, now) ? 1 : 0}`
  const rows = await ctx.db
    .insert(settings)
    .values({ key: settingKey, value })
    .onConflictDoUpdate({ target: settings.key, set: { value }, setWhere: stale })
    .returning()
  if (rows.length === 0)
    throw new AppError("conflict", "The worked example is being loaded.", { reason: "exampleLoading" })
  return now
}

/** Its campaign has been deleted, or it was cut short before there was one. */
function isOver(progress: Progress, now: number): boolean {
  return progress.campaignId !== undefined || now - progress.claimedAt > claimMaxMs
}

async function campaignExists(ctx: Ctx, id: string): Promise<boolean> {
  const rows = await ctx.db.select({ id: campaigns.id }).from(campaigns).where(eq(campaigns.id, id))
  return rows.length > 0
}
