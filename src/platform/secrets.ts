import { keyRing } from "../core/key-ring"
import type { Env } from "../env"

/** What this system signs and seals with, and what it did so with before. */
export function secretsOf(env: Env): string {
  return keyRing(env.SECRET_KEY, env.SECRET_KEYS_OLD)
}
