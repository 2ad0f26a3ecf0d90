import { type ClientLanguage, type ClientNames, clientMessageKeys, clientText } from "../../content/client-messages"
import { getCatalogue } from "../client-messages/verbs"
import { getCompany } from "../company/verbs"
import type { Ctx } from "../context"
import { segmentOf, type WishSubject } from "./subject"
import type { WishTexts, WishView } from "./types"
import { cellName, channelsOffered, isOpen, isUnsubscribedBy, scopesOffered } from "./words"

const channelTexts = { email: "channelEmail", sms: "channelSms", push: "channelPush" } as const

/** What the pages of a link show. */
export async function wishView(ctx: Ctx, subject: WishSubject): Promise<WishView> {
  const { campaign, category, group, language, link, state } = subject
  const [company, catalogue, segment] = await Promise.all([
    companyName(ctx),
    getCatalogue(ctx),
    segmentOf(ctx, subject),
  ])
  const names: ClientNames = {
    company,
    campaign: campaign.name,
    ...(category === null ? {} : { category }),
    ...(group === null ? {} : { group }),
    ...(segment === null ? {} : { segment: segment.name, date: dayOf(segment.at, subject) }),
  }
  const texts = allTexts(language, [campaign.settings.clientMessages, catalogue], names)
  const channels = channelsOffered(subject).map((channel) => ({ channel, label: texts[channelTexts[channel]] }))
  const dismissed = state?.results[campaign.id]?.dismissedAt !== undefined
  return {
    language,
    texts,
    company,
    preview: link.kind === "preview",
    unsubscribed: isUnsubscribedBy(subject),
    canUndo: link.kind === "delivery" && state?.undo?.deliveryId === link.deliveryId,
    channels,
    scopes: scopesOffered(subject).map(({ scope, label }) => ({
      label: texts[label],
      cells: channels.map((one) => ({
        name: cellName(one.channel, scope),
        label: one.label,
        open: isOpen(subject, one.channel, scope),
      })),
    })),
    why: [texts.whyText, ...(segment === null ? [] : [texts.whySegment])],
    dismiss: !campaign.settings.dismissible ? "none" : dismissed ? "done" : "offered",
    landingPage: campaign.settings.unsubscribe.landingPage ?? null,
  }
}

/** The texts of the page for links that are none of ours; the same work for each of them (UNS-09). */
export async function strangerTexts(
  ctx: Ctx,
  language: ClientLanguage,
): Promise<{ texts: WishTexts; company: string }> {
  const [company, catalogue] = await Promise.all([companyName(ctx), getCatalogue(ctx)])
  return { texts: allTexts(language, [catalogue], { company, campaign: "" }), company }
}

function allTexts(
  language: ClientLanguage,
  overrides: Parameters<typeof clientText>[2]["overrides"],
  names: ClientNames,
): WishTexts {
  return Object.fromEntries(
    clientMessageKeys.map((key) => [key, clientText(key, language, { overrides, names })]),
  ) as WishTexts
}

/** As members know it; while nobody has said, by its address. */
async function companyName(ctx: Ctx): Promise<string> {
  const { name } = await getCompany(ctx)
  if (name !== null) return name
  const origin = await ctx.publicOrigin()
  return origin === "" ? "" : new URL(origin).host
}

function dayOf(at: number, { language, state, campaign }: WishSubject): string {
  const timeZone = state?.profile.timeZone ?? campaign.timeZone
  return new Intl.DateTimeFormat(language, { dateStyle: "long", timeZone }).format(at)
}
