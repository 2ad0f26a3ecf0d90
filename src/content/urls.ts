import { replaceLiquid } from "./scan"

const urlAttributes = "href|src|action|formaction|background|poster|cite|data|xlink:href"
const schemes = new Set(["http", "https", "mailto", "tel", "sms", "cid", "webcal", "geo"])
const imageData = /^data:image\/(png|gif|jpe?g|webp);/i

const urlAttribute = new RegExp(`(\\s(?:${urlAttributes})\\s*=\\s*)("[^"]*"|'[^']*'|[^\\s"'>]+)`, "gi")
const valueInUrl = new RegExp(`\\s(?:${urlAttributes})\\s*=\\s*(?:"[^"]*\\{[{%]|'[^']*\\{[{%]|[^\\s"'>]*\\{[{%])`, "i")

/** Whether a template puts values into attributes that hold addresses, so that its rendering needs `keepUrlsSafe`. */
export function hasValueInUrl(template: string): boolean {
  return valueInUrl.test(template)
}

/** Stands for Liquid: a character of the private use area. */
const mark = "\ue000"
const markOutsideQuotes = new RegExp(`<[a-z](?:[^"'<>${mark}]|"[^"]*"|'[^']*')*${mark}`, "i")

/** Whether a template puts a value into a tag outside quotes: right after `attribute=`, behind a part of it, or as one. */
export function hasUnquotedValue(template: string): boolean {
  return /<[a-z][^<>]*\s[\w:-]+\s*=\s*\{[{%]/i.test(template) || isOutsideQuotes(template, "{{")
}

/** Whether it needs care that no value begins another attribute: by a value as above, or by whatever Liquid does there. */
export function hasLiquidOutsideQuotes(template: string): boolean {
  return hasUnquotedValue(template) || isOutsideQuotes(template, "{")
}

function isOutsideQuotes(template: string, opening: string): boolean {
  const marked = replaceLiquid(template.replaceAll(mark, ""), (part) => (part.startsWith(opening) ? mark : ""))
  return markOutsideQuotes.test(marked)
}

/** Replaces addresses of other schemes (`javascript:` …) in rendered HTML by `#`. */
export function keepUrlsSafe(html: string): string {
  return html.replace(urlAttribute, (whole, name: string, value: string) => {
    const quote = value.startsWith('"') || value.startsWith("'") ? value.charAt(0) : ""
    return isSafeUrl(quote ? value.slice(1, -1) : value) ? whole : `${name}${quote}#${quote}`
  })
}

/** Relative, or of a scheme that only leads somewhere. Browsers drop blanks and controls, so they are dropped here too. */
export function isSafeUrl(url: string): boolean {
  const bare = decodeReferences(url)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: controls are what browsers drop from addresses
    .replace(/[\u0000-\u0020\u007f-\u00a0\u200b-\u200f\u2028\u2029\ufeff]/g, "")
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(bare)?.[1]
  return scheme === undefined || schemes.has(scheme.toLowerCase()) || imageData.test(bare)
}

function decodeReferences(text: string): string {
  if (!text.includes("&")) return text
  return text
    .replace(/&#x([0-9a-f]{1,6});?/gi, (_, digits: string) => fromCodePoint(Number.parseInt(digits, 16)))
    .replace(/&#(\d{1,7});?/g, (_, digits: string) => fromCodePoint(Number(digits)))
    .replace(/&colon;/gi, ":")
    .replace(/&(?:tab|newline);/gi, "")
}

function fromCodePoint(code: number): string {
  return code <= 0x10ffff ? String.fromCodePoint(code) : ""
}
