import { invalid, notFound } from "../../core/errors"
import { createId } from "../../core/ids"
import * as rows from "../../db/imports"
import type { Ctx } from "../context"
import { requireListSegment } from "./accept"
import { readHeader } from "./rows"
import { type Piece, Splitter } from "./split"

/** Rejected lines shown with an import; all of them are in the rejects file. */
const rejectsShownMax = 1_000

export interface StartImport {
  body: ReadableStream<Uint8Array> | null
  format: "csv" | "ndjson"
  /** Also joins the members to this list segment. */
  segmentId?: string | undefined
}

/**
 * Takes a file of any size into storage in bounded memory and starts working through it (MEM-3). On return all of it is
 * durable. Throws invalid for an empty file or one without an `id` column, notFound/conflict for the segment.
 */
export async function startImport(ctx: Ctx, input: StartImport): Promise<{ importId: string }> {
  if (input.segmentId !== undefined) await requireListSegment(ctx, input.segmentId)
  const db = ctx.db.$client
  const now = ctx.clock.now()
  const id = createId(now, ctx.random)
  let header: string[] | null = null
  let n = 0
  for await (const piece of pieces(input)) {
    if (n === 0) {
      header = input.format === "csv" ? readHeader(piece.text) : null
      if (header !== null && !header.includes("id")) {
        throw invalid("id", "missingColumn", "The header row (line 1) has no column id.")
      }
      await rows.insertImport(db, { id, format: input.format, header, segmentId: input.segmentId ?? null, now }).run()
    }
    const total = piece.records - (n === 0 && header !== null ? 1 : 0)
    const chunk = n === 0 && header !== null ? withoutHeader(piece) : piece
    await db.batch(rows.addChunk(db, { importId: id, n, firstLine: chunk.firstLine, text: chunk.text, total, now }))
    n++
  }
  if (n === 0) throw invalid("body", "empty", "The file is empty.")
  await db.batch(rows.endSpooling(db, id, now))
  ctx.inbox.dispatchImport(id, n)
  return { importId: id }
}

/** Progress and rejected lines of an import. Throws notFound. */
export async function getImport(ctx: Ctx, importId: string) {
  const found = await rows.readImport(ctx.db.$client, importId)
  if (found === null) throw notFound("import")
  return { ...found, rejects: await rows.readRejects(ctx.db.$client, importId, rejectsShownMax) }
}

async function* pieces({ body, format }: StartImport): AsyncGenerator<Piece> {
  if (body === null) return
  const splitter = new Splitter(format === "csv")
  const decoder = new TextDecoder("utf-8", { fatal: false, ignoreBOM: false })
  for await (const bytes of body) yield* splitter.push(decoder.decode(bytes, { stream: true }))
  yield* splitter.push(decoder.decode())
  yield* splitter.end()
}

/** The first piece after its header row; a header is one line. */
function withoutHeader(piece: Piece): Piece {
  const end = piece.text.indexOf("\n")
  return { text: end < 0 ? "" : piece.text.slice(end + 1), firstLine: piece.firstLine + 1, records: piece.records - 1 }
}
