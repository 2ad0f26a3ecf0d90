import { type ClientTexts, clientLanguage, clientText } from "../../content/client-messages"
import { keywordOf } from "../../engine/keywords"

const texts = { stop: "smsStopped", start: "smsStarted", help: "smsHelp" } as const

/**
 * What a member who has sent STOP, START or HELP is answered, in the member's language; null: the text was none of them.
 * @param reader the member's locale, and the company with its own texts
 */
export function keywordAnswer(
  text: string,
  reader: { locale: string | null; company: string | null; own: ClientTexts },
): string | null {
  const keyword = keywordOf(text)
  if (keyword === null) return null
  const names = { company: reader.company ?? "", campaign: "" }
  return clientText(texts[keyword], clientLanguage(reader.locale), { overrides: [reader.own], names })
}
