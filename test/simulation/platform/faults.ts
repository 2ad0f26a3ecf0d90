import type { Chance } from "./chance"

/** What may go wrong, each with the chance of one operation to be hit. */
export interface Weather {
  /** A statement or batch of D1 fails before anything is written. */
  d1Lost: number
  /** It is committed, and the answer is lost. */
  d1Unanswered: number
  /** A call to an object never arrives. */
  callLost: number
  /** The object has done what it was asked, and the answer is lost. */
  callUnanswered: number
  /** A commit of an object's storage fails and is rolled back. */
  commitFailed: number
  alarmLate: number
  alarmTwice: number
  alarmLost: number
  /** An object leaves memory between two calls. */
  eviction: number
  sendLost: number
  /** A queue took the messages, and its answer is lost. */
  sendUnanswered: number
  messageLost: number
  messageTwice: number
  messageLate: number
  /** The isolate dies before or after an operation takes effect. */
  crash: number
  /** A provider takes the message and its answer is lost. */
  providerSilent: number
  providerRefuses: number
  /** 429 with Retry-After. */
  providerThrottles: number
  providerDown: number
  /** It takes its time to answer. */
  providerSlow: number
  /** A file is not kept, or not read. */
  bucketLost: number
  /** It is kept, and nobody hears of it. */
  bucketUnanswered: number
  /** Any operation takes seconds instead of milliseconds. */
  slow: number
}

export const calm: Weather = {
  d1Lost: 0,
  d1Unanswered: 0,
  callLost: 0,
  callUnanswered: 0,
  commitFailed: 0,
  alarmLate: 0,
  alarmTwice: 0,
  alarmLost: 0,
  eviction: 0,
  sendLost: 0,
  sendUnanswered: 0,
  messageLost: 0,
  messageTwice: 0,
  messageLate: 0,
  crash: 0,
  providerSilent: 0,
  providerRefuses: 0,
  providerThrottles: 0,
  providerDown: 0,
  providerSlow: 0,
  slow: 0,
  bucketLost: 0,
  bucketUnanswered: 0,
}

/** A storm of its own for each seed: some kinds of trouble not at all, others now and then, some often. */
export function stormOf(chance: Chance): Weather {
  const storm = { ...calm }
  const files: readonly string[] = ["bucketLost", "bucketUnanswered"]
  for (const kind of Object.keys(calm) as (keyof Weather)[]) {
    // Seeds from before there were files stay what they were.
    if (files.includes(kind)) storm[kind] = chance.fork(kind).pick([0, 0.01, 0.1])
    else storm[kind] = chance.pick([0, 0.002, 0.01, 0.01, 0.04]) * (kind === "crash" ? 0.15 : 1)
  }
  storm.eviction = chance.pick([0, 0.05, 0.5])
  return storm
}

/** Decides what goes wrong, and counts it. */
export class Faults {
  /** By kind: how often it was let loose. */
  readonly injected = new Map<keyof Weather, number>()
  private on = true

  constructor(
    private readonly weather: Weather,
    private readonly chance: Chance,
    /** Whether operations take time of their own. */
    readonly takesTime: boolean,
  ) {}

  /** From now on nothing goes wrong any more. */
  stop(): void {
    this.on = false
  }

  hit(kind: keyof Weather): boolean {
    if (!this.on || this.weather[kind] === 0 || !this.chance.hit(this.weather[kind])) return false
    this.injected.set(kind, (this.injected.get(kind) ?? 0) + 1)
    return true
  }

  /** How long an operation is under way, in ms. */
  latency(): number {
    if (!this.takesTime) return 0
    return this.hit("slow") ? this.chance.int(500, 8_000) : this.chance.int(0, 12)
  }

  between(min: number, max: number): number {
    return this.chance.int(min, max)
  }
}

/** As the platform fails calls: what may simply be tried again says so. */
export function networkError(what: string): Error {
  return Object.assign(new Error(`Network connection lost. (${what})`), { retryable: true })
}
