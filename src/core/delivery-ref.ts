import { readToken, signToken } from "./signed-token"

/** Which delivery to whom. */
export interface DeliveryRef {
  memberId: string
  deliveryId: string
}

const purpose = "delivery"

/** A delivery's name for the outside: providers give it back with what they report, whatever their own ids are (SEND-5). */
export async function signDeliveryRef(secretKey: string, { memberId, deliveryId }: DeliveryRef): Promise<string> {
  return await signToken(secretKey, purpose, JSON.stringify([memberId, deliveryId]))
}

/** Reads what `signDeliveryRef` made; null: it is not ours. */
export async function readDeliveryRef(secretKey: string, text: string): Promise<DeliveryRef | null> {
  const payload = await readToken(secretKey, purpose, text)
  if (payload === null) return null
  const [memberId, deliveryId] = JSON.parse(payload) as [string, string]
  return { memberId, deliveryId }
}
