import { type Draft, putDelivery } from "./draft"
import { own } from "./own"
import { firstBits, type What } from "./reached"
import { type Delivery, type DeliveryOrigin, deliveryAt, parseDeliveryId } from "./state"
import type { ConsentStatus } from "./types"

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
