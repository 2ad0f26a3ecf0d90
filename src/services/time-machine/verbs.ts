import { eq } from "drizzle-orm"
import * as z from "zod"
import { AppError, invalid, notFound } from "../../core/errors"
import { createId } from "../../core/ids"
import { instantSchema, isoOf, parseInstant } from "../../core/instant"
import { deliveries } from "../../db/schema"
import { approximateMs, durationOf, parseDuration } from "../../engine/duration"
import { addDuration } from "../../engine/timing"
import type { DeliveryReport } from "../../engine/types"
import { carrySession } from "../auth/session"
import type { Ctx } from "../context"

export const clockViewSchema = z.object({ now: z.iso.datetime(), held: z.boolean() }).meta({ id: "Clock" })
export type ClockView = z.infer<typeof clockViewSchema>

/** Furthest that one move goes, in ms: a century. */
const advanceMaxMs = 100 * 366 * 86_400_000

/** The clock only goes forward. */
const advanceSchema = z
  .string()
  .max(60)
  .refine((text) => {
    const duration = parseDuration(text)
    const length = duration === null ? -1 : approximateMs(duration)
    return length >= 0 && length <= advanceMaxMs
  }, "Must be an ISO 8601 duration forward, such as P4D.")
  .meta({ example: "P4D" })

/** `POST /dev/clock`. */
export const clockMoveSchema = z
  .strictObject({ advance: advanceSchema.optional(), to: instantSchema.optional(), hold: z.boolean().optional() })
  .refine((move) => move.advance === undefined || move.to === undefined, "Say either advance or to.")
  .refine((move) => Object.values(move).some((value) => value !== undefined), "Say advance, to or hold.")
  .meta({ id: "ClockMove" })

/** 404 outside of the local system (OPS-4). */
function requireTimeMachine(ctx: Ctx): void {
  if (!ctx.config.timeMachine) throw new AppError("notFound", "There is no such path.")
}

export async function readClock(ctx: Ctx): Promise<ClockView> {
  requireTimeMachine(ctx)
  const { now, held } = await ctx.system.clock()
  return { now: isoOf(now), held }
}

/** Moves the local clock forward; returns when everything due up to then is done (OPS-4). */
export async function moveClock(ctx: Ctx, move: z.infer<typeof clockMoveSchema>): Promise<ClockView> {
  requireTimeMachine(ctx)
  const before = await ctx.system.clock()
  const to = Math.max(destination(move, before.now), ctx.clock.now())
  // Before the walk: pages go on asking while it lasts.
  await carrySession(ctx, ctx.actor, to - before.now)
  const { now, held } = await ctx.system.advance({ to, hold: move.hold ?? null })
  return { now: isoOf(now), held }
}

function destination(move: z.infer<typeof clockMoveSchema>, now: number): number {
  if (move.to !== undefined) {
    const to = parseInstant(move.to) ?? now
    if (to < now) throw invalid("to", "past", "The clock only goes forward.")
    return to
  }
  return addDuration(now, durationOf(move.advance ?? "PT0S"), { zone: "UTC" }).instant
}

/** `POST /dev/provider-events`. */
export const providerEventSchema = z
  .strictObject({
    deliveryId: z.string().min(1).max(400),
    type: z.enum(["delivered", "bounced", "complained", "opened", "clicked", "inbound"]),
    /** Of a bounce; a bounce is permanent unless said otherwise. */
    permanent: z.boolean().optional(),
    /** Of an inbound message. */
    text: z.string().max(10_000).optional(),
    at: instantSchema.optional(),
  })
  .meta({ id: "ProviderEvent" })

/** Plays a provider's callback on an outbox delivery (SEND-5). */
export async function playProviderEvent(
  ctx: Ctx,
  input: z.infer<typeof providerEventSchema>,
): Promise<{ accepted: boolean }> {
  requireTimeMachine(ctx)
  const [delivery] = await ctx.db.select().from(deliveries).where(eq(deliveries.id, input.deliveryId))
  if (delivery === undefined) throw notFound("delivery")
  const now = ctx.clock.now()
  const accepted = await ctx.members.report(delivery.memberId, {
    id: createId(now, ctx.random),
    deliveryId: delivery.id,
    report: reportOf(input),
    at: input.at === undefined ? now : (parseInstant(input.at) ?? now),
  })
  if (!accepted) throw notFound("delivery")
  return { accepted }
}

function reportOf(input: z.infer<typeof providerEventSchema>): DeliveryReport {
  switch (input.type) {
    case "bounced":
      return { type: "bounced", permanent: input.permanent ?? true }
    case "opened":
    case "clicked":
      return { type: input.type, machine: false }
    case "inbound":
      return { type: "replied", text: input.text ?? "" }
    case "delivered":
    case "complained":
      return { type: input.type }
  }
}
