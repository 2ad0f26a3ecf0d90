import { decodeEntities } from "../plain-text"
import { replaceLiquid, upToLastTag, withoutComments, withoutElements } from "../scan"
import { isSafeUrl } from "../urls"
import { escapeTemplate, setAside } from "./set-aside"

/** What a text block may hold; other tags are dropped, their text stays. */
const kept: Record<string, string> = { p: "p", ul: "ul", ol: "ol", li: "li", a: "a", b: "strong", strong: "strong" }
Object.assign(kept, { i: "em", em: "em", u: "u", br: "br", div: "p" })
const dropped = "script|style|title|template|head"
const blockTags = new Set(["p", "ul", "ol", "li"])

/** Inline styles, since mail programs drop style sheets. */
const styles: Record<string, string> = {
  p: "margin:0 0 12px",
  ul: "margin:0 0 12px;padding-left:24px",
  ol: "margin:0 0 12px;padding-left:24px",
  li: "margin:0 0 4px",
}

/**
 * A text block's HTML, well-formed and of a few tags only: everything opened is closed, text is escaped, links lead
 * somewhere. Liquid stays as it is.
 * @param linkStyle inline style of links
 */
export function richHtml(source: string, linkStyle: string): string {
  const aside = setAside()
  const text = replaceLiquid(withoutElements(withoutComments(source), dropped), aside.put)
  const closed = upToLastTag(text)
  const open: string[] = []
  let html = ""
  for (const [, word, slash, name, attributes] of closed.matchAll(/([^<]+)|<(\/?)([a-z][a-z0-9]*)\b([^>]*)>|</gi)) {
    if (word !== undefined) html += escapeTemplate(decodeEntities(word))
    else if (name === undefined) html += "&lt;"
    else html += slash ? closeTag(open, name) : openTag(open, name, { attributes: attributes ?? "", linkStyle, aside })
  }
  return aside.restore(html + escapeTemplate(decodeEntities(text.slice(closed.length))) + closeTo(open, 0))
}

interface Opening {
  attributes: string
  linkStyle: string
  aside: ReturnType<typeof setAside>
}

function openTag(open: string[], name: string, { attributes, linkStyle, aside }: Opening): string {
  const tag = Object.hasOwn(kept, name.toLowerCase()) ? kept[name.toLowerCase()] : undefined
  if (tag === undefined) return ""
  if (tag === "br") return "<br>"
  // A paragraph within a paragraph ends the first one, an item the item before it.
  const before = blockTags.has(tag) ? closeBefore(open, tag) : ""
  open.push(tag)
  if (tag !== "a") return `${before}<${tag}${styles[tag] ? ` style="${styles[tag]}"` : ""}>`
  const [, double, single] = /\bhref\s*=\s*(?:"([^"]*)"|'([^']*)')/i.exec(attributes) ?? []
  const href = aside.restore(decodeEntities(double ?? single ?? "").trim())
  return `<a href="${isSafeUrl(href) ? escapeTemplate(href) : "#"}" target="_blank" style="${linkStyle}">`
}

/** Closes what may not go on around a tag: up to a paragraph, or within a list up to an item. */
function closeBefore(open: string[], tag: string): string {
  const list = Math.max(open.lastIndexOf("ul"), open.lastIndexOf("ol"))
  const at = tag === "li" ? open.indexOf("li", list + 1) : open.indexOf("p", list + 1)
  return at < 0 ? "" : closeTo(open, at)
}

function closeTag(open: string[], name: string): string {
  const tag = Object.hasOwn(kept, name.toLowerCase()) ? kept[name.toLowerCase()] : undefined
  const at = tag === undefined ? -1 : open.lastIndexOf(tag)
  return at < 0 ? "" : closeTo(open, at)
}

function closeTo(open: string[], length: number): string {
  return open
    .splice(length)
    .reverse()
    .map((tag) => `</${tag}>`)
    .join("")
}
