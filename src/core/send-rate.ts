/** How far a provider's turns are given. Epoch ms of real time. */
export interface RateState {
  /** The next turn that nobody has. */
  free: number
  /** When the next message may leave, whoever's turn it is: late ones must not go in a heap. */
  leaves: number
}

export const emptyRate: RateState = { free: 0, leaves: 0 }

/** A message may leave this much before its turn, in ms: what goes together costs less than what goes one by one. */
const aheadMs = 250

/**
 * Gives turns to messages at `perSecond` (SEND-4). Those that come back at their turn (`returning`) leave unless too many
 * of them are late; the others (`fresh`) get the next free ones.
 * @param now epoch ms of real time
 * @returns how long each has to wait, in ms, 0 to leave now: first the returning ones, then the fresh
 */
export function takeTurns(
  state: RateState,
  { perSecond, now, returning, fresh }: { perSecond: number; now: number; returning: number; fresh: number },
): { state: RateState; waits: number[] } {
  const gap = 1_000 / perSecond
  let free = Math.max(state.free, now)
  let leaves = Math.max(state.leaves, now)
  /** Where those that are too late for now may try again: turns of nobody, so that nothing is lost by them. */
  let next = leaves
  const waits = Array.from({ length: returning + fresh }, (_, index) => {
    const isFresh = index >= returning
    const turn = isFresh ? Math.max(free, next) : next
    if (isFresh) free = turn + gap
    else next = turn + gap
    if (turn > now + aheadMs) return untilBeat(turn, now)
    leaves = turn + gap
    next = Math.max(next, leaves)
    return 0
  })
  return { state: { free, leaves }, waits }
}

/** Turns that lie near together come back together. */
function untilBeat(turn: number, now: number): number {
  return Math.ceil(turn / aheadMs) * aheadMs - now
}
