import { readToken, signToken } from "./signed-token"

const purpose = "export"

/** The unguessable part of a link to a kept export; good until an instant (epoch ms). */
export async function exportToken(secretKey: string, link: { id: string; until: number }): Promise<string> {
  return await signToken(secretKey, purpose, `${link.id}.${link.until}`)
}

/** The export that a token leads to at `now` (epoch ms); null when it is none of ours, or its time is over. */
export async function exportIdIn(secretKey: string, token: string, now: number): Promise<string | null> {
  const [id, until] = (await readToken(secretKey, purpose, token))?.split(".") ?? []
  return id !== undefined && until !== undefined && Number(until) > now ? id : null
}
