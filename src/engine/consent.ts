import { own } from "./own"
import { resetOf } from "./resets"
import type { MemberState } from "./state"
import type { CampaignControl, Channel, Consent, ConsentScope, OutboundChannel, Profile, Reason } from "./types"

/** Scopes that speak for a campaign (CAM-13). */
function scopesOf(control: CampaignControl): ConsentScope[] {
  const scopes = ["all", `campaign:${control.id}`]
  if (control.categoryId !== null) scopes.push(`category:${control.categoryId}`)
  if (control.groupId !== null) scopes.push(`group:${control.groupId}`)
  if (control.categoryId !== null && control.groupId !== null) {
    scopes.push(`categoryAndGroup:${control.categoryId}+${control.groupId}`)
  }
  return scopes
}

/** The member's word for a channel in one scope: the later of what was said for it and for all channels; null: none. */
function saidIn(consent: readonly Consent[], channel: Channel | "all", scope: ConsentScope): Consent["status"] | null {
  let latest: Consent | null = null
  for (const one of consent) {
    if (one.scope !== scope || (one.channel !== channel && one.channel !== "all")) continue
    if (latest === null || one.at >= latest.at) latest = one
  }
  return latest?.status ?? null
}

/** The word that holds for a channel in one scope; open where nothing was said. */
export function consentIn(consent: readonly Consent[], channel: Channel, scope: ConsentScope): Consent["status"] {
  return saidIn(consent, channel, scope) ?? "subscribed"
}

/** Whether a word says anything new: a word for all channels does wherever a single one says otherwise. */
export function isNews(consent: readonly Consent[], said: Pick<Consent, "channel" | "scope" | "status">): boolean {
  if (saidIn(consent, said.channel, said.scope) !== said.status) return true
  return said.channel === "all" && consent.some((one) => one.scope === said.scope && one.status !== said.status)
}

/** Whether a channel is open to anything at all: the fact `consent` of rules. */
export function consentOn(consent: readonly Consent[], channel: Channel): Consent["status"] {
  return consentIn(consent, channel, "all")
}

/** Whether the member has unsubscribed from a campaign on a channel, in any scope that covers it. */
export function isUnsubscribed(consent: readonly Consent[], control: CampaignControl, channel: Channel): boolean {
  return consent.length > 0 && scopesOf(control).some((scope) => consentIn(consent, channel, scope) === "unsubscribed")
}

/** Where the member has unsubscribed from a campaign: every word that must be taken back, by channel and scope. */
export function unsubscribedIn(
  consent: readonly Consent[],
  control: CampaignControl,
): { channel: Channel | "all"; scope: ConsentScope }[] {
  const scopes = scopesOf(control)
  return consent
    .filter((one) => one.status === "unsubscribed" && scopes.includes(one.scope))
    .map(({ channel, scope }) => ({ channel, scope }))
}

/** Replaces what was said before for the same channel and scope; a word for all channels replaces those for single ones. */
export function withConsent(consent: readonly Consent[], said: Consent): Consent[] {
  return [
    ...consent.filter((one) => one.scope !== said.scope || (said.channel !== "all" && one.channel !== said.channel)),
    said,
  ]
}

/** The address of a channel, for suppressions and for people; null when there is none. */
export function addressOf(profile: Profile, channel: OutboundChannel): string | null {
  switch (channel) {
    case "email":
      return profile.email
    case "sms":
      return profile.phone
    case "push": {
      const [target] = profile.push
      return target ? (target.kind === "webpush" ? target.endpoint : target.token) : null
    }
    case "webhook":
    case "pdf":
    case "staff":
      return null
  }
}

/** Whether what goes out there is a message to the member, bound by consent, suppressions and policies. */
export function isMessageChannel(channel: OutboundChannel): channel is Channel {
  return channel === "email" || channel === "sms" || channel === "push"
}

/**
 * Why a message may not be sent now, or null (SEND-6): address, suppression, consent, final result. A transactional
 * message is not bound by consent and results, only by suppressions.
 */
export function refusalOf(
  state: MemberState,
  control: CampaignControl,
  message: { channel: Channel; transactional: boolean },
  now: number,
): Reason | null {
  const { channel, transactional } = message
  const address = addressOf(state.profile, channel)
  if (address === null || address === "") {
    return channel === "email" ? "noAddress" : channel === "sms" ? "noPhone" : "noPushTarget"
  }
  if (isSuppressed(state, channel, address)) return "suppressed"
  if (transactional) return null
  if (isUnsubscribed(state.consent, control, channel)) return "unsubscribed"
  return finalResultOf(state, control, now)
}

function isSuppressed(state: MemberState, channel: Channel, address: string): boolean {
  return state.suppressions.some(
    (one) => one.channel === channel && (one.address === null || one.address.toLowerCase() === address.toLowerCase()),
  )
}

/** Whether a result still holds: a reset ends it after its period (CAM-12). */
export function hasResult(
  state: MemberState,
  control: CampaignControl,
  what: { kind: "converted" | "dismissed"; now: number },
): boolean {
  const result = own(state.results, control.id)
  const at = what.kind === "converted" ? result?.convertedAt : result?.dismissedAt
  if (at === undefined) return false
  const until = resetOf(control, what.kind === "converted" ? "convertedAt" : "dismissedAt", at)
  return until === null || what.now < until
}

/** The result that keeps a member from more messages of a campaign (CAM-10, CAM-11), or null. */
export function finalResultOf(
  state: MemberState,
  control: CampaignControl,
  now: number,
): "converted" | "dismissed" | null {
  if (hasResult(state, control, { kind: "dismissed", now })) return "dismissed"
  const stops = control.afterConversion === "stop" && hasResult(state, control, { kind: "converted", now })
  return stops ? "converted" : null
}
