import * as z from "zod"
import { tableFormats } from "../../content/tables/table"
import { invalid } from "../../core/errors"
import type { ExportFilter, ExportSource } from "../../db/export-rows"
import { endInstant, parseInstant, startInstant } from "../../engine/timing"
import { type CampaignRow, hasFlow } from "../campaigns/row"
import { everyoneId } from "../campaigns/settings"
import type { Ctx } from "../context"
import { runStatuses } from "../members/view"
import { loadSegment } from "../segments/view"
import { type ExportField, exportFields, exportFieldsMax, readFieldList } from "./fields"

const filterShape = {
  status: z.enum(runStatuses).optional(),
  stepId: z.string().min(1).max(100).optional(),
  /** Runs that started from … to: instants, or local dates of the campaign's zone, of which the last counts whole. */
  from: z.string().max(40).optional(),
  to: z.string().max(40).optional(),
  segmentId: z.string().min(1).max(100).optional(),
  /** CSV begins with the mark by which Excel knows UTF-8. */
  bom: z.boolean().optional(),
}

/** What to export (ANA-4): of a kept export and of a schedule. */
export const exportRequestShape = {
  format: z.enum(tableFormats),
  /** Absent: the usual fields, then the campaign's data fields. */
  fields: z.array(z.string().min(1).max(200)).min(1).max(exportFieldsMax).optional(),
  ...filterShape,
}
export const exportRequestSchema = z.strictObject(exportRequestShape).meta({ id: "ExportRequest" })
export type ExportRequest = z.infer<typeof exportRequestSchema>

/** The same in an address. */
export const exportQuerySchema = z.object({
  format: z.enum(tableFormats).default("csv"),
  fields: z.string().max(16_000).optional(),
  ...filterShape,
  bom: z
    .enum(["1", "0"])
    .transform((text) => text === "1")
    .optional(),
})

/** @throws invalid for a list that cannot be read */
export function requestOfQuery({ fields, ...rest }: z.infer<typeof exportQuerySchema>): ExportRequest {
  return { ...rest, ...(fields === undefined ? {} : { fields: readFieldList(fields) }) }
}

/** What an export reads, checked against the campaign as it is now. */
export interface ExportPlan {
  source: ExportSource
  fields: ExportField[]
}

/** @throws invalid naming what does not fit: a field, a date, a segment, or a filter of runs where there are none */
export async function planExport(ctx: Pick<Ctx, "db">, row: CampaignRow, request: ExportRequest): Promise<ExportPlan> {
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
    fields: exportFields(row.settings.dataFields ?? [], request.fields ?? null),
  }
}

async function checkSegment(ctx: Pick<Ctx, "db">, segmentId: string): Promise<void> {
  await loadSegment(ctx, segmentId).catch(() => {
    throw invalid("segmentId", "unknownSegment", `There is no segment “${segmentId}”.`)
  })
}

/** `from` is the first instant taken, `to` the first one not taken. */
function momentOf({ timeZone }: CampaignRow, text: string | undefined, name: "from" | "to"): number | undefined {
  if (text === undefined) return undefined
  const local = name === "from" ? startInstant(text, timeZone) : endInstant(text, timeZone)
  const moment = parseInstant(text) ?? local
  if (moment === null) throw invalid(name, "invalidDate", "Must be a date such as 2026-12-01, or an instant.")
  return moment
}
