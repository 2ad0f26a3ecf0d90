import { type Delivery, deliveryAt, deliveryIdOf, isUnsettled, type Wait } from "../state"
import type { OutboundChannel, Reason } from "../types"
import type { StepContext, StepResult } from "./step-type"

/** What a step sends out: one delivery a visit, and how the run goes on once it is settled (RUN-1). */
export interface Outbound {
  /** The step's type. */
  type: string
  channel: OutboundChannel
  transactional: boolean
  /** The campaign whose message it is, when it is another's (FLOW-8). */
  of?: string
  /** The outcome of a delivery that is not made. */
  notDone: string
  settled(delivery: Delivery): StepResult
}

/** Why a step's delivery is not queued at all. */
export interface Refusal {
  reason: Reason
  detail?: string
}

/** The run arrives: queues the delivery and waits for it, or records why there is none and goes on. */
export function enterOutbound(out: Outbound, context: StepContext, refuse: () => Refusal | null): StepResult {
  const { state, run } = context
  const deliveryId = deliveryIdOf(run, out.channel)
  const wait: Wait = { type: out.type, until: null, anchor: context.now, deliveryId }
  // A retried visit finds its delivery again: one visit has at most one (RUN-1).
  const known = deliveryAt(state, deliveryId)
  if (known) return isUnsettled(known) ? { kind: "wait", wait } : out.settled(known)
  const refusal = missed(context) ?? refuse()
  if (refusal !== null) {
    const effects = [{ kind: "skipDelivery" as const, channel: out.channel, ...refusal }]
    return { kind: "advance", outcome: out.notDone, reason: refusal.reason, effects }
  }
  const { channel, transactional, of } = out
  const effects = [{ kind: "queueDelivery" as const, channel, transactional, ...(of === undefined ? {} : { of }) }]
  return { kind: "wait", wait, effects }
}

/** Only the delivery itself moves the run on: its settling, or a pause that is over and found it settled. */
export function resumeOutbound(out: Outbound, context: StepContext & { wait: Wait }): StepResult | null {
  const { deliveryId } = context.wait
  const delivery = deliveryId === undefined ? undefined : deliveryAt(context.state, deliveryId)
  return !delivery || isUnsettled(delivery) ? null : out.settled(delivery)
}

/** What is skipped by choice after a pause (CAM-8), or comes too late (RUN-4a). */
export function missed({ skip, now, due, control }: StepContext): Refusal | null {
  if (skip !== null) return { reason: skip }
  return now - due > control.lateness ? { reason: "expired" } : null
}

/** `unknown` counts as done: it must never be done again. */
export function isDone({ status }: Delivery): boolean {
  return status !== "failed" && status !== "skipped" && status !== "cancelled"
}

/** Goes on by `done`, or by `notDone` with the reason. */
export function goOn(delivery: Delivery, outcomes: { done: string; notDone: string }): StepResult {
  if (isDone(delivery)) return { kind: "advance", outcome: outcomes.done }
  const { reason } = delivery
  return { kind: "advance", outcome: outcomes.notDone, ...(reason === null ? {} : { reason }) }
}
