import { replaceLiquid, replaceTags, withoutComments, withoutElements } from "./scan"

/** What stands in plain text for tags; those of no meaning there last. */
const breaks: readonly (readonly [RegExp, string])[] = [
  [/<li\b[^>]*>/gi, "\n- "],
  [/<br\s*\/?>/gi, "\n"],
  [/<hr\b[^>]*>/gi, "\n\n---\n\n"],
  [/<\/(p|h[1-6]|table|ul|ol|blockquote|div|section)\s*>|<(p|h[1-6]|table|ul|ol|blockquote)\b[^>]*>/gi, "\n\n"],
  [/<\/(tr|dt|dd)\s*>/gi, "\n"],
  [/<\/t[dh]\s*>/gi, " "],
  [/<[a-z!/][^>]*>/gi, ""],
]

/**
 * The plain-text part of an email, made from its HTML template: tags go, blocks become lines, links keep their
 * address, Liquid stays as it is. Done on the template, so that values are never escaped and unescaped.
 */
export function plainTextOf(html: string): string {
  const { text, restore } = hideLiquid(html)
  const shown = withoutElements(withoutComments(text), "head|style|script|title")
    .replace(/\s+/g, " ")
    .replace(/<a\b[^<>]*?\shref\s*=\s*(?:"([^"]*)"|'([^']*)')[^<>]*>((?:[^<]|<(?!a\b))*?)<\/a\s*>/gi, link)
    .replace(/<img\b[^<>]*?\salt\s*=\s*(?:"([^"]*)"|'([^']*)')[^<>]*>/gi, "$1$2")
  const lines = decodeEntities(breaks.reduce((html, [tags, by]) => replaceTags(html, tags, by), shown))
  return restore(
    lines
      // MJML fills spacers with a hair space.
      .replaceAll("\u200a", "")
      .replace(/[ \t]*\n[ \t]*/g, "\n")
      .replace(/[ \t]{2,}/g, " ")
      .replace(/\n{3,}/g, "\n\n"),
  ).trim()
}

function link(_: string, quoted: string | undefined, single: string | undefined, content: string): string {
  const address = quoted ?? single ?? ""
  const bare = replaceTags(content, /<[^>]*>/g, "").trim()
  return !address || address.startsWith("#") || bare === address ? content : `${content} (${address})`
}

/** Liquid may hold `<` and quotes: put it aside under characters of the private use area while tags are taken away. */
function hideLiquid(html: string): { text: string; restore: (text: string) => string } {
  const parts: string[] = []
  const text = replaceLiquid(html.replace(/[\ue000\ue001]/g, ""), (part) => {
    parts.push(part)
    return `\ue000${parts.length - 1}\ue001`
  })
  return {
    text,
    restore: (rest) => rest.replace(/\ue000(\d+)\ue001/g, (_, index: string) => parts[Number(index)] ?? ""),
  }
}

const named: Record<string, string> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: " ",
  copy: "©",
  reg: "®",
  trade: "™",
  euro: "€",
  pound: "£",
  mdash: "—",
  ndash: "–",
  hellip: "…",
  lsquo: "‘",
  rsquo: "’",
  ldquo: "“",
  rdquo: "”",
  bull: "•",
  middot: "·",
  iexcl: "¡",
  iquest: "¿",
  laquo: "«",
  raquo: "»",
  ordf: "ª",
  ordm: "º",
  deg: "°",
  sect: "§",
  zwnj: "",
  shy: "",
}

/** Names of the letters from U+00C0 to U+00FF, in their order. */
const latinLetters =
  "Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml".split(
    " ",
  )
const letters = new Map(latinLetters.map((name, index) => [name, String.fromCharCode(0xc0 + index)]))

/** HTML character references as the characters they stand for. */
export function decodeEntities(text: string): string {
  return text.replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|([a-z]{2,8}));/gi, (whole, hex, decimal, name) => {
    if (name) return letters.get(name) ?? named[name.toLowerCase()] ?? whole
    const code = hex ? Number.parseInt(hex, 16) : Number(decimal)
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : ""
  })
}
