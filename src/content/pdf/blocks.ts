import { decodeEntities } from "../plain-text"
import { replaceTags, withoutComments, withoutElements } from "../scan"
import { isSafeUrl } from "../urls"

/** How a piece of text looks. */
export interface Look {
  bold: boolean
  italic: boolean
  underline: boolean
  /** Address it leads to. */
  link: string | null
}

export interface Span extends Look {
  text: string
}

/** What a document is made of, from the top. */
export type Block =
  | { kind: "text"; level: 0 | 1 | 2 | 3; indent: number; quoted: boolean; marker: string | null; spans: Span[] }
  | { kind: "rule" }
  | { kind: "table"; rows: Cell[][] }

export interface Cell {
  header: boolean
  spans: Span[]
}

/** What cannot be shown and is left out with its content. */
const leftOut = "script|style|head|title|template|svg|math|iframe|object"
const tag = /<(\/?)([a-z][a-z0-9]*)\b((?:[^<>"']|"[^"]*"|'[^']*')*)>/gi
const indentMax = 8

/**
 * Reads the subset of HTML that documents are written in: headings, paragraphs, line breaks, rules, emphasis, lists,
 * tables, links, quotes. Other tags are looked through; nothing is loaded and nothing runs (SEC-40).
 */
export function readBlocks(html: string): Block[] {
  const reader = new Reader()
  const source = replaceTags(withoutElements(withoutComments(html), leftOut), /<!doctype[^>]*>/gi, "")
  let at = 0
  for (const found of source.matchAll(tag)) {
    reader.text(source.slice(at, found.index))
    reader.tag(String(found[2]).toLowerCase(), found[1] === "/", found[3] ?? "")
    at = found.index + found[0].length
  }
  reader.text(source.slice(at))
  return reader.end()
}

interface List {
  ordered: boolean
  count: number
}

class Reader {
  private readonly blocks: Block[] = []
  private spans: Span[] = []
  private readonly depth = { bold: 0, italic: 0, underline: 0, quote: 0 }
  private readonly links: (string | null)[] = []
  private readonly lists: List[] = []
  private marker: string | null = null
  private level: 0 | 1 | 2 | 3 = 0
  private rows: Cell[][] | null = null
  private cell: Cell | null = null

  text(raw: string): void {
    const text = decodeEntities(raw.replace(/[ \t\r\n\f]+/g, " "))
    if (text !== "") this.push(text)
  }

  tag(name: string, closing: boolean, attributes: string): void {
    const step = closing ? -1 : 1
    switch (name) {
      case "b":
      case "strong":
        this.bend("bold", step)
        return
      case "i":
      case "em":
        this.bend("italic", step)
        return
      case "u":
        this.bend("underline", step)
        return
      case "a":
        if (closing) this.links.pop()
        else this.links.push(linkIn(attributes))
        return
      case "br":
        this.push("\n")
        return
      case "hr":
        this.flush()
        if (this.cell === null) this.blocks.push({ kind: "rule" })
        return
      case "img":
        this.text(attribute(attributes, "alt") ?? "")
        return
      case "h1":
      case "h2":
      case "h3":
        this.flush()
        this.level = closing ? 0 : (Number(name.slice(1)) as 1 | 2 | 3)
        return
      case "ul":
      case "ol":
        this.flush()
        if (closing) this.lists.pop()
        else this.lists.push({ ordered: name === "ol", count: 0 })
        return
      case "li":
        this.flush()
        this.marker = closing ? null : this.nextMarker()
        return
      case "blockquote":
        this.flush()
        this.bend("quote", step)
        return
      case "table":
        this.table(closing)
        return
      case "tr":
        this.endCell()
        if (!closing) this.rows?.push([])
        return
      case "td":
      case "th":
        this.endCell()
        if (!closing && this.rows !== null) this.cell = { header: name === "th", spans: [] }
        return
      case "p":
      case "div":
      case "section":
      case "article":
      case "header":
      case "footer":
      case "h4":
      case "h5":
      case "h6":
      case "dl":
      case "dt":
      case "dd":
      case "pre":
        this.flush()
        return
    }
  }

  end(): Block[] {
    if (this.rows !== null) this.table(true)
    this.flush()
    return this.blocks
  }

  private push(text: string): void {
    const { bold, italic, underline } = this.depth
    const link = this.links.at(-1) ?? null
    this.spans.push({
      text,
      bold: bold > 0 || this.level > 0 || this.cell?.header === true,
      italic: italic > 0,
      underline: underline > 0,
      link,
    })
  }

  private bend(what: keyof typeof this.depth, step: number): void {
    this.depth[what] = Math.max(0, this.depth[what] + step)
  }

  private nextMarker(): string {
    const list = this.lists.at(-1)
    if (list === undefined || !list.ordered) return "•"
    list.count++
    return `${list.count}.`
  }

  /** Ends the block of text that is being read; in a cell a block is a line. */
  private flush(): void {
    if (this.cell !== null) {
      if (this.spans.length > 0 && !this.spans.at(-1)?.text.endsWith("\n")) this.push("\n")
      return
    }
    const spans = trimmed(this.spans)
    this.spans = []
    if (spans.length === 0 || this.rows !== null) return
    this.blocks.push({
      kind: "text",
      level: this.level,
      indent: Math.min(this.lists.length, indentMax),
      quoted: this.depth.quote > 0,
      marker: this.marker,
      spans,
    })
    this.marker = null
  }

  private table(closing: boolean): void {
    this.endCell()
    if (!closing) {
      this.flush()
      this.rows ??= []
      return
    }
    const rows = (this.rows ?? []).filter((row) => row.length > 0)
    this.rows = null
    if (rows.length > 0) this.blocks.push({ kind: "table", rows })
  }

  private endCell(): void {
    if (this.cell === null) {
      if (this.rows !== null) this.spans = []
      return
    }
    this.cell.spans = trimmed(this.spans)
    this.spans = []
    if (this.rows?.length === 0) this.rows.push([])
    this.rows?.at(-1)?.push(this.cell)
    this.cell = null
  }
}

/** Without blanks at the ends, around line breaks, and doubled across spans. */
function trimmed(spans: readonly Span[]): Span[] {
  const out: Span[] = []
  let after = "\n"
  for (const span of spans) {
    let text = ""
    for (const char of span.text) {
      if (char === " " && (after === " " || after === "\n")) continue
      if (char === "\n" && after === " ") {
        if (text.endsWith(" ")) text = text.slice(0, -1)
        else dropBlank(out)
      }
      text += char
      after = char
    }
    if (text !== "") out.push({ ...span, text })
  }
  while (/[ \n]$/.test(out.at(-1)?.text ?? "")) dropBlank(out)
  return out
}

function dropBlank(spans: Span[]): void {
  const last = spans.at(-1)
  if (last === undefined) return
  last.text = last.text.slice(0, -1)
  if (last.text === "") spans.pop()
}

function linkIn(attributes: string): string | null {
  const address = attribute(attributes, "href")?.trim() ?? ""
  return /^(https?|mailto|tel):/i.test(address) && isSafeUrl(address) ? address : null
}

function attribute(attributes: string, name: string): string | null {
  const found = new RegExp(`\\b${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([^\\s>]+))`, "i").exec(attributes)
  return found === null ? null : decodeEntities(found[1] ?? found[2] ?? found[3] ?? "")
}
