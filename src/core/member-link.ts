import { readToken, signToken } from "./signed-token"

/** Whom a link in a message is for: whoever has it acts for that member, and for nobody else (MSG-5). */
export type MemberLink =
  | { kind: "delivery"; deliveryId: string; memberId: string }
  /** In previews and test messages: leads to the same pages, which then change nothing (UNS-21). */
  | { kind: "preview"; campaignId: string; channel: string; language: string }

const linkPurpose = { name: "link", bytes: 16 }
const destinationPurpose = { name: "to", bytes: 16 }
/** Stands in no id, language or address. */
const between = "\n"

/** The part of an address that no one can guess: the same for all links of one message. */
export async function signMemberLink(ring: string, link: MemberLink): Promise<string> {
  const parts =
    link.kind === "delivery" ? [link.deliveryId, link.memberId] : ["", link.campaignId, link.channel, link.language]
  return await signToken(ring, linkPurpose, parts.join(between))
}

/** Reads what `signMemberLink` made; null: it is not ours. */
export async function readMemberLink(ring: string, token: string): Promise<MemberLink | null> {
  const payload = await readToken(ring, linkPurpose, token)
  if (payload === null) return null
  const [deliveryId = "", ...rest] = payload.split(between)
  if (deliveryId !== "") return { kind: "delivery", deliveryId, memberId: rest.join(between) }
  const [campaignId = "", channel = "", language = ""] = rest
  return { kind: "preview", campaignId, channel, language }
}

/** Where a click leads, and which of the message's links it is, counted from 1 (MSG-6). */
export interface Destination {
  url: string
  index: number
  /** Different links of the message. */
  of: number
}

/** The part of a tracked link that says where it leads; it is the same for every member whose message has that link. */
export async function signDestination(ring: string, { url, index, of }: Destination): Promise<string> {
  return await signToken(ring, destinationPurpose, [index, of, url].join(between))
}

/** Reads what `signDestination` made; null: it is not ours. */
export async function readDestination(ring: string, token: string): Promise<Destination | null> {
  const payload = await readToken(ring, destinationPurpose, token)
  if (payload === null) return null
  const [index, of, ...url] = payload.split(between)
  return { url: url.join(between), index: Number(index), of: Number(of) }
}
