import type { ClientLanguage } from "../../content/client-messages"
import type { MemberInput } from "../../engine/types"
import type { Ctx } from "../context"
import { type WishSubject, wishSubject } from "./subject"
import type { WishView } from "./types"
import { wishView } from "./view"
import { changesIn, unsubscribeWord } from "./words"

/** A link, and the language in which whoever is not known reads. */
export interface ByLink {
  token: string
  language: ClientLanguage
}

/** What the pages of a link show; null when it is none of ours. Changes nothing (UNS-03). */
export async function readWishes(ctx: Ctx, { token, language }: ByLink): Promise<WishView | null> {
  const subject = await wishSubject(ctx, token, language)
  return subject === null ? null : await wishView(ctx, subject)
}

/** Closes what the campaign's link closes (CAM-13). Whoever was erased has nothing to close, and hears the same (UNS-11). */
export async function unsubscribe(ctx: Ctx, by: ByLink): Promise<WishView | null> {
  const view = await act(ctx, by, (subject, deliveryId) => [
    { kind: "wishesSaid", deliveryId, words: [unsubscribeWord(subject)], reason: "link" },
  ])
  return view === null ? null : { ...view, unsubscribed: true }
}

/** Takes back the last thing that was done by this link (UNS-04). */
export async function undoWishes(ctx: Ctx, by: ByLink): Promise<WishView | null> {
  return await act(ctx, by, (_, deliveryId) => [{ kind: "wishesUndone", deliveryId }])
}

/** Opens and closes what the preference page says (MSG-5). @param open names of its places that are to be open */
export async function saveWishes(ctx: Ctx, { open, ...by }: ByLink & { open: string[] }): Promise<WishView | null> {
  return await act(ctx, by, (subject, deliveryId) => {
    const words = changesIn(subject, new Set(open))
    return words.length === 0 ? [] : [{ kind: "wishesSaid", deliveryId, words, reason: "preferences" }]
  })
}

/** Ends this campaign for the member, where it offers that (CAM-11). */
export async function dismiss(ctx: Ctx, by: ByLink): Promise<WishView | null> {
  return await act(ctx, by, ({ campaign }) =>
    campaign.settings.dismissible ? [{ kind: "dismissed", campaignId: campaign.id }] : [],
  )
}

/** Tells the member what is wished, and shows what holds then; previews and erased members change nothing (UNS-21). */
async function act(
  ctx: Ctx,
  by: ByLink,
  inputsOf: (subject: WishSubject, deliveryId: string) => MemberInput[],
): Promise<WishView | null> {
  const subject = await wishSubject(ctx, by.token, by.language)
  if (subject === null) return null
  const { link } = subject
  if (link.kind === "delivery") {
    const inputs = inputsOf(subject, link.deliveryId)
    if (inputs.length > 0) await ctx.members.tell(link.memberId, inputs)
    return await readWishes(ctx, by)
  }
  return await wishView(ctx, subject)
}
