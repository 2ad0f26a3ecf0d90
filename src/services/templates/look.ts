import type { MessageTemplates } from "../../content/messages"
import type { Ctx } from "../context"
import { madeContent } from "../messages/content"
import { inventedMember, type Look, look, viewerOf } from "../messages/look"
import type { TemplateView } from "./schema"
import { sampleOf } from "./verbs"

/** A template as an invented member who reads a language would get it. */
export async function lookOfTemplate(ctx: Ctx, template: TemplateView, language: "en" | "es"): Promise<Look> {
  const { id, channel, content } = template
  const [viewer, { made }] = await Promise.all([viewerOf(ctx, {}), madeContent(ctx, channel, { content })])
  const attributes = { ...inventedMember.attributes, ...sampleOf(id) }
  const member = { ...inventedMember, locale: language, attributes }
  return await look(
    ctx,
    { ...viewer, member },
    {
      templates: { ...made, channel } as MessageTemplates,
      transactional: false,
    },
  )
}
