import * as z from "zod"
import { csvLine } from "../../core/csv"
import { invalid, notFound } from "../../core/errors"
import { createId } from "../../core/ids"
import { isoOf } from "../../core/instant"
import * as rows from "../../db/imports"
import type { DataField } from "../../engine/types"
import { campaignTakingData } from "../campaign-data/known"
import type { Ctx } from "../context"
import { type PageQuery, pageFrom, pageOf, readCursor } from "../page"
import { createSegment } from "../segments/create"
import { requireListSegment } from "./accept"
import { mappedHeader } from "./columns"
import { readHeader } from "./rows"
import { type Piece, Splitter } from "./split"
import { checkBeginning } from "./strangers"

/** Rejected lines shown with an import; all of them are in the rejects file. */
const rejectsShownMax = 1_000
/** Rejected lines read at once for the file. */
const rejectsPage = 500

export interface StartImport {
  body: ReadableStream<Uint8Array> | null
  format: "csv" | "ndjson"
  /** Also joins the members to this list segment. */
  segmentId?: string | undefined
  /** Makes a list segment of this name and joins the members to it (MEM-4). */
  newSegment?: string | undefined
  /** The values are campaign data of this campaign (CAM-18). */
  campaignId?: string | undefined
  /** Which column of a CSV file is what, as `mappedHeader` reads it. */
  map?: string | undefined
  /** The file's name, for the history of imports. */
  name?: string | undefined
}

/**
 * Takes a file of any size into storage in bounded memory and starts working through it (MEM-3). On return all of it is
 * durable; a new segment is made only of a file whose beginning can be read. Throws invalid for an empty file, one without
 * an `id` column or a map that does not fit, notFound/conflict for the segment.
 */
export async function startImport(
  ctx: Ctx,
  input: StartImport,
): Promise<{ importId: string; segmentId?: string | undefined }> {
  if (input.map !== undefined && input.format !== "csv")
    throw invalid("map", "csvOnly", "Only the columns of a CSV file can be mapped.")
  if (input.segmentId !== undefined && input.newSegment !== undefined)
    throw invalid("newSegment", "notAllowed", "Say either a segment or the name of a new one.")
  if (input.segmentId !== undefined) await requireListSegment(ctx, input.segmentId)
  const campaign = input.campaignId === undefined ? null : await campaignTakingData(ctx, input.campaignId)
  let { segmentId } = input
  const db = ctx.db.$client
  const now = ctx.clock.now()
  const id = createId(now, ctx.random)
  let header: string[] | null = null
  let n = 0
  for await (const piece of pieces(input)) {
    if (n === 0) {
      header = input.format === "csv" ? headerOf(piece, input.map) : null
      if (header !== null && !header.includes("id")) {
        throw invalid(
          "id",
          "missingColumn",
          input.map === undefined ? "The header row (line 1) has no column id." : "No column is the id.",
        )
      }
      if (header !== null && campaign !== null) checkDataColumns(header, campaign.settings.dataFields ?? [])
      const { format, campaignId = null, name = null, newSegment } = input
      if (newSegment !== undefined) segmentId = (await createSegment(ctx, { name: newSegment, kind: "list" })).id
      await rows.insertImport(db, { id, format, header, segmentId: segmentId ?? null, campaignId, name, now }).run()
    }
    const total = piece.records - (n === 0 && header !== null ? 1 : 0)
    const chunk = n === 0 && header !== null ? withoutHeader(piece) : piece
    await db.batch(rows.addChunk(db, { importId: id, n, firstLine: chunk.firstLine, text: chunk.text, total, now }))
    n++
  }
  if (n === 0) throw invalid("body", "empty", "The file is empty.")
  await db.batch(rows.endSpooling(db, id, now))
  ctx.inbox.dispatchImport(id, n)
  return { importId: id, ...(input.newSegment === undefined ? {} : { segmentId }) }
}

function headerOf(piece: Piece, map: string | undefined): string[] {
  const header = readHeader(piece.text)
  return map === undefined ? header : mappedHeader(header, map)
}

/** Every column but the id is a field: a misspelt one is told before anything is taken. */
function checkDataColumns(header: readonly string[], fields: readonly DataField[]): void {
  const strange = header.find((name) => name !== "" && name !== "id" && !fields.some((field) => field.name === name))
  if (strange !== undefined) throw invalid("header", "unknownField", `The campaign has no field “${strange}”.`)
}

const importShape = {
  id: z.string(),
  name: z.string().nullable(),
  status: z.enum(["running", "done", "failed"]),
  segmentId: z.string().nullable(),
  campaignId: z.string().nullable(),
  total: z.number().int(),
  accepted: z.number().int(),
  rejected: z.number().int(),
  message: z.string().nullable(),
  createdAt: z.iso.datetime(),
}

export const importListSchema = pageOf(z.object(importShape).meta({ id: "ImportSummary" }))

/** `GET /imports/{importId}`: the first rejected lines come along. */
export const importSchema = z
  .object({
    ...importShape,
    rejects: z.array(
      z.object({
        line: z.number().int(),
        message: z.string(),
        errors: z.array(z.object({ path: z.string(), code: z.string(), message: z.string() })),
      }),
    ),
  })
  .meta({ id: "Import" })

/** Imports, newest first, those that run among them (UI-4). */
export async function listImports(ctx: Ctx, query: PageQuery): Promise<z.infer<typeof importListSchema>> {
  const after = readCursor(query.cursor, "string")
  const found = await rows.readImports(ctx.db.$client, after?.[0] ?? null, query.limit + 1)
  return pageFrom(found, query.limit, {
    item: shown,
    position: (row) => [row.id],
  })
}

/**
 * Every rejected line with its number and reason, as the lines of a CSV file (MEM-3); read page by page, so that any
 * number of them takes the same memory. Throws notFound.
 * @param words how a reason is said
 */
export async function rejectsFile(
  ctx: Ctx,
  importId: string,
  words: (reject: rows.Reject) => string = ({ message }) => message,
): Promise<ReadableStream<Uint8Array>> {
  const db = ctx.db.$client
  if ((await rows.readImport(db, importId)) === null) throw notFound("import")
  const encoder = new TextEncoder()
  let line = -1
  return new ReadableStream({
    start: (controller) => controller.enqueue(encoder.encode(csvLine(["line", "reason"]))),
    async pull(controller) {
      const page = await rows.readRejects(db, importId, rejectsPage, line)
      for (const reject of page) controller.enqueue(encoder.encode(csvLine([reject.line, words(reject)])))
      line = page.at(-1)?.line ?? line
      if (page.length < rejectsPage) controller.close()
    },
  })
}

/** Progress and rejected lines of an import. Throws notFound. */
export async function getImport(ctx: Ctx, importId: string): Promise<z.infer<typeof importSchema>> {
  const found = await rows.readImport(ctx.db.$client, importId)
  if (found === null) throw notFound("import")
  return { ...shown(found), rejects: await rows.readRejects(ctx.db.$client, importId, rejectsShownMax) }
}

function shown(row: rows.ImportProgress) {
  return { ...row, createdAt: isoOf(row.createdAt) }
}

async function* pieces({ body, format }: StartImport): AsyncGenerator<Piece> {
  if (body === null) return
  const splitter = new Splitter(format === "csv")
  const decoder = new TextDecoder("utf-8", { fatal: false, ignoreBOM: false })
  let first = true
  for await (const bytes of body) {
    if (first) checkBeginning(bytes)
    first = false
    yield* splitter.push(decoder.decode(bytes, { stream: true }))
  }
  yield* splitter.push(decoder.decode())
  yield* splitter.end()
}

/** The first piece after its header row; a header is one line. */
function withoutHeader(piece: Piece): Piece {
  const end = piece.text.indexOf("\n")
  return { text: end < 0 ? "" : piece.text.slice(end + 1), firstLine: piece.firstLine + 1, records: piece.records - 1 }
}
