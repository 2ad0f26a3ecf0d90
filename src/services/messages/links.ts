import { clientLanguage } from "../../content/client-messages"
import { linksOf, type MessageLinks } from "../../content/links"
import { signMemberLink } from "../../core/member-link"
import type { Channel } from "../../engine/types"
import type { Ctx } from "../context"

/**
 * The links of a message that is only looked at, or sent as a test: they lead to the pages that the member would see, and
 * nobody is touched there (UNS-21).
 * @param message `locale` of whom it is rendered for
 */
export async function previewLinks(
  ctx: Ctx,
  message: { campaignId: string; channel: Channel; locale: string | null },
): Promise<MessageLinks> {
  const { campaignId, channel, locale } = message
  const link = { kind: "preview", campaignId, channel, language: clientLanguage(locale) } as const
  return linksOf(await ctx.publicOrigin(), await signMemberLink(ctx.config.secretKey, link))
}
