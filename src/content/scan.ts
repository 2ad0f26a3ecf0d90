/**
 * Looking through HTML and Liquid that anybody may have written, in time that grows with its length however broken it is:
 * an expression that seeks an end from every beginning takes minutes for a message of 500 KB without ends (MSG-2).
 */

/** Replaces every `{{ … }}` and `{% … %}`; what is not closed stays, as `other` wants everything else. */
export function replaceLiquid(
  text: string,
  by: (part: string) => string,
  other: (text: string) => string = (same) => same,
): string {
  const unclosed = new Set<string>()
  let out = ""
  let done = 0
  for (const { 0: open, index } of text.matchAll(/\{\{|\{%/g)) {
    const close = open === "{{" ? "}}" : "%}"
    if (index < done || unclosed.has(close)) continue
    const end = text.indexOf(close, index + 2)
    if (end === -1) {
      unclosed.add(close)
      continue
    }
    out += other(text.slice(done, index)) + by(text.slice(index, end + 2))
    done = end + 2
  }
  return out + other(text.slice(done))
}

/** Without `<!-- … -->`; what is not closed stays. */
export function withoutComments(html: string): string {
  let out = ""
  let done = 0
  for (;;) {
    const start = html.indexOf("<!--", done)
    const end = start === -1 ? -1 : html.indexOf("-->", start + 4)
    if (end === -1) return out + html.slice(done)
    out += html.slice(done, start)
    done = end + 3
  }
}

/** Without the elements of these names and all that is in them; what is not closed stays. `names` as in an expression. */
export function withoutElements(html: string, names: string): string {
  const unclosed = new Set<string>()
  let out = ""
  let done = 0
  for (const { 0: tag, 1: name = "", index } of upToLastTag(html).matchAll(new RegExp(`<(${names})\\b[^>]*>`, "gi"))) {
    const lower = name.toLowerCase()
    if (index < done || unclosed.has(lower)) continue
    const closing = new RegExp(`</${lower}\\s*>`, "gi")
    closing.lastIndex = index + tag.length
    if (closing.exec(html) === null) {
      unclosed.add(lower)
      continue
    }
    out += html.slice(done, index)
    done = closing.lastIndex
  }
  return out + html.slice(done)
}

/** Replaces tags, by an expression that ends in `[^>]*>`: it is not tried where no tag ends any more. */
export function replaceTags(html: string, tags: RegExp, by: string): string {
  const closed = upToLastTag(html)
  return closed.replace(tags, by) + html.slice(closed.length)
}

/** The part in which every tag ends somewhere. */
export function upToLastTag(html: string): string {
  return html.slice(0, html.lastIndexOf(">") + 1)
}

/** Where the first opening tag of a name ends, or -1. */
export function endOfOpening(html: string, name: string): number {
  const start = html.search(new RegExp(`<${name}\\b`, "i"))
  return start === -1 ? -1 : html.indexOf(">", start) + 1 || -1
}
