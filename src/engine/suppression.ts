import { addressOf, isMessageChannel, isNews, withConsent } from "./consent"
import type { Draft } from "./draft"
import { keywordOf } from "./keywords"
import { applyPatch } from "./profile"
import { lostBy } from "./reach"
import type { Delivery, Suppression } from "./state"
import type { Channel, DeliveryReport, OutboundChannel, SettleResult } from "./types"

/** What a callback says about writing to an address again: bounces and complaints close it, STOP and START are obeyed (SEND-5, MSG-4). */
export function applySuppression(
  draft: Draft,
  delivery: Delivery,
  what: { channel: OutboundChannel; report: DeliveryReport; at: number },
): void {
  const { channel, report, at } = what
  const address = delivery.to ?? addressOf(draft.state.profile, channel)
  if (!isMessageChannel(channel) || address === null) return
  if (report.type === "complained") suppress(draft, { channel, address, reason: "complaint", at })
  if (report.type === "bounced" && report.stop) close(draft, { channel, address, reason: "stop", at }, delivery)
  else if (report.type === "bounced" && report.permanent)
    suppress(draft, { channel, address, reason: "hardBounce", at })
  if (report.type === "replied" && channel === "sms") obey(draft, { address, text: report.text, at }, delivery)
}

/**
 * Obeys a text that is STOP or START and nothing else, in English or Spanish (DEL-20).
 * @param delivery the message that it answers, if one is known
 */
export function obey(
  draft: Draft,
  { address, text, at }: { address: string; text: string; at: number },
  delivery?: Delivery,
): void {
  const channel = "sms"
  const keyword = keywordOf(text)
  if (keyword === "stop") close(draft, { channel, address, reason: "stop", at }, delivery)
  if (keyword !== "start") return
  const { suppressions } = draft.state
  draft.state.suppressions = suppressions.filter((one) => one.channel !== channel || one.reason !== "stop")
  say(draft, { channel, status: "subscribed" }, delivery)
}

/** What a provider's answer says of addresses: which push targets are gone, which address is closed (DEL-20, DEL-21). */
export function takeProvidersWord(
  draft: Draft,
  { delivery, channel, result }: { delivery: Delivery; channel: OutboundChannel; result: SettleResult },
): void {
  const { closed, deadTargets = [] } = result
  if (closed && isMessageChannel(channel)) close(draft, { channel, ...closed, at: draft.now }, delivery)
  if (deadTargets.length === 0) return
  // A target that was registered anew meanwhile has other keys or another token, and stays.
  const dead = new Set(deadTargets.map((target) => JSON.stringify(target)))
  const push = draft.state.profile.push.filter((target) => !dead.has(JSON.stringify(target)))
  applyPatch(draft, { push }, "provider")
}

function close(draft: Draft, suppression: Suppression, delivery?: Delivery): void {
  suppress(draft, suppression)
  const { channel, reason } = suppression
  if (reason === "stop") say(draft, { channel, status: "unsubscribed" }, delivery)
}

function suppress(draft: Draft, suppression: Suppression): void {
  const { channel, address } = suppression
  const { suppressions } = draft.state
  if (suppressions.some((one) => one.channel === channel && one.address === address)) return
  draft.state.suppressions = [...suppressions, suppression]
}

/** An answered keyword is also the member's word on the whole channel, shown as consent. */
function say(
  draft: Draft,
  what: { channel: Channel; status: "subscribed" | "unsubscribed" },
  delivery?: Delivery,
): void {
  const { channel, status } = what
  const said = { channel, scope: "all", status, at: draft.now, reason: "reply" }
  if (!isNews(draft.state.consent, said)) return
  draft.state.consent = withConsent(draft.state.consent, said)
  const { at: _, ...entry } = said
  draft.news.add("consent")
  draft.entries.push({ type: "consentChanged", ...entry, ...lostBy(draft, delivery?.id, status) })
}
