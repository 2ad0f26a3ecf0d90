import { allBlocks, withIds } from "./blocks"
import type { Block, Content, Part, Theme } from "./types"

export const plainTheme: Theme = {
  accent: "#1d4ed8",
  background: "#f4f4f5",
  surface: "#ffffff",
  font: "sans",
  corners: "round",
}

/** What a message says in a language; null: in its own. */
export function partOf(content: Content, language: string | null): Part {
  return language === null ? content : (content.variants?.[language] ?? {})
}

/** A message with something said otherwise in one language; `undefined` takes a field away. */
export function withPart(
  content: Content,
  language: string | null,
  patch: Partial<Record<keyof Part, unknown>>,
): Content {
  const next = present({ ...partOf(content, language), ...patch }) as Part
  if (language === null) return content.variants === undefined ? next : { ...next, variants: content.variants }
  return { ...content, variants: { ...content.variants, [language]: next } }
}

/** Black or white, whichever reads better on a colour `#rrggbb`. */
export function inkOn(color: string): string {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16))
  return red * 0.299 + green * 0.587 + blue * 0.114 < 150 ? "#ffffff" : "#18181b"
}

export function languagesOf(content: Content): string[] {
  return Object.keys(content.variants ?? {})
}

/** Fields that are translated; the others are as in the message itself. */
const translated = ["subject", "preheader", "html", "text", "blocks", "title", "body"] as const

/** A further language, which begins with what the message says. */
export function withLanguage(content: Content, language: string, makeId: () => string): Content {
  const copied = Object.fromEntries(translated.map((field) => [field, content[field]]))
  const blocks = content.blocks === undefined ? undefined : withIds(content.blocks, makeId)
  return { ...content, variants: { ...content.variants, [language]: present({ ...copied, blocks }) as Part } }
}

export function withoutLanguage(content: Content, language: string): Content {
  const { [language]: _, ...others } = content.variants ?? {}
  const { variants: __, ...rest } = content
  return Object.keys(others).length === 0 ? rest : { ...rest, variants: others }
}

/** As it is worked on: every block has a name. */
export function opened(content: Content, makeId: () => string): Content {
  const named = (blocks: readonly Block[]) =>
    new Set(allBlocks(blocks).map(({ id }) => id ?? "")).size === allBlocks(blocks).length &&
    allBlocks(blocks).every(({ id }) => id !== undefined)
  const open = (part: Part): Part =>
    part.blocks === undefined || named(part.blocks) ? part : { ...part, blocks: withIds(part.blocks, makeId) }
  const variants = Object.entries(content.variants ?? {}).map(([language, part]) => [language, open(part)] as const)
  return { ...open(content), ...(variants.length > 0 ? { variants: Object.fromEntries(variants) } : {}) }
}

/** As it is saved: HTML that blocks are made into is the server's to make; what is empty is left out. */
export function closed(content: Content): Content {
  const close = (part: Part): Part =>
    present({ ...part, ...(part.blocks === undefined ? {} : { html: undefined }) }) as Part
  const { variants, ...own } = content
  const all = Object.entries(variants ?? {}).map(([language, part]) => [language, close(part)] as const)
  return { ...close(own), ...(all.length > 0 ? { variants: Object.fromEntries(all) } : {}) }
}

function present(fields: object): object {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== ""))
}
