import { ContentError } from "../../content/content-error"
import { type MessageTemplates, type RenderedMessage, renderMessage } from "../../content/messages"
import type { MessageSubject } from "../../content/variables"
import { getData } from "../campaign-data/verbs"
import type { CampaignRow } from "../campaigns/row"
import { loadCampaign } from "../campaigns/row"
import { defaultSettings } from "../campaigns/settings"
import { companyTimeZone } from "../company/time-zone"
import type { Ctx } from "../context"
import { readMember } from "../members/read"
import { finishPreview, likeSent, previewLinks } from "./links"

/** Whoever has no member at hand sees messages as this one. */
export const inventedMember: MessageSubject["member"] = {
  id: "preview",
  email: "ana.rivera@example.com",
  phone: "+59899123456",
  locale: "en",
  timeZone: "UTC",
  attributes: { firstName: "Ana", lastName: "Rivera", name: "Ana Rivera" },
}

/** For whom, and as part of what, a message is looked at. */
export interface Viewer {
  campaign: Pick<CampaignRow, "id" | "name" | "settings" | "timeZone">
  member: MessageSubject["member"]
  /** The member's campaign data. */
  data: Record<string, unknown>
}

/**
 * Finds the campaign and the member, or invents them. A member of another campaign has no data here.
 * @throws notFound for a campaign or a member that there is not
 */
export async function viewerOf(
  ctx: Ctx,
  input: { campaignId?: string | undefined; memberId?: string | null | undefined },
): Promise<Viewer> {
  const { campaignId, memberId } = input
  const campaign = campaignId === undefined ? await noCampaign(ctx) : (await loadCampaign(ctx, campaignId, "any")).row
  if (!memberId) return { campaign, member: inventedMember, data: {} }
  const { profile } = await readMember(ctx, memberId)
  const { email, phone, locale, timeZone, attributes } = profile
  const data = campaignId === undefined ? {} : (await getData(ctx, { id: campaignId, memberId })).values
  return { campaign, member: { id: memberId, email, phone, locale, timeZone, attributes }, data }
}

async function noCampaign(ctx: Ctx): Promise<Viewer["campaign"]> {
  return { id: "preview", name: "", settings: defaultSettings, timeZone: await companyTimeZone(ctx) }
}

/** A message as one member would get it: nothing is sent, and its links touch nobody (MSG-3, UNS-21). */
export type Look = { rendered: RenderedMessage; problem: null } | { rendered: null; problem: string }

/**
 * Renders a message for whoever looks at it. `transactional` decides what its footer says; a `test` is really sent: links
 * that will be short keep their addresses, or they would lead nowhere.
 */
export async function look(
  ctx: Ctx,
  { campaign, member, data }: Viewer,
  message: { templates: MessageTemplates; transactional: boolean; test?: true },
): Promise<Look> {
  const { templates, transactional, test } = message
  const looked = { campaign, channel: templates.channel, locale: member.locale, transactional }
  const links = await previewLinks(ctx, looked)
  const settings = { now: ctx.clock.now(), timeZone: member.timeZone ?? campaign.timeZone }
  const subject = { member, campaign: { id: campaign.id, name: campaign.name }, data, links }
  try {
    const rendered = renderMessage(templates, subject, settings)
    const finished = await finishPreview(ctx, { ...looked, links }, rendered)
    if (test) return { rendered: finished, problem: null }
    return { rendered: await likeSent(ctx, campaign, { rendered: finished, templates, subject }), problem: null }
  } catch (error) {
    if (error instanceof ContentError) return { rendered: null, problem: error.message }
    throw error
  }
}
