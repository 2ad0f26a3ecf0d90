import type { ClientMessageKey } from "../../content/client-messages"
import { addressOf, consentIn, isNews } from "../../engine/consent"
import type { Channel, Consent, ConsentScope } from "../../engine/types"
import type { WishSubject } from "./subject"

/** What a member can say on one channel in one scope. */
export type Word = Pick<Consent, "channel" | "scope" | "status">

/** What the link to unsubscribe closes: the campaign's scope and channels (CAM-13). */
export function unsubscribeWord({ campaign, channel }: WishSubject): Word {
  const { scope, channels } = campaign.settings.unsubscribe
  return { channel: channels === "all" ? "all" : channel, scope: scopeIn(campaign, scope), status: "unsubscribed" }
}

/** A scope of this campaign; one that needs a category or group that it has not is the campaign itself. */
function scopeIn(
  { id, categoryId, groupId }: WishSubject["campaign"],
  scope: WishSubject["campaign"]["settings"]["unsubscribe"]["scope"],
): ConsentScope {
  if (scope === "all") return "all"
  if (scope === "category" && categoryId !== null) return `category:${categoryId}`
  if (scope === "group" && groupId !== null) return `group:${groupId}`
  if (scope === "categoryAndGroup" && categoryId !== null && groupId !== null)
    return `categoryAndGroup:${categoryId}+${groupId}`
  return `campaign:${id}`
}

/** Whether the member has said already what the link to unsubscribe says. */
export function isUnsubscribedBy(subject: WishSubject): boolean {
  return subject.state !== null && !isNews(subject.state.consent, unsubscribeWord(subject))
}

/** What the preference page offers: every scope that speaks for the campaign, from the widest to the narrowest. */
export function scopesOffered(subject: WishSubject): { scope: ConsentScope; label: ClientMessageKey }[] {
  const { campaign } = subject
  const offered = [
    ["all", "scopeAll"],
    ["category", "scopeCategory"],
    ["group", "scopeGroup"],
    ["categoryAndGroup", "scopeCategoryAndGroup"],
    ["campaign", "scopeCampaign"],
  ] as const
  const seen = new Set<string>()
  return offered.flatMap(([name, label]) => {
    const scope = scopeIn(campaign, name)
    // What falls back to the campaign is offered once, as the campaign.
    if (name !== "campaign" && scope.startsWith("campaign:")) return []
    // The two together only where the campaign speaks of them: as a rule the two alone say enough.
    if (name === "categoryAndGroup" && campaign.settings.unsubscribe.scope !== name) return []
    return seen.has(scope) ? [] : [{ scope, label }]
  })
}

/** The channels on which the member can be reached, and the message's own. */
export function channelsOffered({ state, channel }: WishSubject): Channel[] {
  const all: Channel[] = ["email", "sms", "push"]
  return all.filter((one) => one === channel || (state !== null && addressOf(state.profile, one) !== null))
}

export function isOpen({ state }: WishSubject, channel: Channel, scope: ConsentScope): boolean {
  return state === null || consentIn(state.consent, channel, scope) === "subscribed"
}

/** How a place on the preference page is named in its form. */
export function cellName(channel: Channel, scope: ConsentScope): string {
  return `${channel} ${scope}`
}

/** What a saved preference page says anew. @param open names of the places that are to be open */
export function changesIn(subject: WishSubject, open: ReadonlySet<string>): Word[] {
  return scopesOffered(subject).flatMap(({ scope }) =>
    channelsOffered(subject).flatMap((channel): Word[] => {
      const wanted = open.has(cellName(channel, scope))
      if (wanted === isOpen(subject, channel, scope)) return []
      return [{ channel, scope, status: wanted ? "subscribed" : "unsubscribed" }]
    }),
  )
}
