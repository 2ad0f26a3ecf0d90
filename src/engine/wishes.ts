import { isNews, withConsent } from "./consent"
import type { Draft } from "./draft"
import { lostBy } from "./reach"
import type { Consent, MemberInput } from "./types"

/** A word on consent, whoever has said it; one that says nothing new changes nothing. */
export function changeConsent(
  draft: Draft,
  said: Omit<Extract<MemberInput, { kind: "consentChanged" }>, "kind">,
): void {
  const { channel, scope, status, reason, deliveryId } = said
  const { consent } = draft.state
  if (!isNews(consent, { channel, scope, status })) return
  draft.state.consent = withConsent(consent, { channel, scope, status, at: draft.now, reason })
  draft.news.add("consent")
  const entry = { type: "consentChanged", channel, scope, status, reason } as const
  draft.entries.push({ ...entry, ...lostBy(draft, deliveryId, status) })
}

/**
 * What the member wishes by the link of a message, in one act (MSG-5). What held before in its scopes is kept, so that
 * the act can be undone; one that says nothing new leaves the undo of the one before.
 */
export function takeWishes(draft: Draft, input: Extract<MemberInput, { kind: "wishesSaid" }>): void {
  const { deliveryId, words, reason } = input
  const before = draft.state.consent
  for (const word of words) changeConsent(draft, { ...word, reason, deliveryId })
  if (draft.state.consent === before) return
  const scopes = [...new Set(words.map((word) => word.scope))]
  draft.state.undo = { deliveryId, scopes, words: before.filter((one) => scopes.includes(one.scope)) }
}

/** Puts back what held in the scopes of the last act, word by word (UNS-04); only by the link that it was done with. */
export function undoWishes(draft: Draft, { deliveryId }: Extract<MemberInput, { kind: "wishesUndone" }>): void {
  const { undo, consent } = draft.state
  if (undo === undefined || undo.deliveryId !== deliveryId) return
  const said = consent.filter((one) => undo.scopes.includes(one.scope))
  draft.state.consent = [...consent.filter((one) => !undo.scopes.includes(one.scope)), ...undo.words]
  delete draft.state.undo
  draft.news.add("consent")
  for (const { channel, scope, status } of changesOf(said, undo.words)) {
    draft.entries.push({ type: "consentChanged", channel, scope, status, reason: "undo", deliveryId })
  }
}

/** How the words that were said become those that held: a word that was not there before is taken back by its opposite. */
function changesOf(
  said: readonly Consent[],
  held: readonly Consent[],
): Pick<Consent, "channel" | "scope" | "status">[] {
  const same = (one: Consent) => (other: Consent) => other.channel === one.channel && other.scope === one.scope
  return [
    ...said
      .filter((one) => !held.some(same(one)))
      .map((one) => ({ ...one, status: one.status === "unsubscribed" ? "subscribed" : "unsubscribed" }) as const),
    ...held.filter((one) => said.find(same(one))?.status !== one.status),
  ]
}
