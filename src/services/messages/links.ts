import { clientLanguage } from "../../content/client-messages"
import { finishEmail } from "../../content/finish-email"
import { footerFor } from "../../content/footer-texts"
import { linksOf, type MessageLinks, noLinks } from "../../content/links"
import type { MessageTemplates, RenderedMessage } from "../../content/messages"
import { linksToShorten, withShortLinks } from "../../content/short-links"
import type { MessageSubject } from "../../content/variables"
import { signMemberLink } from "../../core/member-link"
import type { Channel } from "../../engine/types"
import type { CampaignRow } from "../campaigns/row"
import { getCatalogue } from "../client-messages/verbs"
import { getCompany } from "../company/verbs"
import type { Ctx } from "../context"

/** A message that is only looked at, or sent as a test. */
export interface LookedAt {
  campaign: Pick<CampaignRow, "id" | "name" | "settings">
  channel: Channel
  /** Of whom it is rendered for. */
  locale: string | null
  transactional: boolean
}

/**
 * The links of a message that is only looked at, for its templates (`MessageSubject.links`): they lead to the pages that
 * the member would see, and nobody is touched there (UNS-21).
 */
export async function previewLinks(ctx: Ctx, { campaign, channel, locale }: LookedAt): Promise<MessageLinks> {
  const origin = await ctx.publicOrigin()
  if (origin === "") return noLinks
  const link = { kind: "preview", campaignId: campaign.id, channel, language: clientLanguage(locale) } as const
  return linksOf(origin, await signMemberLink(ctx.config.secretKey, link))
}

/** The rendered message as the member would get it, with the footer of emails; its links are not tracked (UNS-21). */
export async function finishPreview(
  ctx: Ctx,
  message: LookedAt & { links: MessageLinks },
  rendered: RenderedMessage,
): Promise<RenderedMessage> {
  if (rendered.channel !== "email") return rendered
  const { campaign, locale, transactional, links } = message
  const [company, catalogue, origin] = await Promise.all([getCompany(ctx), getCatalogue(ctx), ctx.publicOrigin()])
  const overrides = [campaign.settings.clientMessages, catalogue]
  const footer = footerFor({ locale, company, campaignName: campaign.name, overrides, transactional })
  return await finishEmail(rendered, { origin, links, footer, tracker: null })
}

/** As long as a code of short links, and nobody's: of messages that are only looked at. */
const sampleCode = "xxxxxxxxx"

/** An SMS with its links as long as they will be (MSG-1, MSG-6); everything else as it is. */
export async function likeSent(
  ctx: Ctx,
  campaign: LookedAt["campaign"],
  { rendered, ...from }: { rendered: RenderedMessage; templates: MessageTemplates; subject: MessageSubject },
): Promise<RenderedMessage> {
  if (rendered.channel !== "sms" || campaign.settings.smsTracking !== true) return rendered
  const [company, origin] = await Promise.all([getCompany(ctx), ctx.publicOrigin()])
  if (company.tracking === false || origin === "") return rendered
  const urls = linksToShorten(rendered.text, { origin, ...from })
  return { ...rendered, text: withShortLinks(rendered.text, urls, { origin, code: sampleCode }) }
}
