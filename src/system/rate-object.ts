import { DurableObject } from "cloudflare:workers"
import { realClock } from "../core/clock"
import { emptyRate, type RateState, takeTurns } from "../core/send-rate"
import type { Env } from "../env"

const stateKey = "rate"

/**
 * The send rate of one provider over all consumers (SEND-4, LOD-02): gives turns, a whole batch at a time. Only providers
 * that have a rate ask it. It goes by real time: providers know no other.
 */
export class RateObject extends DurableObject<Env> {
  /** How long each message has to wait, in ms: first those that come back at their turn, then the others. */
  async take(ask: { perSecond: number; returning: number; fresh: number }): Promise<number[]> {
    const { kv } = this.ctx.storage
    const { state, waits } = takeTurns(kv.get<RateState>(stateKey) ?? emptyRate, { ...ask, now: realClock.now() })
    kv.put(stateKey, state)
    return waits
  }
}
