import * as z from "zod"
import { isoOf } from "../../core/instant"
import type { Consent, Membership, Profile, RunRow, RunStatus } from "../../engine/types"
import type { MemberView as MemberTruth } from "../context"

export const consentViewSchema = z.object({
  channel: z.enum(["email", "sms", "push", "all"]),
  scope: z.string(),
  status: z.enum(["subscribed", "unsubscribed"]),
  at: z.iso.datetime(),
  reason: z.string().nullable(),
})

const membershipViewSchema = z.object({
  segmentId: z.string(),
  joinedAt: z.iso.datetime(),
  source: z.string(),
})

/** A member in lists: what the read model knows. */
export const memberSummarySchema = z
  .object({
    id: z.string(),
    email: z.string().nullable(),
    phone: z.string().nullable(),
    locale: z.string().nullable(),
    timeZone: z.string().nullable(),
    attributes: z.record(z.string(), z.unknown()),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: "MemberSummary" })
export type MemberSummary = z.infer<typeof memberSummarySchema>

/** A member as the API answers it. */
export const memberViewSchema = memberSummarySchema
  .extend({
    push: z.array(z.unknown()),
    consent: z.array(consentViewSchema),
    segments: z.array(membershipViewSchema),
  })
  .meta({ id: "Member" })
export type MemberView = z.infer<typeof memberViewSchema>

export const runStatuses = [
  "active",
  "completed",
  "exited",
  "cancelled",
  "failed",
] as const satisfies readonly RunStatus[]
export const runViewSchema = z
  .object({
    id: z.string(),
    memberId: z.string(),
    campaignId: z.string(),
    version: z.number().int(),
    status: z.enum(runStatuses),
    stepId: z.string(),
    visit: z.number().int(),
    enteredAt: z.iso.datetime(),
    wakeAt: z.iso.datetime().optional(),
    endedAt: z.iso.datetime().optional(),
    reason: z.string().optional(),
  })
  .meta({ id: "Run" })
export type RunView = z.infer<typeof runViewSchema>

/** The truth about a member in the API's words. */
export function memberView(member: MemberTruth): MemberView {
  return {
    ...summaryOf(member.id, member.profile, member),
    push: member.profile.push,
    consent: member.consent.map(consentView),
    segments: member.memberships.filter((m) => m.member).map(membershipView),
  }
}

/** A row of the read model; keys that the stored profile lacks are null. */
export function summaryOf(
  id: string,
  profile: Partial<Profile>,
  times: { createdAt: number; updatedAt: number },
): MemberSummary {
  return {
    id,
    email: profile.email ?? null,
    phone: profile.phone ?? null,
    locale: profile.locale ?? null,
    timeZone: profile.timeZone ?? null,
    attributes: profile.attributes ?? {},
    createdAt: isoOf(times.createdAt),
    updatedAt: isoOf(times.updatedAt),
  }
}

function consentView(consent: Consent): z.infer<typeof consentViewSchema> {
  return { ...consent, at: isoOf(consent.at) }
}

function membershipView(membership: Membership): z.infer<typeof membershipViewSchema> {
  return { segmentId: membership.segmentId, joinedAt: isoOf(membership.at), source: membership.source }
}

export function runView(run: Omit<RunRow, "startedAt">): RunView {
  return {
    id: run.id,
    memberId: run.memberId,
    campaignId: run.campaignId,
    version: run.version,
    status: run.status,
    stepId: run.stepId,
    visit: run.visit,
    enteredAt: isoOf(run.enteredAt),
    ...(run.wakeAt === null ? {} : { wakeAt: isoOf(run.wakeAt) }),
    ...(run.endedAt === null ? {} : { endedAt: isoOf(run.endedAt) }),
    ...(run.reason === null ? {} : { reason: run.reason }),
  }
}
