import type { Hint } from "./explain-entry"
import type { Step } from "./flow"
import { explainedDeliveriesMax } from "./limits"
import { type Delivery, deliveryAt, isUnsettled, type MemberState, parseDeliveryId, type Run } from "./state"
import type { CampaignControl, DeliveryStatus, OutboundChannel, Reason, WaitExplanation } from "./types"

/** What put off, or skipped, a message: rules of categories and groups, and the earlier messages that they count. */
export interface Deferral {
  until: number
  rules: {
    holder: { kind: "category" | "group"; id: string; name: string } | null
    /** `cap`, `minGap`, `quietHours`, `weekdays` or `holidays`. */
    rule: string
    /** Its settings, as texts: `["email", "2", "P7D"]`. */
    values: string[]
  }[]
  because: { deliveryId: string; campaignId: string; stepId: string; sentAt: number | null }[]
}

/** What a run waits for. Instants are epoch ms. */
export interface WaitingFor {
  stepId: string
  /** The step's type. */
  type: string
  kind: "timer" | "event" | "delivery" | "deferral" | "retry" | "pause" | "parked"
  since: number
  /** Its timer; null: only something that happens ends it, or a pause holds it. */
  until: number | null
  /** How it came to that instant (TIME-6). */
  wait: WaitExplanation | null
  /** What the member may do to end it. */
  event: { name: string } | { message: string; did: string } | null
  /** The delivery whose outcome it waits for. */
  deliveryId: string | null
  deferral: Deferral | null
  frozen: boolean
  /** Why it is parked, if it is. */
  parked: string | null
  detail: string | null
}

/** A message or call that was not made, not yet, or in vain. */
export interface LeftOut {
  deliveryId: string
  stepId: string
  visit: number
  channel: OutboundChannel
  status: DeliveryStatus
  reason: Reason | null
  detail: string | null
  at: number
  deferral: Deferral | null
}

interface Standing {
  run: Run
  step: Step | undefined
}

export function waitingFor(state: MemberState, control: CampaignControl, { run, step }: Standing): WaitingFor {
  const { wait } = run
  const delivery = wait?.deliveryId === undefined ? undefined : deliveryAt(state, wait.deliveryId)
  const frozen = run.frozenAt !== undefined
  return {
    stepId: run.stepId,
    type: step?.type ?? "unknown",
    kind: kindOf(run, step, delivery),
    since: run.enteredAt,
    until: frozen ? null : (wait?.until ?? (delivery?.status === "deferred" ? delivery.nextAt : null)),
    wait: wait?.explanation ?? null,
    event: wait && !wait.detected && !wait.retry && step?.type === "waitForEvent" ? eventOf(step) : null,
    deliveryId: wait?.deliveryId ?? null,
    deferral: delivery?.status === "deferred" ? deferralOf(state, control, delivery) : null,
    frozen,
    parked: run.parked?.reason ?? null,
    detail: run.parked?.detail ?? delivery?.detail ?? null,
  }
}

function kindOf(run: Run, step: Step | undefined, delivery: Delivery | undefined): WaitingFor["kind"] {
  if (run.parked) return "parked"
  if (run.frozenAt !== undefined) return "pause"
  if (run.wait?.retry) return "retry"
  if (delivery?.status === "deferred") return "deferral"
  if (run.wait?.deliveryId !== undefined) return "delivery"
  return step?.type === "waitForEvent" && !run.wait?.detected ? "event" : "timer"
}

function eventOf({ event }: Extract<Step, { type: "waitForEvent" }>): NonNullable<WaitingFor["event"]> {
  return "message" in event ? { message: event.message, did: event.did } : { name: event.name }
}

/** What was left out in a campaign; what is only on its way is not. */
export function leftOut(state: MemberState, control: CampaignControl): LeftOut[] {
  return state.deliveries
    .flatMap((delivery) => {
      const origin = parseDeliveryId(delivery.id)
      if (origin?.campaignId !== control.id || !isLeftOut(delivery)) return []
      const { stepId, visit, channel } = origin
      const { id: deliveryId, status, reason, detail } = delivery
      const deferral = delivery.deferral ? deferralOf(state, control, delivery) : null
      const at = isUnsettled(delivery) ? delivery.createdAt : (deferral?.until ?? delivery.createdAt)
      return [{ deliveryId, stepId, visit, channel, status, reason, detail, at, deferral }]
    })
    .slice(-explainedDeliveriesMax)
}

function isLeftOut({ status, attempts }: Delivery): boolean {
  switch (status) {
    case "skipped":
    case "deferred":
    case "failed":
    case "cancelled":
    case "unknown":
      return true
    case "queued":
      return attempts > 0
    default:
      return false
  }
}

function deferralOf(state: MemberState, control: CampaignControl, { deferral, id }: Delivery): Deferral | null {
  if (!deferral) return null
  return {
    until: deferral.until,
    rules: deferral.rule.split("; ").map((text) => ruleOf(control, text)),
    because: deferral.because.flatMap((deliveryId) => {
      const origin = deliveryId === id ? null : parseDeliveryId(deliveryId)
      if (!origin) return []
      const { campaignId, stepId } = origin
      return [{ deliveryId, campaignId, stepId, sentAt: deliveryAt(state, deliveryId)?.sentAt ?? null }]
    }),
  }
}

/** Reads `category:01k… cap email 2 P7D`. */
function ruleOf(control: CampaignControl, text: string): Deferral["rules"][number] {
  const [key = "", rule = "", ...values] = text.split(" ")
  const found = control.policies.find(({ kind, id }) => `${kind}:${id}` === key)
  return { holder: found ? { kind: found.kind, id: found.id, name: found.name } : null, rule, values }
}

/** What would take a run on. */
export function waitHints(state: MemberState, control: CampaignControl, standing: Standing): Hint[] {
  const { run } = standing
  const told = waitingFor(state, control, standing)
  const wait: Hint[] = told.until === null ? [] : [{ kind: "wait", until: told.until }]
  switch (told.kind) {
    case "parked":
      return [{ kind: "retry", runId: run.id }]
    case "pause":
      return [{ kind: "resume" }]
    case "timer":
    case "retry":
      return wait
    case "event":
      return [...eventHints(told.event), ...wait]
    case "delivery":
      return told.deliveryId === null ? [] : [{ kind: "delivery", deliveryId: told.deliveryId }]
    case "deferral": {
      const holders = told.deferral?.rules.flatMap(({ holder }) => holder ?? []) ?? []
      const unique = [...new Map(holders.map((holder) => [`${holder.kind}:${holder.id}`, holder])).values()]
      return [...wait, ...unique.map((holder) => ({ kind: "changePolicy" as const, holder }))]
    }
  }
}

function eventHints(event: WaitingFor["event"]): Hint[] {
  if (event === null) return []
  return "message" in event
    ? [{ kind: "message", stepId: event.message, did: event.did }]
    : [{ kind: "event", name: event.name }]
}
