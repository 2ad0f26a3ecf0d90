import { escapeHtml } from "./escape"
import type { MessageLinks } from "./links"
import { decodeEntities } from "./plain-text"
import { replaceTags, withoutComments } from "./scan"

/** An email's two parts. */
export interface EmailParts {
  html: string
  text: string
}

/** What stands at the end of every email (MSG-4), in its reader's language. */
export interface Footer {
  texts: { unsubscribe: string; preferences: string; transactional: string }
  company: { name: string | null; postalAddress: string | null }
  /** It came because of something its reader did or asked for: it says so instead of offering to end it. */
  transactional: boolean
}

const box =
  "max-width:600px;margin:24px auto 0;padding:16px 24px;font:12px/18px Arial,Helvetica,sans-serif;color:#666666;text-align:center"

/**
 * Puts the footer at the end of both parts: the link to unsubscribe and the postal address, each only where the author
 * has not put it already. Links that are empty are left out.
 */
export function withFooter(email: EmailParts, links: MessageLinks, footer: Footer): EmailParts {
  return {
    html: atEndOfBody(email.html, htmlFooter(email.html, links, footer)),
    text: `${email.text}${textFooter(email.text, links, footer)}`,
  }
}

/** Puts markup at the end of a document's body. */
export function atEndOfBody(html: string, markup: string): string {
  if (markup === "") return html
  const at = endOfBody(html)
  return at === -1 ? `${html}\n${markup}` : `${html.slice(0, at)}${markup}\n${html.slice(at)}`
}

/** Nearly always it is written in small letters, and found at once. */
function endOfBody(html: string): number {
  const at = html.lastIndexOf("</body>")
  if (at !== -1) return at
  const last = [...html.matchAll(/<\/body\s*>/gi)].at(-1)
  return last?.index ?? html.trimEnd().search(/<\/html\s*>$/i)
}

function htmlFooter(html: string, links: MessageLinks, footer: Footer): string {
  const lines = [
    ...(footer.transactional ? [escapeHtml(footer.texts.transactional)] : []),
    linksOffered(html, links, footer)
      .map(({ text, url }) => `<a href="${escapeHtml(url)}" style="color:#666666">${escapeHtml(text)}</a>`)
      .join(" &middot; "),
    addressOffered(html, footer).map(escapeHtml).join("<br>"),
  ].filter((line) => line !== "")
  if (lines.length === 0) return ""
  return `<div style="${box}">${lines.map((line) => `<p style="margin:0 0 8px">${line}</p>`).join("")}</div>`
}

function textFooter(text: string, links: MessageLinks, footer: Footer): string {
  const blocks = [
    ...(footer.transactional ? [footer.texts.transactional] : []),
    linksOffered(text, links, footer)
      .map((link) => `${link.text}: ${link.url}`)
      .join("\n"),
    addressOffered(text, footer).join("\n"),
  ].filter((block) => block !== "")
  return blocks.length === 0 ? "" : `\n\n-- \n${blocks.join("\n\n")}`
}

function linksOffered(part: string, links: MessageLinks, footer: Footer): { text: string; url: string }[] {
  const { unsubscribeUrl, preferencesUrl } = links
  const preferences = { text: footer.texts.preferences, url: preferencesUrl }
  const all = footer.transactional
    ? [preferences]
    : [{ text: footer.texts.unsubscribe, url: unsubscribeUrl }, preferences]
  const placed = isPlaced(part, unsubscribeUrl) || (footer.transactional && isPlaced(part, preferencesUrl))
  return placed ? [] : all.filter((link) => link.url !== "")
}

/** Whether the author has put a link in, where its reader can see it. */
function isPlaced(part: string, url: string): boolean {
  if (url === "") return false
  // The path with the token is unique; a slash may have become a reference in a bare attribute.
  const [token = "", path = ""] = url.split("/").toReversed()
  const shown = part.includes(token) ? withoutComments(part) : ""
  return shown.includes(`/${path}/${token}`) || shown.includes(`&#47;${path}&#47;${token}`)
}

/** Name and address of the company, by lines; none where the address stands in the message already. */
function addressOffered(part: string, { company }: Footer): string[] {
  const lines = (company.postalAddress ?? "").split("\n").map((line) => line.trim())
  const given = lines.filter((line) => line !== "")
  if (given.length > 0 && holds(part, given)) return []
  return [...(company.name === null ? [] : [company.name]), ...given]
}

function holds(part: string, lines: readonly string[]): boolean {
  const [first = ""] = lines
  if (!part.includes(first) && !part.includes(escapeHtml(first))) return false
  const words = (text: string) => text.replace(/[\s,]+/g, " ")
  return words(decodeEntities(replaceTags(part, /<[^>]*>/g, " "))).includes(words(lines.join(" ")).trim())
}
