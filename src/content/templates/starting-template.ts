import * as z from "zod"
import { emailBlockSchema, emailThemeSchema } from "../../core/email-blocks"
import type { ClientLanguage } from "../client-messages"

/** What a starting template is made of, in one language. */
export interface TemplateDraft {
  name: string
  subject: string
  preheader: string
  blocks: z.input<typeof emailBlockSchema>[]
}

/** An email to start from that comes with the system (MSG-1). */
export interface StartingTemplate {
  id: string
  theme: z.input<typeof emailThemeSchema>
  /** Attributes that its preview shows, beside the invented member's own. */
  sample: Readonly<Record<string, string>>
  draft: (language: ClientLanguage) => TemplateDraft
}

const blocksSchema = z.array(emailBlockSchema)

/** Its content as a message holds it. */
export function contentOfTemplate({ draft, theme }: StartingTemplate, language: ClientLanguage) {
  const { subject, preheader, blocks } = draft(language)
  return { subject, preheader, blocks: blocksSchema.parse(blocks), theme: emailThemeSchema.parse(theme) }
}
