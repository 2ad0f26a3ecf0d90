/** Rich text between its stored HTML and the elements that are edited. Only a few tags ever come in or go out. */

const tags: Record<string, string> = { P: "p", DIV: "p", UL: "ul", OL: "ol", LI: "li", A: "a", B: "strong" }
Object.assign(tags, { STRONG: "strong", I: "em", EM: "em", U: "u", BR: "br" })
const safeHref = /^(?:https?:|mailto:|tel:|sms:|\{\{|\{%|#)/i
const liquid = /\{\{[\s\S]*?\}\}|\{%[\s\S]*?%\}/g

/** Puts stored HTML into an element, made anew of the tags that we know: nothing in it can run. */
export function fillRich(element: HTMLElement, html: string): void {
  // Liquid may hold `<`: it is text here.
  const text = html.replace(liquid, (tag) => tag.replaceAll("<", "&lt;"))
  const parsed = new DOMParser().parseFromString(text, "text/html").body
  element.replaceChildren(...cleanChildren(parsed))
}

function cleanChildren(from: Node): Node[] {
  return [...from.childNodes].flatMap((node): Node[] => {
    if (node.nodeType === Node.TEXT_NODE) return [document.createTextNode(node.textContent ?? "")]
    if (!(node instanceof HTMLElement) || /^(SCRIPT|STYLE|TEMPLATE)$/.test(node.tagName)) return []
    const tag = tags[node.tagName]
    if (tag === undefined) return cleanChildren(node)
    const made = document.createElement(tag)
    const href = node.getAttribute("href")?.trim() ?? ""
    if (tag === "a" && safeHref.test(href)) made.setAttribute("href", href)
    made.append(...cleanChildren(node))
    return [made]
  })
}

/** What an element holds, as it is stored: every text in a paragraph or a list. */
export function richHtmlOf(element: HTMLElement): string {
  let html = ""
  let loose = ""
  const flush = () => {
    if (loose.replace(/<br>/g, "").trim() !== "") html += `<p>${loose}</p>`
    loose = ""
  }
  for (const node of element.childNodes) {
    const tag = node instanceof HTMLElement ? tags[node.tagName] : undefined
    if (tag === "p" || tag === "ul" || tag === "ol") {
      flush()
      html += outer(node)
    } else loose += outer(node)
  }
  flush()
  return html
}

function outer(node: Node): string {
  if (node.nodeType === Node.TEXT_NODE) return escaped(node.textContent ?? "")
  if (!(node instanceof HTMLElement)) return ""
  const tag = tags[node.tagName]
  const inside = [...node.childNodes].map(outer).join("")
  if (tag === undefined) return inside
  if (tag === "br") return "<br>"
  if (tag !== "a") return `<${tag}>${inside}</${tag}>`
  const href = node.getAttribute("href") ?? ""
  return href === "" ? inside : `<a href="${escaped(href).replaceAll('"', "&quot;")}">${inside}</a>`
}

/** Text as HTML; Liquid as it is. */
function escaped(text: string): string {
  const plain = (part: string) => part.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;")
  let done = ""
  let from = 0
  for (const tag of text.matchAll(liquid)) {
    done += plain(text.slice(from, tag.index)) + tag[0]
    from = tag.index + tag[0].length
  }
  return (done + plain(text.slice(from))).replaceAll("\u00a0", " ")
}
