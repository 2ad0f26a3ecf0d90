import { createId } from "../core/ids"
import { realRandom } from "../core/random"
import { insertDeadLetters } from "../db/dead-letters"
import type { Env } from "../env"
import { appClock } from "./clock"
import type { Delivery } from "./members"

/** Keeps calls that failed for good where a person sees them and can retry them (SEND-3), so that the others go on (RUN-5). */
export async function bury(env: Env, failed: readonly { item: Delivery; error: unknown }[]): Promise<void> {
  if (failed.length === 0) return
  const now = appClock.now()
  for (const { error } of failed) console.error("A member could not be reached; kept as a dead letter", error)
  await insertDeadLetters(
    env.DB,
    failed.map(({ item }) => ({ id: createId(now, realRandom), queue: "member", body: item, at: now })),
  ).run()
}
