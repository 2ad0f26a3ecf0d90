import type { Delivery, MemberState } from "./state"

/** What a campaign has come to with a member, each told once (ANA-2). Instants in epoch ms. */
export interface Reach {
  /** The first message that left for the member. */
  reachedAt?: number
  /** The first time the member, no machine, opened, clicked or answered one. */
  engagedAt?: number
  /** The first time the member unsubscribed by one. */
  lostAt?: number
}
export type What = keyof Reach

/** `firsts` of a delivery: what of `Reach` it was the first to bring, for the campaign that sent it and for the one it is of. */
export const firstBits: Record<What, { own: number; of: number }> = {
  reachedAt: { own: 1, of: 8 },
  engagedAt: { own: 2, of: 16 },
  lostAt: { own: 4, of: 32 },
}

/** What a state of an earlier release can tell by the deliveries that it still has. */
export function reachOf(
  deliveries: readonly Delivery[],
  campaignOf: (id: string) => string | null,
): MemberState["reach"] {
  const reach: Record<string, Reach> = {}
  for (const { id, sentAt, openedAt, clickedAt, repliedAt } of deliveries) {
    const campaignId = campaignOf(id)
    if (campaignId === null || sentAt === null) continue
    const known = reach[campaignId]
    const engaged = [known?.engagedAt, openedAt, clickedAt, repliedAt].filter((one) => one !== undefined)
    reach[campaignId] = {
      reachedAt: Math.min(known?.reachedAt ?? sentAt, sentAt),
      ...(engaged.length === 0 ? {} : { engagedAt: Math.min(...engaged) }),
    }
  }
  return reach
}
