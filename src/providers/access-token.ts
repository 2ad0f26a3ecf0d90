import { realClock } from "../core/clock"
import type { SendOutcome } from "./provider"

/** A token to call with, or what becomes of the messages without one. */
export type AccessToken = { kind: "got"; token: string } | { kind: "none"; outcome: SendOutcome }

/** A token is not used any more this long before its end, in s. */
const marginSeconds = 300
const knownMax = 50
const known = new Map<string, { token: string; until: number }>()

/** A token that lasts, asked for once per isolate and lifetime. Times are network time, not the time machine's. */
export async function accessToken(
  name: string,
  ask: () => Promise<{ kind: "got"; token: string; seconds: number } | { kind: "none"; outcome: SendOutcome }>,
): Promise<AccessToken> {
  const now = realClock.now()
  const kept = known.get(name)
  if (kept !== undefined && now < kept.until) return { kind: "got", token: kept.token }
  const answer = await ask()
  if (answer.kind === "none") return answer
  if (known.size >= knownMax) known.clear()
  known.set(name, { token: answer.token, until: now + (answer.seconds - marginSeconds) * 1000 })
  return { kind: "got", token: answer.token }
}

/** Asks anew next time: this token has been refused. */
export function forgetAccess(token: string): void {
  for (const [name, one] of known) if (one.token === token) known.delete(name)
}
