import { codeHex, UsedFont } from "./embed"
import { type Mark, type Page, pageSize } from "./layout"
import { num, PdfFile, type Ref, textString } from "./objects"
import type { Piece } from "./pieces"

const linkColour = [0.08, 0.29, 0.6] as const
const textColour = [0.1, 0.11, 0.13] as const
/** How far an italic leans: no font of ours has one of its own for every script. */
const slant = 0.2
/** Positions closer than this, in points, are the same. */
const nearPoints = 0.005

/** Pages as a PDF file. Nothing of it tells when or where it was made: the same pages give the same bytes. */
export async function writePdf(
  pages: readonly Page[],
  about: { title: string; language: string },
): Promise<Uint8Array> {
  const file = new PdfFile()
  const root = file.reserve()
  const tree = file.reserve()
  const fonts = new Fonts()
  const streams = pages.map((page) => page.map((mark) => drawn(mark, fonts)).join("\n"))
  const resources = file.reserve()
  const kids: Ref[] = []
  for (const [index, page] of pages.entries()) {
    const contents = await file.addStream(new TextEncoder().encode(streams[index] ?? ""))
    const annotations = page.flatMap((mark) => linkOf(mark)).map((link) => file.add(link))
    const annots = annotations.length > 0 ? ` /Annots [${annotations.map((ref) => `${ref} 0 R`).join(" ")}]` : ""
    kids.push(
      file.add(
        `<< /Type /Page /Parent ${tree} 0 R /MediaBox [0 0 ${pageSize.width} ${pageSize.height}] /Resources ${resources} 0 R /Contents ${contents} 0 R${annots} >>`,
      ),
    )
  }
  const embedded: string[] = []
  for (const font of fonts.all()) embedded.push(`/${font.name} ${await font.embed(file)} 0 R`)
  file.add(`<< /Font << ${embedded.join(" ")} >> >>`, resources)
  file.add(`<< /Type /Pages /Count ${kids.length} /Kids [${kids.map((ref) => `${ref} 0 R`).join(" ")}] >>`, tree)
  const language = /^[A-Za-z0-9-]{1,35}$/.test(about.language) ? ` /Lang (${about.language})` : ""
  file.add(`<< /Type /Catalog /Pages ${tree} 0 R${language} /ViewerPreferences << /DisplayDocTitle true >> >>`, root)
  const info = file.add(`<< /Title ${textString(about.title)} /Producer (Millrace) >>`)
  return file.end({ root, info })
}

class Fonts {
  private readonly used = new Map<string, UsedFont>()

  /** The font that shows a piece. */
  of(piece: Piece): UsedFont {
    const key = `${piece.font.file} ${piece.look.bold}`
    const font = this.used.get(key) ?? new UsedFont(`F${this.used.size + 1}`, piece.font, piece.look.bold)
    this.used.set(key, font)
    return font
  }

  all(): UsedFont[] {
    return [...this.used.values()]
  }
}

function drawn(mark: Mark, fonts: Fonts): string {
  if (mark.kind === "piece") return drawnPiece(mark, fonts)
  const { x, y, width, height, colour } = mark
  return `${colour.map(num).join(" ")} rg ${[x, y, width, height].map(num).join(" ")} re f`
}

function drawnPiece({ piece, x, y }: { piece: Piece; x: number; y: number }, fonts: Fonts): string {
  const { look, size, width } = piece
  const font = fonts.of(piece)
  const colour = look.link === null ? textColour : linkColour
  const lean = look.italic && (piece.level & 1) === 0 ? slant : 0
  const parts = [`${colour.map(num).join(" ")} rg`]
  const text = [`BT /${font.name} ${num(size)} Tf`, ...shown(piece, font.codesOf(piece), { x, y, lean }), "ET"]
  if (isPlain(piece)) parts.push(...text)
  else parts.push(`/Span << /ActualText ${textString(piece.text)} >> BDC`, ...text, "EMC")
  if (look.underline || look.link !== null) {
    parts.push(`${[x, y - size * 0.13, width, size * 0.055].map(num).join(" ")} re f`)
  }
  return parts.join("\n")
}

/**
 * Whether its glyphs stand for its characters one by one. Where they do not, readers that copy or search are told the
 * text as a whole; but from right to left they put together by themselves what the glyphs say.
 */
function isPlain({ text, glyphs, level }: Piece): boolean {
  return (level & 1) === 1 || (glyphs.length === text.length && glyphs.every(({ cluster }, i) => cluster === i))
}

/** Shows glyphs, setting the pen anew wherever one does not stand where the one before has left it. */
function shown(piece: Piece, codes: readonly number[], at: { x: number; y: number; lean: number }): string[] {
  const shaped = piece.look.bold ? piece.font.bold : piece.font.regular
  const scale = piece.size / shaped.unitsPerEm
  const out: string[] = []
  let hex = ""
  let origin = at.x
  let pen = { x: Number.NaN, y: Number.NaN }
  const flush = () => {
    if (hex !== "") out.push(`<${hex}> Tj`)
    hex = ""
  }
  for (const [index, glyph] of piece.glyphs.entries()) {
    const x = origin + glyph.dx * scale
    const y = at.y + glyph.dy * scale
    if (!(Math.abs(x - pen.x) < nearPoints && Math.abs(y - pen.y) < nearPoints)) {
      flush()
      out.push(`1 0 ${num(at.lean)} 1 ${num(x)} ${num(y)} Tm`)
    }
    hex += codeHex(codes[index] ?? 0)
    pen = { x: x + shaped.advanceOf(glyph.id) * scale, y }
    origin += glyph.advance * scale
  }
  flush()
  return out
}

/** The place on the page that leads to a link's address. */
function linkOf(mark: Mark): string[] {
  if (mark.kind !== "piece") return []
  const { piece, x, y } = mark
  const { link } = piece.look
  if (link === null) return []
  const box = [x, y - piece.size * 0.25, x + piece.width, y + piece.size * 0.85].map(num).join(" ")
  const address = encodeURI(link)
    .replaceAll("%25", "%")
    .replace(/[\\()]/g, "\\$&")
  return [`<< /Type /Annot /Subtype /Link /Rect [${box}] /Border [0 0 0] /A << /S /URI /URI (${address}) >> >>`]
}
