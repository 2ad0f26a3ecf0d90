import { and, desc, eq, lt } from "drizzle-orm"
import * as z from "zod"
import { refusedAddress } from "../../content/outbound-address"
import { AppError, invalid, notFound } from "../../core/errors"
import { createId } from "../../core/ids"
import { isoOf } from "../../core/instant"
import { timeZoneSchema } from "../../core/profile"
import { exportSchedules } from "../../db/schema"
import { nextOccurrence } from "../../engine/schedule"
import { auditInsert } from "../audit"
import { type Campaign, type CampaignRow, loadCampaign } from "../campaigns/row"
import { nameSchema, webUrlSchema } from "../campaigns/schema"
import type { Ctx } from "../context"
import { type Page, type PageQuery, pageFrom, pageOf, readCursor } from "../page"
import { type ExportRequest, exportRequestSchema, exportRequestShape, planExport } from "./request"

/** Of one campaign. */
const schedulesMax = 20

const timesShape = {
  name: nameSchema,
  /** Absent or null: every day; else 1 (Monday) to 7. */
  weekday: z.number().int().min(1).max(7).nullable().optional(),
  at: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "Must be a time such as 09:00."),
  webhookUrl: webUrlSchema.nullable().optional(),
}

/** `POST /campaigns/{id}/export-schedules`. */
export const scheduleCreateSchema = z
  .strictObject({ ...exportRequestShape, ...timesShape, timeZone: timeZoneSchema.optional() })
  .meta({ id: "ExportScheduleCreate" })
export type ScheduleCreate = z.infer<typeof scheduleCreateSchema>

const { format, fields, bom, status, stepId, from, to, segmentId } = exportRequestShape

/** `PATCH /export-schedules/{id}`: what is absent stays; null takes a choice back. */
export const scheduleChangeSchema = z
  .strictObject({
    ...z.object({ ...timesShape, format, timeZone: timeZoneSchema }).partial().shape,
    fields: fields.nullable(),
    bom: bom.nullable(),
    status: status.nullable(),
    stepId: stepId.nullable(),
    from: from.nullable(),
    to: to.nullable(),
    segmentId: segmentId.nullable(),
  })
  .meta({ id: "ExportScheduleChange" })
export type ScheduleChange = z.infer<typeof scheduleChangeSchema>

export const scheduleViewSchema = z
  .object({
    id: z.string(),
    campaignId: z.string(),
    name: z.string(),
    format: exportRequestShape.format,
    request: exportRequestSchema,
    weekday: z.number().int().nullable(),
    at: z.string(),
    timeZone: z.string(),
    webhookUrl: z.string().nullable(),
    nextAt: z.iso.datetime(),
    createdAt: z.iso.datetime(),
  })
  .meta({ id: "ExportSchedule" })
export const schedulePageSchema = pageOf(scheduleViewSchema)
export type ScheduleView = z.infer<typeof scheduleViewSchema>

type Row = typeof exportSchedules.$inferSelect

function view({ request, nextAt, createdAt, ...row }: Row): ScheduleView {
  return { ...row, request: request as ExportRequest, nextAt: isoOf(nextAt), createdAt: isoOf(createdAt) }
}

/**
 * An export made again and again at a local time (ANA-4): by the campaign's own clock, for as long as it is not archived.
 * @throws notFound, conflict for an archived campaign or too many, invalid as `planExport` and for an address that may not be called
 */
export async function createSchedule(ctx: Ctx, input: { id: string; schedule: ScheduleCreate }): Promise<ScheduleView> {
  const { row } = await loadOpen(ctx, input.id)
  const { name, weekday = null, at, timeZone = row.timeZone, webhookUrl = null, ...request } = input.schedule
  await check(ctx, row, { request, webhookUrl })
  if ((await ctx.db.$count(exportSchedules, eq(exportSchedules.campaignId, row.id))) >= schedulesMax)
    throw new AppError("conflict", `A campaign has at most ${schedulesMax} schedules.`, {
      reason: "schedulesFull",
      named: [schedulesMax],
    })
  const now = ctx.clock.now()
  const made: Row = {
    id: createId(now, ctx.random),
    campaignId: row.id,
    name,
    format: request.format,
    request,
    weekday,
    at,
    timeZone,
    webhookUrl,
    nextAt: nextOccurrence({ weekday, at, timeZone }, now),
    createdAt: now,
  }
  const shown = view(made)
  await ctx.db.batch([
    ctx.db.insert(exportSchedules).values(made),
    auditInsert(ctx, { action: "campaign.exportScheduled", subject: `campaign:${row.id}`, after: shown }),
  ])
  await ctx.campaigns.changed(row.id)
  return shown
}

/**
 * Changes a schedule; exports that it has made, or is making, stay as they are. When it is due next is reckoned anew.
 * @throws as `createSchedule`
 */
export async function changeSchedule(ctx: Ctx, input: { id: string; change: ScheduleChange }): Promise<ScheduleView> {
  const before = await getSchedule(ctx, input)
  const { row } = await loadOpen(ctx, before.campaignId)
  const {
    name = before.name,
    weekday = before.weekday,
    at = before.at,
    timeZone = before.timeZone,
    webhookUrl = before.webhookUrl,
    ...changed
  } = input.change
  const request = exportRequestSchema.parse(withoutNulls({ ...before.request, ...changed }))
  await check(ctx, row, { request, webhookUrl })
  const nextAt = nextOccurrence({ weekday, at, timeZone }, ctx.clock.now())
  const values = { name, format: request.format, request, weekday, at, timeZone, webhookUrl, nextAt }
  const after: ScheduleView = { ...before, ...values, nextAt: isoOf(nextAt) }
  await ctx.db.batch([
    ctx.db.update(exportSchedules).set(values).where(eq(exportSchedules.id, before.id)),
    auditInsert(ctx, { action: "campaign.exportRescheduled", subject: `campaign:${row.id}`, before, after }),
  ])
  await ctx.campaigns.changed(row.id)
  return after
}

function withoutNulls(values: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null && value !== undefined))
}

async function loadOpen(ctx: Ctx, campaignId: string): Promise<Campaign> {
  const found = await loadCampaign(ctx, campaignId)
  if (found.row.status === "archived")
    throw new AppError("conflict", "The campaign is archived.", { reason: "campaignArchived" })
  return found
}

async function check(
  ctx: Ctx,
  row: CampaignRow,
  { request, webhookUrl }: { request: ExportRequest; webhookUrl: string | null },
): Promise<void> {
  await planExport(ctx, row, request)
  const refusal = webhookUrl === null ? null : refusedAddress(webhookUrl, ctx.config.outbound)
  if (refusal !== null) throw invalid("webhookUrl", "addressBlocked", refusal)
}

/** Schedules of a campaign, newest first. */
export async function listSchedules(ctx: Ctx, input: { id: string } & PageQuery): Promise<Page<ScheduleView>> {
  await loadCampaign(ctx, input.id)
  const after = readCursor(input.cursor, "string")
  const rows = await ctx.db
    .select()
    .from(exportSchedules)
    .where(and(eq(exportSchedules.campaignId, input.id), after === null ? undefined : lt(exportSchedules.id, after[0])))
    .orderBy(desc(exportSchedules.id))
    .limit(input.limit + 1)
  return pageFrom(rows, input.limit, { item: view, position: (row) => [row.id] })
}

export async function getSchedule(ctx: Ctx, input: { id: string }): Promise<ScheduleView> {
  const [row] = await ctx.db.select().from(exportSchedules).where(eq(exportSchedules.id, input.id))
  if (row === undefined) throw notFound("schedule")
  return view(row)
}

/** Deletes a schedule; what it has made stays. */
export async function removeSchedule(ctx: Ctx, input: { id: string }): Promise<void> {
  const before = await getSchedule(ctx, input)
  await ctx.db.batch([
    ctx.db.delete(exportSchedules).where(eq(exportSchedules.id, before.id)),
    auditInsert(ctx, { action: "campaign.exportUnscheduled", subject: `campaign:${before.campaignId}`, before }),
  ])
  await ctx.campaigns.changed(before.campaignId)
}
