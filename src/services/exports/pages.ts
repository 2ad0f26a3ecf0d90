import { mediaTypes, type TableFormat, type TableOptions, tableWriter } from "../../content/tables/table"
import { readExportPage } from "../../db/export-rows"
import { type CampaignRow, loadCampaign } from "../campaigns/row"
import type { Ctx } from "../context"
import { flowNames } from "../overview/names"
import { wantsOf } from "./fields"
import { type ExportPlan, type ExportRequest, planExport } from "./request"

/** Rows read and written at once: what an export of any size keeps in memory. */
const pageRows = 1_000

/** A piece of a file, and how many rows it holds. */
export interface Piece {
  bytes: Uint8Array
  rows: number
}

/** The pieces of an export, each made when it is asked for (ANA-4). */
export async function* exportPieces(
  ctx: Pick<Ctx, "db">,
  { source, fields }: ExportPlan,
  options: TableOptions & { format: TableFormat },
): AsyncGenerator<Piece> {
  const db = ctx.db.$client
  const wants = wantsOf(fields)
  const named = await flowNames(ctx, { campaignIds: [source.campaignId] })
  const names = { steps: named.steps.get(source.campaignId) ?? new Map<string, string>() }
  const writer = tableWriter(options.format, fields, options)
  yield { bytes: writer.start(), rows: 0 }
  let after: string | null = null
  for (;;) {
    const rows = await readExportPage(db, source, wants, { after, limit: pageRows })
    const bytes = writer.add(rows.map((row) => fields.map((field) => field.read(row, names))))
    yield { bytes, rows: rows.length }
    after = rows.at(-1)?.position ?? after
    if (rows.length < pageRows) break
  }
  yield { bytes: writer.end(), rows: 0 }
}

export interface ExportFile {
  body: ReadableStream<Uint8Array>
  name: string
  type: string
}

/**
 * `GET /campaigns/{id}/export`: one row a run, made while it is read (ANA-4).
 * @throws notFound, and invalid as `planExport`
 */
export async function streamExport(ctx: Ctx, input: { id: string } & ExportRequest): Promise<ExportFile> {
  const { id, ...request } = input
  const { row } = await loadCampaign(ctx, id)
  const plan = await planExport(ctx, row, request)
  const pieces = exportPieces(ctx, plan, { format: request.format, bom: request.bom ?? false })
  return {
    body: streamOf(pieces),
    name: exportFileName(row, request.format, ctx.clock.now()),
    type: mediaTypes[request.format],
  }
}

function streamOf(pieces: AsyncGenerator<Piece>): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        // An empty piece would not wake the reader.
        for (;;) {
          const { done, value } = await pieces.next()
          if (done) return controller.close()
          if (value.bytes.length > 0) return controller.enqueue(value.bytes)
        }
      },
      async cancel() {
        await pieces.return(undefined)
      },
    },
    { highWaterMark: 1 },
  )
}

/** What the file is saved as: the campaign and the day (UTC). */
export function exportFileName({ name }: Pick<CampaignRow, "name">, format: TableFormat, now: number): string {
  const plain = name
    .replaceAll(/[\p{Cc}/\\:*?"<>|]+/gu, " ")
    .trim()
    .slice(0, 80)
  return `${plain || "export"} ${new Date(now).toISOString().slice(0, 10)}.${format}`
}
