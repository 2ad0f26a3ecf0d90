import { linkPaths } from "../core/link-paths"
import type { Destination } from "../core/member-link"
import { escapeHtml } from "./escape"
import { atEndOfBody } from "./footer"
import { decodeEntities } from "./plain-text"
import { withoutComments } from "./scan"

/** What tracked links are made with (MSG-6). */
export interface Tracker {
  /** Of this system, no slash at its end. */
  origin: string
  /** The message's own, made by `signMemberLink`. */
  token: string
  /** The part that says where a link leads. */
  sign: (destination: Destination) => Promise<string>
}

/** An `<a>` or `<area>`, whole: quoted attributes may hold `<` and `>`. */
const linkTag = /<a(?:rea)?\s(?:[^"'<>]|"[^"]*"|'[^']*')*>/gi
/** An attribute, whole: what looks like one within the value of another is none. */
const attribute = /([^\s"'=<>/]+)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]+))?/g
const encoder = new TextEncoder()
const pixelStyle = "display:block;width:1px;height:1px;border:0"

/**
 * Leads the web links of a rendered email through this system, and puts a pixel and a link that only programs follow at
 * its end (MSG-6, UNS-16). Addresses of other kinds, anchors and our own links stay as they are.
 */
export async function withTracking(html: string, tracker: Tracker): Promise<string> {
  const { origin, token } = tracker
  const tags = new Map(html.match(linkTag)?.map((tag) => [tag, destinationIn(tag, origin)]))
  // Those in comments are for some mail programs only: whoever follows all the others follows all (UNS-16).
  const shown = new Set(
    withoutComments(html)
      .match(linkTag)
      ?.map((tag) => tags.get(tag) ?? null),
  )
  shown.delete(null)
  const urls = [...new Set([...shown, ...tags.values()])].filter((url) => url !== null)
  const of = Math.max(1, shown.size)
  const signed = await Promise.all(
    urls.map(async (url, at) => [url, await tracker.sign({ url, index: at + 1, of })] as const),
  )
  const tokens = new Map(signed)
  const tracked = html.replace(linkTag, (tag) => {
    const to = tokens.get(tags.get(tag) ?? "")
    if (to === undefined) return tag
    const { start, end } = hrefIn(tag) ?? { start: 0, end: 0 }
    return `${tag.slice(0, start)}"${escapeHtml(`${origin}/${linkPaths.click}/${to}/${token}`)}"${tag.slice(end)}`
  })
  const trap = `<a href="${escapeHtml(`${origin}/${linkPaths.trap}/${token}`)}" style="display:none" tabindex="-1" aria-hidden="true"></a>`
  return atEndOfBody(tracked, `${trap}${pixel(origin, token)}`)
}

/** So many bytes its texts and addresses may have, or its link stays short: providers take no more than 4,096. */
const pushBytesMax = 3_000

/** A push notification whose link leads through this system; one without room for that, or with no web link, as it is. */
export async function withTrackedLink<
  P extends { title: string; body: string; link: string | null; image: string | null },
>(push: P, { origin, token, sign }: Tracker): Promise<P> {
  const url = push.link
  if (url === null || !isForeign(url, origin)) return push
  const link = `${origin}/${linkPaths.click}/${await sign({ url, index: 1, of: 1 })}/${token}`
  // Some providers take it twice: for apps and for browsers.
  const bytes = encoder.encode([push.title, push.body, push.image, link, link].join("")).length
  return bytes > pushBytesMax ? push : { ...push, link }
}

function pixel(origin: string, token: string): string {
  const src = escapeHtml(`${origin}/${linkPaths.open}/${token}.gif`)
  return `<img src="${src}" width="1" height="1" alt="" style="${pixelStyle}">`
}

/** A message for eyes that do not count: of staff who look at what was sent. */
export function withoutPixel(html: string): string {
  return html.replaceAll(/<img src="[^"]*\/o\/[\w.-]+\.gif" width="1" height="1" alt="" style="[^"]*">/g, "")
}

/** The value of a tag's `href` as it is written, and where it stands; of several, browsers take the first. */
function hrefIn(tag: string): { value: string; start: number; end: number } | null {
  for (const { 0: whole, 1: name, 2: value, index } of tag.matchAll(attribute)) {
    const end = index + whole.length
    if (name?.toLowerCase() === "href") return value === undefined ? null : { value, start: end - value.length, end }
  }
  return null
}

/** The address that a tag leads to, byte by byte as a mail program would read it; null where it is not to be tracked. */
function destinationIn(tag: string, origin: string): string | null {
  const written = hrefIn(tag)?.value
  if (written === undefined) return null
  const quoted = written.startsWith('"') || written.startsWith("'")
  const bare = quoted ? written.slice(1, -1) : written
  // What stands for a character that only browsers know is left to them.
  if (bare.match(/&[a-z]\w*;/gi)?.some((reference) => decodeEntities(reference) === reference)) return null
  // Browsers drop line ends and blanks around an address.
  const url = decodeEntities(bare)
    .replace(/[\t\n\r]/g, "")
    .trim()
  return isForeign(url, origin) ? url : null
}

/** Whether it is a web address of somebody else. */
export function isForeign(url: string, origin: string): boolean {
  return /^https?:\/\/[^/?#]/i.test(url) && url !== origin && !url.startsWith(`${origin}/`)
}
