import { mediaTypes, type TableWriter, tableWriter } from "../../content/tables/table"
import { TableTooLarge } from "../../content/tables/xlsx"
import type { Clock } from "../../core/clock"
import { AppError } from "../../core/errors"
import { type ExportJob, moveExport } from "../../db/exports"
import { loadCampaign } from "../campaigns/row"
import type { Ctx } from "../context"
import { type ListExportRequest, planList } from "./list-request"
import { exportFileName } from "./pages"
import { type ExportPlan, pageRows } from "./plan"
import { type ExportRequest, planExport } from "./request"

/** Where a file is put together; nothing of it is there before `end`. */
export interface FileSink {
  /** Says what the file is, before anything is written. */
  open(file: { name: string; type: string }): void
  write(bytes: Uint8Array): Promise<void>
  /** Makes what was written durable; gives, as plain data, where another sink goes on. */
  save(): Promise<unknown>
  /** Gives how many bytes there are. */
  end(): Promise<number>
  /** Forgets what was written and saved. */
  abort(): Promise<void>
}

/** Where the making of an export stands, kept with it: whoever takes it up goes on from here. */
export interface ExportState {
  /** Names of the columns: what a campaign's usual ones are may change meanwhile. */
  fields: string[]
  after: string | null
  rows: number
  total: number
  writer: unknown
  sink: unknown
}

/** Pages after which it is noted how far it has come, and pages of one turn: a turn stays far below what one call may take. */
const pagesPerSave = 20
const pagesPerTurn = 100

export type Made =
  | { kind: "made"; rows: number; bytes: number }
  /** The turn is over; the next one goes on. */
  | { kind: "more" }
  /** Deleted, or taken up by somebody else. */
  | { kind: "givenUp" }
  /** It would fail every time. */
  | { kind: "impossible"; code: string; message: string }

type MakeCtx = Pick<Ctx, "db"> & { clock: Clock }

/**
 * Goes on making the file of an export, for one turn, page by page in the memory of one (ANA-4).
 * @throws when something fails that may pass
 */
export async function makeExport(ctx: MakeCtx, job: ExportJob, sink: FileSink): Promise<Made> {
  try {
    return await makeTurn(ctx, job, sink)
  } catch (error) {
    if (error instanceof TableTooLarge) return { kind: "impossible", code: "tableTooLarge", message: error.message }
    if (error instanceof AppError) {
      const [field] = error.details.errors ?? []
      return { kind: "impossible", code: field?.code ?? error.code, message: error.message }
    }
    throw error
  }
}

async function makeTurn(ctx: MakeCtx, job: ExportJob, sink: FileSink): Promise<Made> {
  const from = job.state as ExportState | null
  const { bom = false } = job.request as ExportRequest
  const plan = await planOf(ctx, job, from)
  const writer = tableWriter(job.format, plan.columns, { bom, ...(from === null ? {} : { state: from.writer }) })
  sink.open({ name: exportFileName(plan, job.format, job.createdAt), type: mediaTypes[job.format] })
  let at = from ?? (await begin(ctx, job, { plan, writer, sink }))
  for (let page = 1; ; page++) {
    const { rows, last } = await plan.page(at.after)
    await sink.write(writer.add(rows))
    at = { ...at, after: last ?? at.after, rows: at.rows + rows.length }
    if (rows.length < pageRows) break
    if (page % pagesPerSave !== 0) continue
    at = { ...at, writer: writer.state(), sink: await sink.save() }
    if (!(await moveExport(ctx.db.$client, job, { ...at, state: at, now: ctx.clock.now() }))) return { kind: "givenUp" }
    if (page >= pagesPerTurn) return { kind: "more" }
  }
  await sink.write(writer.end())
  return { kind: "made", rows: at.rows, bytes: await sink.end() }
}

async function begin(
  { db, clock }: MakeCtx,
  job: ExportJob,
  { plan, writer, sink }: { plan: ExportPlan; writer: TableWriter; sink: FileSink },
): Promise<ExportState> {
  const total = await plan.count()
  await moveExport(db.$client, job, { rows: 0, total, state: null, now: clock.now() })
  await sink.write(writer.start())
  const fields = plan.columns.map(({ name }) => name)
  return { fields, after: null, rows: 0, total, writer: null, sink: null }
}

/** What it reads: of a campaign, or a list. */
async function planOf(ctx: MakeCtx, job: ExportJob, from: ExportState | null): Promise<ExportPlan> {
  const fields = from === null ? {} : { fields: from.fields }
  if (job.campaignId === null) return await planList(ctx, { ...(job.request as ListExportRequest), ...fields })
  const { row } = await loadCampaign(ctx, job.campaignId)
  return await planExport(ctx, row, { ...(job.request as ExportRequest), ...fields })
}
