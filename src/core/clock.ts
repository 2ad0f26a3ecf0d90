/** Where the present moment comes from. Every other module takes `now` as an argument or a `Clock`. */
export interface Clock {
  /** The present instant in epoch milliseconds. */
  now(): number
}

/** The machine's own clock, unshifted: rate limits and network time-outs use it directly. */
export const realClock: Clock = { now: () => Date.now() }
