import { type ClientTexts, clientLanguage, clientText } from "./client-messages"
import type { Footer } from "./footer"

/** The footer of an email as its reader shall see it, with the texts of the campaign, else the company's (CAM-14). */
export function footerFor(message: {
  /** Of the member; null: the company's. */
  locale: string | null
  company: { name: string | null; postalAddress: string | null; locale: string | null }
  campaignName: string
  /** The campaign's texts, then the company's. */
  overrides: readonly ClientTexts[]
  transactional: boolean
}): Footer {
  const { company, overrides, transactional } = message
  const language = clientLanguage(message.locale ?? company.locale)
  const names = { company: company.name ?? "", campaign: message.campaignName }
  const say = (key: "footerUnsubscribe" | "footerPreferences" | "footerTransactional") =>
    clientText(key, language, { overrides, names })
  return {
    texts: {
      unsubscribe: say("footerUnsubscribe"),
      preferences: say("footerPreferences"),
      transactional: say("footerTransactional"),
    },
    company: { name: company.name, postalAddress: company.postalAddress },
    transactional,
  }
}
