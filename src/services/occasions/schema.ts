import * as z from "zod"
import { isStorable, timeZoneSchema } from "../../core/profile"
import { parseInstant, parseLocal } from "../../engine/timing"
import { nameSchema } from "../campaigns/schema"

export const attendanceStatuses = ["attended", "absent"] as const
export const attendanceStatusSchema = z.enum(attendanceStatuses)

/** An instant, or a local date-time of the occasion's zone. */
const momentSchema = z
  .string()
  .max(40)
  .refine(
    (text) => parseInstant(text) !== null || parseLocal(text)?.dateOnly === false,
    "Must be an instant (2026-12-01T12:00:00.000Z) or a local date-time (2026-12-01T09:00).",
  )
  .meta({ example: "2026-12-01T18:00" })

const locationSchema = z.string().trim().max(500).refine(isStorable, "Must be well-formed text.")
const segmentIdSchema = z.string().min(1).max(100)

/** `POST /occasions` (WF-3). */
export const occasionCreateSchema = z
  .strictObject({
    name: nameSchema,
    at: momentSchema,
    timeZone: timeZoneSchema,
    location: locationSchema.nullable().optional(),
    /** Invitees. */
    segmentId: segmentIdSchema.nullable().optional(),
  })
  .meta({ id: "OccasionCreate" })
export type OccasionCreate = z.infer<typeof occasionCreateSchema>

export const occasionPatchSchema = z
  .strictObject({
    name: nameSchema,
    at: momentSchema,
    timeZone: timeZoneSchema,
    location: locationSchema.nullable(),
    segmentId: segmentIdSchema.nullable(),
  })
  .partial()
  .meta({ id: "OccasionPatch" })
export type OccasionPatch = z.infer<typeof occasionPatchSchema>

export const occasionViewSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    at: z.iso.datetime(),
    timeZone: z.string(),
    location: z.string().nullable(),
    segmentId: z.string().nullable(),
    /** Campaigns and workflows whose published flow refers to it. */
    usedBy: z.array(z.object({ id: z.string(), name: z.string(), kind: z.enum(["flow", "campaign", "workflow"]) })),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: "Occasion" })
export type OccasionView = z.infer<typeof occasionViewSchema>

/** `PUT /occasions/{id}/attendance/{memberId}`. */
export const attendanceSchema = z.strictObject({ status: attendanceStatusSchema })
export const attendanceViewSchema = z
  .object({ memberId: z.string(), status: attendanceStatusSchema, at: z.iso.datetime() })
  .meta({ id: "Attendance" })
export type AttendanceView = z.infer<typeof attendanceViewSchema>
