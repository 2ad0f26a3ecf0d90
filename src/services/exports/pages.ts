import { mediaTypes, type TableFormat, type TableOptions, tableWriter } from "../../content/tables/table"
import { loadCampaign } from "../campaigns/row"
import type { Ctx } from "../context"
import { type ListExportRequest, planList } from "./list-request"
import { type ExportPlan, pageRows } from "./plan"
import { type ExportRequest, planExport } from "./request"

/** The pieces of a file, each made when it is asked for (ANA-4). */
async function* piecesOf(
  plan: ExportPlan,
  options: TableOptions & { format: TableFormat },
): AsyncGenerator<Uint8Array> {
  const writer = tableWriter(options.format, plan.columns, options)
  yield writer.start()
  let after: string | null = null
  for (;;) {
    const { rows, last } = await plan.page(after)
    yield writer.add(rows)
    after = last
    if (rows.length < pageRows) break
  }
  yield writer.end()
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
  return fileOf(ctx, await planExport(ctx, row, request), request)
}

/** `GET /export`: members or deliveries, made while they are read. @throws invalid as `planList` */
export async function streamList(ctx: Ctx, request: ListExportRequest): Promise<ExportFile> {
  return fileOf(ctx, await planList(ctx, request), request)
}

function fileOf(
  ctx: Ctx,
  plan: ExportPlan,
  { format, bom = false }: Pick<ExportRequest, "format" | "bom">,
): ExportFile {
  return {
    body: streamOf(piecesOf(plan, { format, bom })),
    name: exportFileName(plan, format, ctx.clock.now()),
    type: mediaTypes[format],
  }
}

function streamOf(pieces: AsyncGenerator<Uint8Array>): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        // An empty piece would not wake the reader.
        for (;;) {
          const { done, value } = await pieces.next()
          if (done) return controller.close()
          if (value.length > 0) return controller.enqueue(value)
        }
      },
      async cancel() {
        await pieces.return(undefined)
      },
    },
    { highWaterMark: 1 },
  )
}

/** What the file is saved as: the campaign (or what it lists) and the day (UTC). */
export function exportFileName({ name }: Pick<ExportPlan, "name">, format: TableFormat, now: number): string {
  const plain = name
    .replaceAll(/[\p{Cc}/\\:*?"<>|]+/gu, " ")
    .trim()
    .slice(0, 80)
  return `${plain || "export"} ${new Date(now).toISOString().slice(0, 10)}.${format}`
}
