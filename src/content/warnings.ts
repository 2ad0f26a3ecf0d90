import { isImagePath } from "../core/image-path"
import type { EmailTemplates, MessageTemplates } from "./messages"
import { plainTextOf } from "./plain-text"
import { upToLastTag, withoutComments } from "./scan"
import { inLanguage, variantsOf } from "./variants"

/** Something about a message that deserves a look and does not keep it from being sent. */
export interface ContentWarning {
  /** The language that it is about; null: the message's own. */
  language: string | null
  code:
    | "tooLarge"
    | "imageWithoutAlt"
    | "relativeLink"
    | "exampleLink"
    | "noText"
    | "noSubject"
    | "noPreheader"
    | "noTitle"
  /** Plain English. */
  message: string
  /** Only worth knowing: not a problem of the flow. */
  hint?: true
}

type Found = Omit<ContentWarning, "language">

/** Gmail shows no more than this of an email, in bytes of its HTML. */
export const clippedBytesMax = 102 * 1024

const encoder = new TextEncoder()
const absolute = /^\s*(?:https?:\/\/|mailto:|tel:|sms:|cid:|\{\{|\{%)/i

/** What deserves a look in a message, in each of its languages. */
export function warningsOf(message: MessageTemplates): ContentWarning[] {
  const languages = [null, ...Object.keys(variantsOf(message))]
  return languages.flatMap((language) => warningsIn(inLanguage(message, language)).map((one) => ({ ...one, language })))
}

function warningsIn(message: MessageTemplates): Found[] {
  switch (message.channel) {
    case "email":
      return emailWarnings(message)
    case "sms":
      return isBlank(message.text) ? [{ code: "noText", message: "The message has no text.", hint: true }] : []
    case "push":
      return isBlank(message.title) ? [{ code: "noTitle", message: "The notification has no title.", hint: true }] : []
  }
}

function emailWarnings({ subject, preheader, html = "", text }: EmailTemplates): Found[] {
  const found: Found[] = []
  if (isBlank(subject)) found.push({ code: "noSubject", message: "The email has no subject.", hint: true })
  if (isBlank(preheader)) {
    found.push({
      code: "noPreheader",
      message: "Inboxes show the beginning of the text beside the subject.",
      hint: true,
    })
  }
  if (isBlank(text) && !isBlank(html) && plainTextOf(html) === "")
    found.push({ code: "noText", message: "The email has no text." })
  const bytes = encoder.encode(html).length
  if (bytes > clippedBytesMax) {
    found.push({
      code: "tooLarge",
      message: `The HTML has "${Math.ceil(bytes / 1024)}" KB; Gmail cuts emails off at 102 KB.`,
    })
  }
  const shown = withoutComments(html)
  const bare = [...upToLastTag(shown).matchAll(/<img\b[^>]*>/gi)].filter(
    ([tag]) => !isBlankPixel(tag) && !hasAlt(tag),
  ).length
  if (bare > 0)
    found.push({ code: "imageWithoutAlt", message: `"${bare}" images have no text for those who do not see them.` })
  for (const address of relativeAddresses(shown)) {
    found.push({ code: "relativeLink", message: `The address "${address}" leads nowhere from an inbox.` })
  }
  if (/\shref\s*=\s*["']https?:\/\/(?:www\.)?example\.com/i.test(shown)) {
    found.push({ code: "exampleLink", message: "A link still leads to example.com.", hint: true })
  }
  return found
}

/** Addresses of links and pictures that are not whole, each once. */
function relativeAddresses(html: string): string[] {
  const tags = html.matchAll(
    /<(?:a|img|area|source)\b[^<>]*?\s(?:href|src)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/gi,
  )
  const all = [...tags].map(([, double, single, bare]) => (double ?? single ?? bare ?? "").trim())
  // Uploaded pictures get their whole address when the email is sent.
  const isWhole = (address: string) => absolute.test(address) || /^#./.test(address) || isImagePath(address)
  return [...new Set(all.filter((address) => !isWhole(address)))]
}

function hasAlt(tag: string): boolean {
  const [, double, single, bare] = /\salt\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/i.exec(tag) ?? []
  return !isBlank(double ?? single ?? bare)
}

/** Pictures of one pixel are there to be loaded, not to be seen. */
function isBlankPixel(tag: string): boolean {
  return /\swidth\s*=\s*["']?1["'\s>]/i.test(tag) && /\sheight\s*=\s*["']?1["'\s>]/i.test(tag)
}

function isBlank(text: string | undefined): boolean {
  return text === undefined || text.trim() === ""
}
