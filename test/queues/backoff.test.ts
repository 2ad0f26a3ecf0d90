import { describe, expect, it } from "vitest"
import { retryAt } from "../../src/queues/backoff"

const random = { bytes: (length: number) => new Uint8Array(length), fraction: () => 0.5 }
const failure = (afterMs: number | null = null) => ({ now: 1_000_000, afterMs, detail: "HTTP 503" })
const hour = 3_600_000

describe("another attempt", () => {
  it("SEND-3 pauses double, with jitter, up to 12 hours", () => {
    const waits = [1, 2, 3, 11].map((attempt) => retryAt({ attempt }, failure(), random))
    expect(waits.map((one) => (one.status === "retry" ? one.retryAt - 1_000_000 : null))).toEqual([
      ...[2_000, 4_000, 8_000, 2_048_000],
    ])
    const late = retryAt({ attempt: 30 }, failure(), random, 100 * hour)
    expect(late).toMatchObject({ status: "retry", retryAt: 1_000_000 + 12 * hour })
  })

  it("DEL-04 what is asked for is obeyed: at least a second, at most 12 hours", () => {
    expect(retryAt({ attempt: 1 }, failure(90_000), random)).toMatchObject({ retryAt: 1_090_000 })
    expect(retryAt({ attempt: 1 }, failure(0), random)).toMatchObject({ retryAt: 1_001_000 })
    expect(retryAt({ attempt: 1 }, failure(999_999_999_000), random)).toMatchObject({ retryAt: 1_000_000 + 12 * hour })
  })

  it("SEND-3 a message fails for good after twelve attempts", () => {
    expect(retryAt({ attempt: 11 }, failure(), random).status).toBe("retry")
    expect(retryAt({ attempt: 12 }, failure(), random)).toMatchObject({ status: "failed", reason: "failedRetries" })
  })

  it("DEL-04 who only met with too many others is never given up for that, and comes back ever less often", () => {
    const storm = { ...failure(1_000), throttled: true }
    const waits = [1, 3, 4, 8, 12, 30].map((attempt) => retryAt({ attempt }, storm, random))
    expect(waits.map((one) => (one.status === "retry" ? one.retryAt - 1_000_000 : null))).toEqual([
      ...[1_000, 1_000, 16_000, 256_000, 4_096_000, 12 * hour],
    ])
    // A pause longer than ours is kept to.
    expect(retryAt({ attempt: 4 }, { ...storm, afterMs: hour }, random)).toMatchObject({ retryAt: 1_000_000 + hour })
  })

  it("FLOW-9 a call is made until its last instant, and once at it; a longer pause that is asked for ends it", () => {
    const lastAt = 1_000_000 + hour
    expect(retryAt({ attempt: 20 }, failure(), random, lastAt)).toMatchObject({ status: "retry", retryAt: lastAt })
    expect(retryAt({ attempt: 20 }, { ...failure(), now: lastAt }, random, lastAt).status).toBe("failed")
    expect(retryAt({ attempt: 1 }, failure(2 * hour), random, lastAt).status).toBe("failed")
    // Our own part of a pause can be shorter.
    expect(retryAt({ attempt: 20 }, failure(1_000), random, lastAt)).toMatchObject({ status: "retry", retryAt: lastAt })
  })
})
