import * as z from "zod"
import { assertNever } from "../../core/assert"
import type { FieldError } from "../../core/errors"
import { fieldErrors } from "../../core/field-errors"
import { parseInstant } from "../../core/instant"
import { memberIdSchema, profilePatchShape } from "../../core/profile"
import type { Wake } from "../../db/member-rows"
import type { DataField, MemberInput, ProfilePatch, Source } from "../../engine/types"
import { fitted } from "../campaign-data/fitted"

/** How far ahead of our clock `occurredAt` may be, in ms: a mistaken far future would win over everything later. */
const aheadMaxMs = 86_400_000
/** Characters of JSON of one event's properties. */
const propertiesCharsMax = 16_000

const inFuture: FieldError = { path: "occurredAt", code: "future", message: "Lies in the future." }

const occurredAtSchema = z
  .string()
  .refine((text) => parseInstant(text) !== null, "Must be an ISO 8601 instant, such as 2026-12-01T12:00:00.000Z.")
  .transform((text) => parseInstant(text) ?? 0)
  .optional()

/** One join or leave; a join may carry the profile (MEM-2). Fields we do not know are passed over: senders add theirs. */
export const membershipItemSchema = z.object({
  id: memberIdSchema,
  ...profilePatchShape,
  occurredAt: occurredAtSchema,
})

/** Whether one member came to an occasion (WF-3). */
const attendanceItemSchema = z.object({
  id: memberIdSchema,
  status: z.enum(["attended", "absent"]),
  occurredAt: occurredAtSchema,
})

/** Values of one member's campaign data (CAM-18): a merge, null removes. */
const dataItemSchema = z.object({ id: memberIdSchema, values: z.record(z.string().max(200), z.unknown()) })

export const eventItemSchema = z.object({
  memberId: memberIdSchema,
  name: z.string().min(1).max(200),
  id: z.string().min(1).max(200).optional(),
  occurredAt: occurredAtSchema,
  properties: z
    .record(z.string(), z.unknown())
    .refine(
      (all) => JSON.stringify(all).length <= propertiesCharsMax,
      `At most ${propertiesCharsMax} characters as JSON.`,
    )
    .optional(),
})

/** What an accepted item means to its member. */
export interface AcceptedItem {
  memberId: string
  patch: ProfilePatch
  inputs: MemberInput[]
}

export interface RejectedItem {
  index: number
  id?: string
  message: string
}

export type ItemKind =
  | { kind: "joins"; segmentId: string }
  | { kind: "leaves"; segmentId: string }
  | { kind: "attendance"; occasionId: string }
  | { kind: "data"; campaignId: string; fields: readonly DataField[] }
  /** An import that joins no segment. */
  | { kind: "profiles" }
  /** `keyBase` makes the dedupe key of events that bring no id of their own. */
  | { kind: "events"; keyBase: string }

/** Which members an item of this kind moves to their objects. */
export function wakeOf(of: ItemKind): Wake {
  switch (of.kind) {
    case "joins":
      return { segmentId: of.segmentId }
    case "events":
    case "attendance":
    case "data":
      return { always: true }
    case "leaves":
    case "profiles":
      return { never: true }
    default:
      return assertNever(of)
  }
}

/** Checks items one by one: good ones are kept, bad ones listed with their place (API-2). */
export function checkItems(
  of: ItemKind,
  items: readonly unknown[],
  source: Source,
  now: number,
): { accepted: (AcceptedItem & { index: number })[]; rejected: RejectedItem[] } {
  const accepted: (AcceptedItem & { index: number })[] = []
  const rejected: RejectedItem[] = []
  for (const [index, item] of items.entries()) {
    const checked = checkItem(of, item, index, source, now)
    if (Array.isArray(checked)) rejected.push({ index, ...idOf(item), message: said(checked) })
    else accepted.push({ ...checked, index })
  }
  return { accepted, rejected }
}

/** The accepted item, or what is wrong with it, field by field. */
export function checkItem(
  of: ItemKind,
  item: unknown,
  index: number,
  source: Source,
  now: number,
): AcceptedItem | FieldError[] {
  if (of.kind === "events") {
    const parsed = eventItemSchema.safeParse(item)
    if (!parsed.success) return fieldErrors(parsed.error.issues)
    const { memberId, name, id, occurredAt, properties } = parsed.data
    const at = occurredAt ?? now
    if (at > now + aheadMaxMs) return [inFuture]
    const input: MemberInput = {
      kind: "eventHappened",
      id: id ?? `${of.keyBase}:${index}`,
      name,
      at,
      properties: properties ?? {},
    }
    return { memberId, patch: {}, inputs: [input] }
  }
  if (of.kind === "attendance") return checkAttendance(of.occasionId, item, source, now)
  if (of.kind === "data") return checkData(of, item, source)
  const parsed = membershipItemSchema.safeParse(item)
  if (!parsed.success) return fieldErrors(parsed.error.issues)
  const { id, occurredAt, ...patch } = parsed.data
  const at = occurredAt ?? now
  if (at > now + aheadMaxMs) return [inFuture]
  const inputs: MemberInput[] = []
  if (Object.keys(patch).length > 0) inputs.push({ kind: "profileChanged", patch, source })
  if (of.kind !== "profiles")
    inputs.push({ kind: of.kind === "joins" ? "joined" : "left", segmentId: of.segmentId, at, source })
  return { memberId: id, patch, inputs }
}

function checkAttendance(occasionId: string, item: unknown, source: Source, now: number): AcceptedItem | FieldError[] {
  const parsed = attendanceItemSchema.safeParse(item)
  if (!parsed.success) return fieldErrors(parsed.error.issues)
  const { id, status, occurredAt } = parsed.data
  const at = occurredAt ?? now
  if (at > now + aheadMaxMs) return [inFuture]
  return { memberId: id, patch: {}, inputs: [{ kind: "attendanceSet", occasionId, status, at, source }] }
}

function checkData(
  { campaignId, fields }: Extract<ItemKind, { kind: "data" }>,
  item: unknown,
  source: Source,
): AcceptedItem | FieldError[] {
  const parsed = dataItemSchema.safeParse(item)
  if (!parsed.success) return fieldErrors(parsed.error.issues)
  const { values, errors } = fitted(fields, parsed.data.values)
  if (errors.length > 0) return errors
  return { memberId: parsed.data.id, patch: {}, inputs: [{ kind: "dataChanged", campaignId, values, source }] }
}

/** All that is wrong, as `field: what`; what is wrong with campaign data names its field itself. */
export function said(errors: readonly FieldError[]): string {
  return errors
    .map(({ path, message }) => (path === "" || path.startsWith("values.") ? message : `${path}: ${message}`))
    .join(" ")
}

function idOf(item: unknown): { id?: string } {
  if (typeof item !== "object" || item === null) return {}
  const id = "id" in item ? item.id : "memberId" in item ? item.memberId : undefined
  return typeof id === "string" ? { id } : {}
}
