import { and, desc, eq, isNull, lt, type SQL, sql } from "drizzle-orm"
import * as z from "zod"
import { mediaTypes, tableFormats } from "../../content/tables/table"
import { AppError, notFound } from "../../core/errors"
import { exportIdIn, exportToken } from "../../core/export-token"
import { createId } from "../../core/ids"
import { isoOf, isoOrNull } from "../../core/instant"
import { exports } from "../../db/schema"
import { actorLabel } from "../access"
import { auditInsert, type Change } from "../audit"
import { loadCampaign } from "../campaigns/row"
import type { Ctx } from "../context"
import { type Page, type PageQuery, pageFrom, pageOf, pageQueryShape, readCursor } from "../page"
import { type ExportList, exportLists, type ListExportRequest, listExportSchema, planList } from "./list-request"
import { type ExportRequest, exportRequestSchema, planExport } from "./request"

const dayMs = 86_400_000
/** How long a link to a file is good. */
export const linkLifeMs = 7 * dayMs
/** Running at the same time, of one campaign or list. */
const runningMax = 5

export const exportViewSchema = z
  .object({
    id: z.string(),
    /** Null: of members or deliveries. */
    campaignId: z.string().nullable(),
    scheduleId: z.string().nullable(),
    status: z.enum(["running", "done", "failed"]),
    format: z.enum(tableFormats),
    request: z.union([exportRequestSchema, listExportSchema]),
    /** Written so far. */
    rows: z.number().int(),
    /** About how many there will be; null: not known yet. */
    total: z.number().int().nullable(),
    bytes: z.number().int().nullable(),
    message: z.string().nullable(),
    code: z.string().nullable(),
    createdBy: z.string(),
    createdAt: z.iso.datetime(),
    finishedAt: z.iso.datetime().nullable(),
    /** Path of the file for whoever has it, without signing in; null while there is none. */
    link: z.string().nullable(),
    linkExpiresAt: z.iso.datetime().nullable(),
    /** What became of the call that tells of a scheduled export: `HTTP 200`, `noAnswer`, `refused`, `outbox`; null: none, or not known yet. */
    webhookResult: z.string().nullable(),
  })
  .meta({ id: "Export" })
export const exportPageSchema = pageOf(exportViewSchema)
export type ExportView = z.infer<typeof exportViewSchema>

type Row = typeof exports.$inferSelect

/**
 * Starts making an export of a campaign that is kept (ANA-4, UI-4).
 * @throws notFound, invalid as `planExport`, conflict when too many are under way
 */
export async function startExport(ctx: Ctx, input: { id: string } & ExportRequest): Promise<ExportView> {
  const { id: campaignId, ...request } = input
  const { row } = await loadCampaign(ctx, campaignId)
  await planExport(ctx, row, request)
  return await start(ctx, {
    campaignId,
    request,
    among: eq(exports.campaignId, campaignId),
    audit: { action: "campaign.exported", subject: `campaign:${campaignId}` },
  })
}

/** The same, of members or deliveries. @throws invalid as `planList`, conflict when too many are under way */
export async function startListExport(ctx: Ctx, request: ListExportRequest): Promise<ExportView> {
  await planList(ctx, request)
  const { of } = request
  return await start(ctx, {
    campaignId: null,
    request,
    among: listed(of),
    audit: { action: `${of}.exported`, subject: `list:${of}` },
  })
}

interface Start {
  campaignId: string | null
  request: ExportRequest | ListExportRequest
  /** Exports of the same. */
  among: SQL | undefined
  audit: Pick<Change, "action" | "subject">
}

async function start(ctx: Ctx, { campaignId, request, among, audit }: Start): Promise<ExportView> {
  if ((await ctx.db.$count(exports, and(among, eq(exports.status, "running")))) >= runningMax)
    throw new AppError("conflict", `${runningMax} exports of this are under way: wait for one of them.`, {
      reason: "exportsFull",
      named: [runningMax],
    })
  const now = ctx.clock.now()
  const id = createId(now, ctx.random)
  const { format } = request
  const made = { id, campaignId, format, request, status: "running" as const, createdBy: actorLabel(ctx.actor) }
  await ctx.db.batch([
    ctx.db.insert(exports).values({ ...made, createdAt: now, movedAt: now }),
    auditInsert(ctx, { ...audit, after: { exportId: id, request } }),
  ])
  ctx.inbox.startExport(id)
  return await getExport(ctx, { id })
}

function listed(of: ExportList): SQL | undefined {
  return and(isNull(exports.campaignId), sql`${exports.request}->>'of' = ${of}`)
}

/** Exports of a campaign, newest first, those under way among them. */
export async function listExports(ctx: Ctx, input: { id: string } & PageQuery): Promise<Page<ExportView>> {
  await loadCampaign(ctx, input.id)
  return await list(ctx, eq(exports.campaignId, input.id), input)
}

export const listExportsQuerySchema = z.object({ ...pageQueryShape, of: z.enum(exportLists).optional() })

/** Exports of members and of deliveries, or of one of these, likewise. */
export async function listListExports(
  ctx: Ctx,
  { of, ...query }: z.infer<typeof listExportsQuerySchema>,
): Promise<Page<ExportView>> {
  return await list(ctx, of === undefined ? isNull(exports.campaignId) : listed(of), query)
}

async function list(ctx: Ctx, among: SQL | undefined, query: PageQuery): Promise<Page<ExportView>> {
  const after = readCursor(query.cursor, "string")
  const rows = await ctx.db
    .select()
    .from(exports)
    .where(and(among, after === null ? undefined : lt(exports.id, after[0])))
    .orderBy(desc(exports.id))
    .limit(query.limit + 1)
  const views = new Map(await Promise.all(rows.map(async (row) => [row.id, await view(ctx, row)] as const)))
  return pageFrom(rows, query.limit, {
    item: (row) => views.get(row.id) as ExportView,
    position: (row) => [row.id],
  })
}

export async function getExport(ctx: Ctx, input: { id: string }): Promise<ExportView> {
  return await view(ctx, await load(ctx, input.id))
}

/** Deletes an export with its file; one that is being made is given up. */
export async function removeExport(ctx: Ctx, input: { id: string }): Promise<void> {
  const row = await load(ctx, input.id)
  await ctx.db.batch([
    ctx.db.delete(exports).where(eq(exports.id, row.id)),
    auditInsert(ctx, { action: "export.deleted", subject: subjectOf(row), before: { exportId: row.id } }),
  ])
  await ctx.documents.removeUnder(`exports/${row.id}.`)
}

function subjectOf({ campaignId, request }: Row): string {
  return campaignId === null ? `list:${(request as ListExportRequest).of}` : `campaign:${campaignId}`
}

/** A file to be sent: what it is called, and what it is. */
export interface KeptFile {
  name: string
  type: string
  size: number
  body: ReadableStream
}

/** The file of an export. @throws notFound while there is none */
export async function readExport(ctx: Ctx, input: { id: string }): Promise<KeptFile> {
  const { key, format } = await load(ctx, input.id)
  const file = key === null ? null : await ctx.documents.read(key)
  if (file === null) throw notFound("file")
  return { ...file, type: mediaTypes[format] }
}

/** The file that a link leads to, for whoever has the link, while it is good. @throws notFound */
export async function readLinkedExport(ctx: Ctx, input: { token: string }): Promise<KeptFile> {
  const id = await exportIdIn(ctx.config.secretKey, input.token, ctx.clock.now())
  if (id === null) throw notFound("file")
  return await readExport(ctx, { id })
}

async function load(ctx: Ctx, id: string): Promise<Row> {
  const [row] = await ctx.db.select().from(exports).where(eq(exports.id, id))
  if (row === undefined) throw notFound("export")
  return row
}

async function view(ctx: Ctx, row: Row): Promise<ExportView> {
  const until = row.status === "done" ? ctx.clock.now() + linkLifeMs : null
  return {
    id: row.id,
    campaignId: row.campaignId,
    scheduleId: row.scheduleId,
    status: row.status,
    format: row.format,
    request: row.request as ExportView["request"],
    rows: row.rows,
    total: row.total,
    bytes: row.bytes,
    message: row.message,
    code: row.code,
    createdBy: row.createdBy,
    createdAt: isoOf(row.createdAt),
    finishedAt: isoOrNull(row.finishedAt),
    link: until === null ? null : exportPath(await exportToken(ctx.config.secretKey, { id: row.id, until })),
    linkExpiresAt: isoOrNull(until),
    webhookResult: row.webhookResult,
  }
}

export function exportPath(token: string): string {
  return `/exports/${token}`
}
