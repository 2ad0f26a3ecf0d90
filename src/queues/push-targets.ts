import { realRandom } from "../core/random"
import type { StoredProvider } from "../db/providers"
import type { PushTarget, SendOrder, SettleResult } from "../engine/types"
import type { OutboundMessage, SendOutcome } from "../providers/provider"
import { laterAt, retryAt } from "./backoff"

/** One message to one of a member's devices. */
export interface Shot {
  target: PushTarget
  message: OutboundMessage
}

/** What became of it; undefined: its provider has said nothing. */
export type Tried = Shot & { outcome: SendOutcome | undefined }

/** A push target as people see it. */
export function targetText(target: PushTarget): string {
  return target.kind === "webpush" ? target.endpoint : target.token
}

/** Kinds of targets that can be reached: those whose provider is set up. The built-in outbox is none of them. */
export function reachableKinds({ configs }: StoredProvider): ReadonlySet<string> {
  return new Set(configs.map((one) => one.kind).filter((kind) => kind !== "outbox"))
}

/** The message for each of the member's targets that can be reached (DEL-21). */
export function shotsOf(order: SendOrder, message: OutboundMessage, reachable: ReadonlySet<string>): Shot[] {
  const targets = order.profile.push.filter((target) => reachable.has(target.kind))
  return targets.map((target, index) => ({ target, message: aimed(message, target, index) }))
}

/** A message made out to one target; the first keeps the delivery's own key. */
export function aimed(message: OutboundMessage, target: PushTarget, index = 0): OutboundMessage {
  const { idempotencyKey: key } = message
  const idempotencyKey = index === 0 ? key : `${key}.${index + 1}`
  const keys = target.kind === "webpush" ? { keys: target.keys } : {}
  return { ...message, idempotencyKey, to: targetText(target), ...keys }
}

/**
 * What is to be said of a delivery whose message went to several targets (DEL-21): sent when any took it; when one may have
 * taken it, it is not tried again; targets that are gone are named; with none left there was nobody to send it to.
 */
export function settledByTargets(order: SendOrder, tried: readonly Tried[], now: number): SettleResult {
  const gone = tried.filter(({ outcome }) => outcome?.kind === "refused" && outcome.address === "gone")
  const dead = gone.length === 0 ? {} : { deadTargets: gone.map((one) => one.target) }
  return { ...withoutDead(order, tried, now), ...dead }
}

function withoutDead(order: SendOrder, tried: readonly Tried[], now: number): SettleResult {
  if (tried.length === 0) return noTarget("None of the member's devices can be reached by what is set up.")
  const outcomes = tried.map((one) => one.outcome ?? silent)
  const taken = outcomes.findIndex((one) => one.kind === "accepted")
  const first = outcomes[taken]
  if (first?.kind === "accepted") {
    return { status: "sent", at: now, providerId: first.providerId, to: tried[taken]?.message.to ?? "" }
  }
  const unknown = outcomes.find((one) => one.kind === "unknown")
  if (unknown?.kind === "unknown") return { status: "unknown", detail: unknown.detail }
  const passing = outcomes.find((one) => one.kind === "retry" || (one.kind === "refused" && !one.permanent))
  if (passing !== undefined) {
    const { afterMs, throttled = false } = passing.kind === "retry" ? passing : { afterMs: null }
    return retryAt(order, { now, afterMs, detail: detailOf(passing), throttled }, realRandom)
  }
  const later = outcomes.find((one) => one.kind === "later")
  if (later?.kind === "later") return laterAt(later, now)
  const refusals = outcomes.flatMap((one) => (one.kind === "refused" && one.address !== "gone" ? [one] : []))
  const [refusal] = refusals
  if (refusal === undefined) return noTarget(detailOf(outcomes[0] ?? silent))
  const reason = refusal.code === blockedCode ? "blockedAddress" : "failedPermanently"
  return { status: "failed", reason, detail: detailOf(refusal) }
}

/** Code of a target whose address may not be called (API-5). */
export const blockedCode = "blockedAddress"

const silent: SendOutcome = { kind: "retry", afterMs: null, detail: "The provider gave no answer for this message." }

function noTarget(detail: string): SettleResult {
  return { status: "skipped", reason: "noPushTarget", detail }
}

function detailOf(outcome: SendOutcome): string {
  switch (outcome.kind) {
    case "accepted":
      return ""
    case "refused":
      return outcome.code === blockedCode ? outcome.detail : `${outcome.code}: ${outcome.detail}`
    case "retry":
    case "later":
    case "unknown":
      return outcome.detail
  }
}
