import { mediaTypes } from "../../content/tables/table"
import { TableTooLarge } from "../../content/tables/xlsx"
import type { Clock } from "../../core/clock"
import { AppError } from "../../core/errors"
import { countExportRows } from "../../db/export-rows"
import { type ExportJob, moveExport } from "../../db/exports"
import { loadCampaign } from "../campaigns/row"
import type { Ctx } from "../context"
import { exportFileName, exportPieces } from "./pages"
import { type ExportRequest, planExport } from "./request"

/** Where a file is put together; nothing of it is there before `end`. */
export interface FileSink {
  open(file: { key: string; name: string; type: string }): void
  write(bytes: Uint8Array): Promise<void>
  /** Gives how many bytes there are. */
  end(): Promise<number>
  /** Forgets what was written. */
  abort(): Promise<void>
}

/** How often progress is noted, in pieces of a file. */
const piecesPerNote = 10

export type Made =
  | { kind: "made"; rows: number; bytes: number; key: string }
  /** Deleted, or begun anew by somebody else. */
  | { kind: "givenUp" }
  /** It would fail every time. */
  | { kind: "impossible"; code: string; message: string }

/**
 * Makes the file of an export from its start, page by page in the memory of one, and notes how far it has come (ANA-4).
 * @throws when something fails that may pass
 */
export async function makeExport(
  ctx: Pick<Ctx, "db"> & { clock: Clock },
  job: ExportJob,
  sink: FileSink,
): Promise<Made> {
  const db = ctx.db.$client
  const request = job.request as ExportRequest
  try {
    const { row } = await loadCampaign(ctx, job.campaignId)
    const plan = await planExport(ctx, row, request)
    const total = await countExportRows(db, plan.source)
    const key = `exports/${job.id}.${job.format}`
    const name = exportFileName(row, job.format, job.createdAt)
    sink.open({ key, name, type: mediaTypes[job.format] })
    let rows = 0
    let pieces = 0
    for await (const piece of exportPieces(ctx, plan, { format: job.format, bom: request.bom ?? false })) {
      if (pieces++ % piecesPerNote === 0 && !(await moveExport(db, job, { rows, total, now: ctx.clock.now() }))) {
        await sink.abort()
        return { kind: "givenUp" }
      }
      await sink.write(piece.bytes)
      rows += piece.rows
    }
    return { kind: "made", rows, bytes: await sink.end(), key }
  } catch (error) {
    await sink.abort()
    if (error instanceof TableTooLarge) return { kind: "impossible", code: "tableTooLarge", message: error.message }
    if (error instanceof AppError) {
      const [field] = error.details.errors ?? []
      return { kind: "impossible", code: field?.code ?? error.code, message: error.message }
    }
    throw error
  }
}
