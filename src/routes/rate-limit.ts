import { realClock } from "../core/clock"
import { AppError } from "../core/errors"
import type { Actor, Config } from "../services/context"

/** Requests a token may make: a steady rate a second, and a burst. Counted per isolate, by the machine's clock. */
const bucket = { perSecond: 100, burst: 200, tokensMax: 10_000 } as const
const buckets = new Map<string, { left: number; at: number }>()

/** Takes one request from the token's bucket; 429 when it is empty. ADMIN_TOKEN is exempt in local mode. */
export function limitRate(actor: Actor, config: Config): void {
  const key = actor.kind === "token" ? actor.id : actor.kind === "owner" && !config.local ? "owner" : null
  if (key === null) return
  const now = realClock.now()
  const known = buckets.get(key) ?? { left: bucket.burst, at: now }
  const left = Math.min(bucket.burst, known.left + ((now - known.at) / 1000) * bucket.perSecond)
  if (buckets.size >= bucket.tokensMax) buckets.clear()
  buckets.set(key, { left: Math.max(0, left - 1), at: now })
  if (left >= 1) return
  throw new AppError("tooManyRequests", `A token may make ${bucket.perSecond} requests a second.`, {
    retryAfterSeconds: Math.max(1, Math.ceil((1 - left) / bucket.perSecond)),
  })
}
