import type { FilterSettings } from "../filters"
import { renderTemplate } from "../template"
import { type MessageSubject, scopeOf } from "../variables"
import { readBlocks } from "./blocks"
import { FontBook, type FontSource } from "./font-book"
import { layOut } from "./layout"
import { writePdf } from "./write"

/** A document step's templates (FLOW-10): `name` is the file's name, `html` the subset of HTML of `blocks.ts`. */
export interface DocumentTemplates {
  name: string
  html: string
}

export interface RenderedDocument {
  /** File name, with its ending. */
  name: string
  bytes: Uint8Array
  /** Characters that no font has; they are shown by a replacement. */
  missing: string[]
}

const nameCharactersMax = 120

/**
 * Makes a member's document as a PDF: text of any script, no network, no script (SEC-40). The same templates, subject and
 * fonts give the same bytes.
 * @throws ContentError when a template does not parse or goes beyond its bounds
 */
export async function renderDocument(
  templates: DocumentTemplates,
  subject: MessageSubject,
  how: { settings: FilterSettings; fonts: FontSource },
): Promise<RenderedDocument> {
  const scope = scopeOf(subject)
  const html = renderTemplate(templates.html, "html", scope, how.settings).normalize("NFC")
  const name = fileName(renderTemplate(templates.name, "text", scope, how.settings))
  const blocks = readBlocks(html)
  const language = subject.member.locale ?? "en"
  const book = await FontBook.of(how.fonts, blocks.map(textOf).join("\n"))
  const pages = layOut(blocks, book, language)
  const bytes = await writePdf(pages, { title: name.replace(/\.pdf$/, ""), language })
  return { name, bytes, missing: [...book.missing].sort() }
}

function textOf(block: ReturnType<typeof readBlocks>[number]): string {
  switch (block.kind) {
    case "text":
      return `${block.marker ?? ""} ${block.spans.map((span) => span.text).join("")}`
    case "table":
      return block.rows
        .flat(2)
        .flatMap((cell) => cell.spans.map((span) => span.text))
        .join(" ")
    case "rule":
      return ""
  }
}

/** A name that every system takes as a file's. */
function fileName(name: string): string {
  const plain = name
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must go
    .replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069/\\:*?"<>|]+/g, " ")
    .replace(/\s+/g, " ")
    .replace(/\.pdf$/i, "")
    .replace(/^[ .]+|[ .]+$/g, "")
  return `${[...plain].slice(0, nameCharactersMax).join("") || "document"}.pdf`
}
