import { addressOf, isMessageChannel, isNews, withConsent } from "./consent"
import type { Draft } from "./draft"
import { keywordOf } from "./keywords"
import type { Delivery, Suppression } from "./state"
import type { Channel, DeliveryReport, OutboundChannel } from "./types"

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
  if (report.type === "bounced" && report.permanent) suppress(draft, { channel, address, reason: "hardBounce", at })
  if (report.type !== "replied" || channel !== "sms") return
  const keyword = keywordOf(report.text)
  if (keyword === "stop") {
    suppress(draft, { channel, address, reason: "stop", at })
    say(draft, delivery, { channel, status: "unsubscribed" })
  } else if (keyword === "start") {
    draft.state.suppressions = draft.state.suppressions.filter(
      (one) => one.channel !== channel || one.reason !== "stop",
    )
    say(draft, delivery, { channel, status: "subscribed" })
  }
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
  delivery: Delivery,
  what: { channel: Channel; status: "subscribed" | "unsubscribed" },
): void {
  const { channel, status } = what
  const said = { channel, scope: "all", status, at: draft.now, reason: "reply" }
  if (!isNews(draft.state.consent, said)) return
  draft.state.consent = withConsent(draft.state.consent, said)
  const { at: _, ...entry } = said
  draft.news.add("consent")
  draft.entries.push({ type: "consentChanged", ...entry, deliveryId: delivery.id })
}
