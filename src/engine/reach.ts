import { type Draft, putDelivery } from "./draft"
import { own } from "./own"
import { type Delivery, type DeliveryOrigin, deliveryAt, type MemberState, parseDeliveryId } from "./state"
import type { ConsentStatus } from "./types"

/** What a campaign has come to with a member, each told once (ANA-2). Instants in epoch ms. */
export interface Reach {
  /** The first message that left for the member. */
  reachedAt?: number
  /** The first time the member, no machine, opened, clicked or answered one. */
  engagedAt?: number
  /** The first time the member unsubscribed by one. */
  lostAt?: number
}
type What = keyof Reach

/** `firsts` of a delivery: what of `Reach` it was the first to bring, for the campaign that sent it and for the one it is of. */
export const firstBits: Record<What, { own: number; of: number }> = {
  reachedAt: { own: 1, of: 8 },
  engagedAt: { own: 2, of: 16 },
  lostAt: { own: 4, of: 32 },
}

/** The delivery as it is after it has brought something, and the campaigns for which that was the first time. */
export interface Noted {
  delivery: Delivery
  firstIn: string[]
}

/** Notes that a delivery has reached, engaged or lost its member at `at`. */
export function noteReach(
  draft: Draft,
  { delivery, origin }: { delivery: Delivery; origin: DeliveryOrigin },
  news: { what: What; at: number },
): Noted {
  const { what, at } = news
  const firstIn: string[] = []
  let { firsts = 0 } = delivery
  for (const [campaignId, bit] of [
    [origin.campaignId, firstBits[what].own],
    [delivery.of, firstBits[what].of],
  ] as const) {
    const known = campaignId === undefined ? undefined : own(draft.state.reach, campaignId)
    if (campaignId === undefined || known?.[what] !== undefined) continue
    draft.state.reach = { ...draft.state.reach, [campaignId]: { ...known, [what]: at } }
    firsts |= bit
    firstIn.push(campaignId)
  }
  return { delivery: firstIn.length === 0 ? delivery : { ...delivery, firsts }, firstIn }
}

/** What the entry of a word on consent says of the delivery that led to it, which has lost the member if it is a no. */
export function lostBy(
  draft: Draft,
  deliveryId: string | undefined,
  status: ConsentStatus,
): { deliveryId?: string; first?: boolean; firstIn?: string[] } {
  if (deliveryId === undefined) return {}
  const delivery = deliveryAt(draft.state, deliveryId)
  const origin = parseDeliveryId(deliveryId)
  if (status !== "unsubscribed" || delivery === undefined || origin === null) return { deliveryId }
  const first = delivery.unsubscribedAt === undefined
  const noted = noteReach(draft, { delivery, origin }, { what: "lostAt", at: draft.now })
  if (first) putDelivery(draft, { ...noted.delivery, unsubscribedAt: draft.now })
  const { firstIn } = noted
  return { deliveryId, first, ...(firstIn.length === 0 ? {} : { firstIn }) }
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
