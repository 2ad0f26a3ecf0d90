import { linkPaths } from "../core/link-paths"
import { shortLinksMax, shortNameOf } from "../core/short-code"
import type { MessageTemplates } from "./messages"
import { isForeign } from "./tracking"
import type { MessageSubject } from "./variables"

const address = /https?:\/\/[^\s<>"]+/gi
/** Scheme and authority, as far as a template says them itself. */
const written = /https?:\/\/[^\s/?#\\{}<>"'|]+/gi
/** All that browsers would take for scheme and authority. */
const authority = /^https?:\/\/[^/?#\\]*/i

/**
 * The web addresses of a rendered text that are to be short, each once, in their order: those whose host its author
 * names, in a template or in the campaign's data. A name that a member has chosen cannot become a link of ours to
 * anywhere (MSG-5). Our own addresses stay.
 * @param origin of this system, no slash at its end
 */
export function linksToShorten(
  text: string,
  { origin, templates, subject }: { origin: string; templates: MessageTemplates; subject: MessageSubject },
): string[] {
  const hosts = hostsNamedIn(templates, subject)
  const found = [...text.matchAll(address)].map(([run]) => withoutEnd(run))
  return [...new Set(found.filter((url) => isForeign(url, origin) && hosts.has(hostOf(url))))].slice(0, shortLinksMax)
}

/** The text with those addresses as short as they can be. @param code of `shortCodeOf` */
export function withShortLinks(text: string, urls: readonly string[], to: { origin: string; code: string }): string {
  return text.replace(address, (run) => {
    const url = withoutEnd(run)
    const at = urls.indexOf(url)
    if (at === -1) return run
    return `${to.origin}/${linkPaths.short}/${shortNameOf(to.code, at + 1)}${run.slice(url.length)}`
  })
}

function hostsNamedIn(templates: MessageTemplates, { data = {}, occasions = [] }: MessageSubject): Set<string> {
  const values = [...Object.values(data), ...occasions.map(({ location }) => location)]
  // A value that is an address and nothing else is meant as one.
  const given = values.flatMap((value) =>
    typeof value === "string" && /^https?:\/\/\S+$/i.test(value.trim()) ? [value.trim()] : [],
  )
  const named = textsIn(templates).flatMap((text) => text.match(written) ?? [])
  return new Set([...named.map(withoutEnd), ...given].map(hostOf))
}

/** All texts of a message, in all its languages. */
function textsIn(part: unknown): string[] {
  if (typeof part === "string") return [part]
  return typeof part === "object" && part !== null ? Object.values(part).flatMap(textsIn) : []
}

function hostOf(url: string): string {
  return (authority.exec(url)?.[0] ?? "").toLowerCase()
}

/** As phones do it: marks at the end belong to the sentence, and so does a bracket that was opened before the address. */
function withoutEnd(run: string): string {
  let open = 0
  for (const char of run) open += char === "(" ? 1 : char === ")" ? -1 : 0
  let end = run.length
  for (; end > 0; end--) {
    const last = run.charAt(end - 1)
    if (last === ")" && open < 0) open++
    else if (!marks.has(last)) break
  }
  return run.slice(0, end)
}

const marks = new Set(".,;:!?'…’”»。，、！？：；」』》")
