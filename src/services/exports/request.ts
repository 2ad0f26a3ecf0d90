import * as z from "zod"
import { tableFormats } from "../../content/tables/table"
import { invalid } from "../../core/errors"
import { countExportRows, type ExportFilter, type ExportSource, readExportPage } from "../../db/export-rows"
import { endInstant, parseInstant, startInstant } from "../../engine/timing"
import { type CampaignRow, hasFlow } from "../campaigns/row"
import { everyoneId } from "../campaigns/settings"
import type { Ctx } from "../context"
import { runStatuses } from "../members/view"
import { flowNames } from "../overview/names"
import { loadSegment } from "../segments/view"
import { exportFieldsMax, readFieldList } from "./choose"
import { type CampaignField, campaignFields, wantsOf } from "./fields"
import { type ExportPlan, pageRows } from "./plan"

const filterShape = {
  status: z.enum(runStatuses).optional(),
  stepId: z.string().min(1).max(100).optional(),
  /** Runs that started from … to: instants, or local dates of the campaign's zone, of which the last counts whole. */
  from: z.string().max(40).optional(),
  to: z.string().max(40).optional(),
  segmentId: z.string().min(1).max(100).optional(),
}

/** What every export has. */
export const fileShape = {
  format: z.enum(tableFormats),
  /** Absent: the usual fields. */
  fields: z.array(z.string().min(1).max(200)).min(1).max(exportFieldsMax).optional(),
  /** CSV begins with the mark by which Excel knows UTF-8. */
  bom: z.boolean().optional(),
}
/** The same in an address. */
export const fileQueryShape = {
  format: z.enum(tableFormats).default("csv"),
  fields: z.string().max(16_000).optional(),
  bom: z
    .enum(["1", "0"])
    .transform((text) => text === "1")
    .optional(),
}

/** What to export (ANA-4): of a kept export and of a schedule. */
export const exportRequestShape = { ...fileShape, ...filterShape }
export const exportRequestSchema = z.strictObject(exportRequestShape).meta({ id: "ExportRequest" })
export type ExportRequest = z.infer<typeof exportRequestSchema>

/** The same in an address. */
export const exportQuerySchema = z.object({ ...fileQueryShape, ...filterShape })

/** @throws invalid for a list that cannot be read */
export function requestOfQuery<Q extends { fields?: string | undefined }>({
  fields,
  ...rest
}: Q): Omit<Q, "fields"> & { fields?: string[] } {
  return { ...rest, ...(fields === undefined ? {} : { fields: readFieldList(fields) }) }
}

/** The export of a campaign: one row a run, or a member who has campaign data. @throws invalid naming what does not fit: a field, a date, a segment, or a filter of runs where there are none */
export async function planExport(ctx: Pick<Ctx, "db">, row: CampaignRow, request: ExportRequest): Promise<ExportPlan> {
  const { source, fields } = await readCampaignRequest(ctx, row, request)
  const db = ctx.db.$client
  const wanted = wantsOf(fields)
  const named = await flowNames(ctx, { campaignIds: [row.id] })
  const steps = named.steps.get(row.id) ?? new Map<string, string>()
  return {
    name: row.name,
    columns: fields,
    count: () => countExportRows(db, source),
    page: async (after) => {
      const rows = await readExportPage(db, source, wanted, { after, limit: pageRows })
      const read = rows.map((one) => fields.map((field) => field.read({ ...one, steps })))
      return { rows: read, last: rows.at(-1)?.position ?? null }
    },
  }
}

async function readCampaignRequest(
  ctx: Pick<Ctx, "db">,
  row: CampaignRow,
  request: ExportRequest,
): Promise<{ source: ExportSource; fields: CampaignField[] }> {
  const { status, stepId, segmentId } = request
  const filter: ExportFilter = {
    status,
    stepId,
    from: momentOf(row, request.from, "from"),
    before: momentOf(row, request.to, "to"),
    segmentId: segmentId === everyoneId ? undefined : segmentId,
  }
  if (!hasFlow(row)) {
    for (const name of ["status", "stepId", "from", "to"] as const)
      if (request[name] !== undefined) throw invalid(name, "noRuns", "A campaign without a flow has no runs to filter.")
  }
  if (filter.segmentId !== undefined) await checkSegment(ctx, filter.segmentId)
  return {
    source: { campaignId: row.id, of: hasFlow(row) ? "runs" : "data", filter },
    fields: campaignFields(row.settings.dataFields ?? [], request.fields ?? null),
  }
}

export async function checkSegment(ctx: Pick<Ctx, "db">, segmentId: string): Promise<void> {
  await loadSegment(ctx, segmentId).catch(() => {
    throw invalid("segmentId", "unknownSegment", `There is no segment “${segmentId}”.`)
  })
}

/** `from` is the first instant taken, `to` the first one not taken; dates are local ones of the zone. */
export function momentOf(
  { timeZone }: Pick<CampaignRow, "timeZone">,
  text: string | undefined,
  name: "from" | "to",
): number | undefined {
  if (text === undefined) return undefined
  const local = name === "from" ? startInstant(text, timeZone) : endInstant(text, timeZone)
  const moment = parseInstant(text) ?? local
  if (moment === null) throw invalid(name, "invalidDate", "Must be a date such as 2026-12-01, or an instant.")
  return moment
}
