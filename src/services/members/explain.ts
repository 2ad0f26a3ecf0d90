import * as z from "zod"
import { notFound } from "../../core/errors"
import { isoOf, isoOrNull } from "../../core/instant"
import type { Clause, Deferral, Explanation, Hint, LeftOut, WaitingFor } from "../../engine/explain"
import type { WaitExplanation } from "../../engine/types"
import { loadCampaign } from "../campaigns/row"
import type { Ctx } from "../context"

export const explainQuerySchema = z.object({ campaignId: z.string().min(1).max(64) })

const instant = z.iso.datetime()
const holder = z.object({ kind: z.enum(["category", "group"]), id: z.string(), name: z.string() })

const clauseSchema = z.object({
  rule: z.string(),
  holds: z.boolean(),
  actual: z.unknown(),
  expected: z.unknown(),
  /** Of `segmentRule`: a criterion of a rule segment that the member is not in. */
  segmentId: z.string().optional(),
  criterion: z.string().optional(),
})

const waitSchema = z.object({
  anchor: instant,
  rule: z.string(),
  zone: z.string(),
  zoneSource: z.enum(["campaign", "member", "fallback"]),
  adjustments: z.array(z.object({ kind: z.string(), detail: z.string() })),
  until: instant.nullable(),
})

const deferralSchema = z.object({
  until: instant,
  rules: z.array(z.object({ holder: holder.nullable(), rule: z.string(), values: z.array(z.string()) })),
  because: z.array(
    z.object({ deliveryId: z.string(), campaignId: z.string(), stepId: z.string(), sentAt: instant.nullable() }),
  ),
})

const waitingForSchema = z.object({
  stepId: z.string(),
  type: z.string(),
  kind: z.enum(["timer", "event", "delivery", "deferral", "retry", "pause", "parked"]),
  since: instant,
  until: instant.nullable(),
  wait: waitSchema.nullable(),
  event: z.union([z.object({ name: z.string() }), z.object({ message: z.string(), did: z.string() })]).nullable(),
  deliveryId: z.string().nullable(),
  deferral: deferralSchema.nullable(),
  frozen: z.boolean(),
  parked: z.string().nullable(),
  detail: z.string().nullable(),
})

const leftOutSchema = z.object({
  deliveryId: z.string(),
  stepId: z.string(),
  visit: z.number().int(),
  channel: z.string(),
  status: z.string(),
  reason: z.string().nullable(),
  detail: z.string().nullable(),
  at: instant,
  deferral: deferralSchema.nullable(),
})

const runToldSchema = z.object({
  runId: z.string(),
  entry: z.number().int(),
  startedAt: instant,
  at: z
    .object({ stepId: z.string(), visit: z.number().int(), enteredAt: instant, version: z.number().int() })
    .nullable(),
  endedAt: instant.nullable(),
  reason: z.string().nullable(),
})

/** By `kind`: `wait` has `until`, `joinSegment` a `segmentId`, `resubscribe` channel and scope, and so on. */
const hintSchema = z
  .object({
    kind: z.string(),
    until: instant.optional(),
    segmentId: z.string().optional(),
    channel: z.string().optional(),
    scope: z.string().optional(),
    runId: z.string().optional(),
    name: z.string().optional(),
    stepId: z.string().optional(),
    did: z.string().optional(),
    deliveryId: z.string().optional(),
    holder: holder.optional(),
  })
  .meta({ id: "ExplanationHint" })

export const explanationSchema = z
  .object({
    enrolled: z.boolean(),
    status: z.enum(["active", "failed", "completed", "exited", "cancelled", "notEntered"]),
    because: z.array(clauseSchema),
    run: runToldSchema.nullable(),
    waitingFor: waitingForSchema.optional(),
    skipped: z.array(leftOutSchema),
    wouldChange: z.array(hintSchema),
  })
  .meta({ id: "Explanation" })
export type ExplanationView = z.infer<typeof explanationSchema>

/** Why a member is or is not in a campaign's flow, by the engine's own rules (ANA-5). Throws notFound for either. */
export async function explainMember(ctx: Ctx, input: { id: string; campaignId: string }): Promise<ExplanationView> {
  await loadCampaign(ctx, input.campaignId, "any")
  const told = await ctx.members.explain(input.id, input.campaignId)
  if (told === null) throw notFound("member")
  return explanationView(told)
}

/** Instants as the API writes them. */
function explanationView({ waitingFor, run, ...told }: Explanation): ExplanationView {
  return {
    ...told,
    because: told.because.map(clauseView),
    run: run && {
      ...run,
      startedAt: isoOf(run.startedAt),
      at: run.at && { ...run.at, enteredAt: isoOf(run.at.enteredAt) },
      endedAt: isoOrNull(run.endedAt),
    },
    ...(waitingFor === null ? {} : { waitingFor: waitingView(waitingFor) }),
    skipped: told.skipped.map(leftOutView),
    wouldChange: told.wouldChange.map(hintView),
  }
}

/** Clauses that compare instants. */
const ofInstants: readonly Clause["rule"][] = ["started", "notEnded", "joinedInTime"]

function clauseView(clause: Clause): Clause {
  if (!ofInstants.includes(clause.rule)) return clause
  return {
    ...clause,
    actual: isoOrNull(clause.actual as number | null),
    expected: isoOrNull(clause.expected as number | null),
  }
}

function waitingView(told: WaitingFor): z.infer<typeof waitingForSchema> {
  return {
    ...told,
    since: isoOf(told.since),
    until: isoOrNull(told.until),
    wait: told.wait && waitView(told.wait),
    deferral: told.deferral && deferralView(told.deferral),
  }
}

function waitView(wait: WaitExplanation): z.infer<typeof waitSchema> {
  return { ...wait, anchor: isoOf(wait.anchor), until: isoOrNull(wait.until) }
}

function deferralView(deferral: Deferral): z.infer<typeof deferralSchema> {
  const because = deferral.because.map((one) => ({ ...one, sentAt: isoOrNull(one.sentAt) }))
  return { ...deferral, until: isoOf(deferral.until), because }
}

function leftOutView(one: LeftOut): z.infer<typeof leftOutSchema> {
  return { ...one, at: isoOf(one.at), deferral: one.deferral && deferralView(one.deferral) }
}

function hintView(hint: Hint): z.infer<typeof hintSchema> {
  return hint.kind === "wait" ? { ...hint, until: isoOf(hint.until) } : hint
}
