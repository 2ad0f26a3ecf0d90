import { and, asc, eq, inArray } from "drizzle-orm"
import { type ClientLanguage, clientLanguage } from "../../content/client-messages"
import { type MemberLink, readMemberLink } from "../../core/member-link"
import { campaignSegments, campaigns, categories, groups, segments } from "../../db/schema"
import { isMessageChannel } from "../../engine/consent"
import { type MemberState, parseDeliveryId } from "../../engine/state"
import type { Channel, OutboundChannel } from "../../engine/types"
import type { CampaignRow } from "../campaigns/row"
import { defaultSettings } from "../campaigns/settings"
import type { Ctx } from "../context"

/** Who has come by the link of a message, and what the pages tell of and change. */
export interface WishSubject {
  link: MemberLink
  /** Null: erased since, or a preview. */
  state: MemberState | null
  /** Of the message. */
  channel: Channel
  campaign: Pick<CampaignRow, "id" | "name" | "categoryId" | "groupId" | "settings" | "timeZone">
  /** Names of what the campaign belongs to. */
  category: string | null
  group: string | null
  language: ClientLanguage
}

/**
 * Reads a link; null when it is none of ours: nothing else is looked at then, so that all such links take the same time
 * (UNS-09).
 * @param otherwise the language of whoever is not known
 */
export async function wishSubject(ctx: Ctx, token: string, otherwise: ClientLanguage): Promise<WishSubject | null> {
  const link = await readMemberLink(ctx.config.secretKey, token)
  const origin = link?.kind === "delivery" ? parseDeliveryId(link.deliveryId) : link
  if (link === null || origin === null || !isMessageChannel(origin.channel as OutboundChannel)) return null
  const [state, [found]] = await Promise.all([
    link.kind === "delivery" ? ctx.members.state(link.memberId) : null,
    ctx.db
      .select({ campaign: campaigns, category: categories.name, group: groups.name })
      .from(campaigns)
      .leftJoin(categories, eq(categories.id, campaigns.categoryId))
      .leftJoin(groups, eq(groups.id, campaigns.groupId))
      .where(eq(campaigns.id, origin.campaignId)),
  ])
  const of = found ?? (link.kind === "preview" ? noCampaign(origin.campaignId) : null)
  if (of === null) return null
  const locale = link.kind === "preview" ? link.language : (state?.profile.locale ?? null)
  const language = locale === null ? otherwise : clientLanguage(locale)
  return { link, state, channel: origin.channel as Channel, ...of, language }
}

/** What is previewed need not belong to a campaign: templates do not. */
function noCampaign(id: string): Pick<WishSubject, "campaign" | "category" | "group"> {
  const none = { name: "", categoryId: null, groupId: null, settings: defaultSettings, timeZone: "UTC" }
  return { campaign: { id, ...none }, category: null, group: null }
}

/** The segment by which the member came to the campaign, and since when (epoch ms): the one joined first. */
export async function segmentOf(ctx: Ctx, subject: WishSubject): Promise<{ name: string; at: number } | null> {
  const joined = new Map(subject.state?.memberships.flatMap((one) => (one.member ? [[one.segmentId, one.at]] : [])))
  if (joined.size === 0) return null
  const rows = await ctx.db
    .select({ id: segments.id, name: segments.name })
    .from(segments)
    .innerJoin(campaignSegments, eq(campaignSegments.segmentId, segments.id))
    .where(
      and(eq(campaignSegments.campaignId, subject.campaign.id), inArray(segments.id, [...joined.keys()].slice(0, 90))),
    )
    .orderBy(asc(segments.id))
  const since = rows.flatMap(({ id, name }) => {
    const at = joined.get(id)
    return at === undefined ? [] : [{ name, at }]
  })
  return since.toSorted((a, b) => a.at - b.at)[0] ?? null
}
