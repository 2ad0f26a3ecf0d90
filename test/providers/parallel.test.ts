import { afterEach, beforeEach, describe, expect, it, vi } from "vitest"
import { sendEach, sendEachElsewhere } from "../../src/providers/parallel"
import type { SendOutcome } from "../../src/providers/provider"

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] })
})
afterEach(() => {
  vi.useRealTimers()
})

const hundred = Array.from({ length: 100 }, (_, n) => n)
const accepted: SendOutcome = { kind: "accepted", providerId: null }
const unknown: SendOutcome = { kind: "unknown", detail: "The call got no answer." }

/** How many outcomes of each kind there are. */
function tally(outcomes: readonly SendOutcome[]) {
  const kinds = Map.groupBy(outcomes, ({ kind }) => kind)
  return Object.fromEntries([...kinds].map(([kind, all]) => [kind, all.length]))
}

describe("one call a message", () => {
  it("DEL-06 an end that is gone costs each batch one message's certainty, not a hundred's", async () => {
    const called: number[] = []
    const outcomes = await sendEach(hundred, async (n) => {
      called.push(n)
      return unknown
    })
    expect(called).toEqual([0])
    expect(tally(outcomes)).toEqual({ unknown: 1, retry: 99 })
  })

  it("DEL-06 what is in flight when one gets no answer keeps its own outcome; the rest is tried again", async () => {
    const outcomes = await sendEach(hundred, async (n) => (n === 50 ? unknown : accepted))
    expect(outcomes[50]).toEqual(unknown)
    expect(outcomes.slice(0, 50).every(({ kind }) => kind === "accepted")).toBe(true)
    expect(outcomes.slice(56).every(({ kind }) => kind === "retry")).toBe(true)
  })

  it("DEL-21 one push service that is silent holds up no other", async () => {
    const outcomes = await sendEachElsewhere(hundred, async (n) => (n % 10 === 0 ? unknown : accepted))
    expect(tally(outcomes)).toEqual({ unknown: 10, accepted: 90 })
  })

  it("DEL-04 after a 429 nobody else of the batch asks; their pause is no attempt", async () => {
    const called: number[] = []
    const outcomes = await sendEach(hundred, async (n) => {
      called.push(n)
      return n === 7 ? { kind: "retry", afterMs: 30_000, detail: "HTTP 429", throttled: true } : accepted
    })
    expect(called.length).toBeLessThanOrEqual(13)
    expect(outcomes[99]).toEqual({ kind: "later", afterMs: 30_000, detail: "The provider asks for a pause." })
    expect(tally(outcomes)).toEqual({ accepted: called.length - 1, retry: 1, later: 100 - called.length })
  })

  it("CAM-7 a slow provider gets no message of a batch later than 9 s after it began; the rest was not tried", async () => {
    const called: (() => void)[] = []
    const sending = sendEach(hundred, () => new Promise<SendOutcome>((done) => called.push(() => done(accepted))))
    // Each call takes two seconds: one alone, then six at a time, the last of them begun after eight.
    for (let answered = 0; answered < called.length; ) {
      await vi.advanceTimersByTimeAsync(2_000)
      for (const answer of called.slice(answered)) answer()
      answered = called.length
      await vi.advanceTimersByTimeAsync(0)
    }
    expect(tally(await sending)).toEqual({ accepted: 25, later: 75 })
    expect(called).toHaveLength(25)
  })
})
