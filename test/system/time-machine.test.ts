import { describe, expect, it } from "vitest"
import {
  advance,
  chain,
  delayOf,
  emailStep,
  join,
  must,
  now,
  outbox,
  runs,
  smsStep,
  startFlow,
  stats,
} from "../helpers/flows"
import { api } from "../routes/client"

const hour = 3_600_000
const day = 24 * hour

describe("the time machine", () => {
  it("TIM-01 TIME-7 a delay fires at its instant and not a millisecond before", async () => {
    const { segmentId } = await startFlow(chain({ wait: delayOf("PT1H"), mail: emailStep }))
    await join(segmentId, ["a"])
    const start = await advance()
    await advance("PT59M59.999S")
    expect(await outbox()).toEqual([])
    await advance("PT0.001S")
    const [mail] = await outbox()
    expect(Date.parse(mail?.at ?? "")).toBe(start + hour)
  })

  it("TIM-02 delays in a row all count, each from the end of the one before", async () => {
    const { segmentId } = await startFlow(
      chain({
        d1: delayOf("P1D"),
        one: emailStep,
        d2: delayOf("P2D"),
        two: emailStep,
        d3: delayOf("P3D"),
        three: smsStep,
      }),
    )
    await join(segmentId, ["a"])
    const start = await advance()
    await advance("P7D")
    const sent = (await outbox()).map(({ stepId, at }) => [stepId, (Date.parse(at) - start) / day])
    expect(sent).toEqual([
      ["one", 1],
      ["two", 3],
      ["three", 6],
    ])
  })

  it("OPS-4 walks through every due instant in order, over members and campaigns", async () => {
    const first = await startFlow(chain({ wait: delayOf("P2D"), mail: emailStep }))
    const second = await startFlow(
      chain({ wait: delayOf("P1D"), mail: emailStep, again: delayOf("P2D"), sms: smsStep }),
    )
    await join(first.segmentId, ["a", "b"])
    await join(second.segmentId, ["b", "c"])
    const start = await advance()
    await advance("P30D")
    const sent = (await outbox()).map(({ memberId, at }) => [memberId, (Date.parse(at) - start) / day])
    expect(sent.map(([, at]) => at)).toEqual([1, 1, 2, 2, 3, 3])
    expect(await now()).toBe(start + 30 * day)
    expect((await stats(first.campaignId)).runs.completed).toBe(2)
    expect((await stats(second.campaignId)).runs.completed).toBe(2)
  })

  it("OPS-4 the past is refused and the clock holds or ticks as asked", async () => {
    const { now: before, held } = await must(api("POST", "/dev/clock", { body: { advance: "PT1H", hold: true } }))
    expect(held).toBe(true)
    const past = new Date(Date.parse(before) - 1).toISOString()
    const refused = await api("POST", "/dev/clock", { body: { to: past } })
    expect(refused.status).toBe(422)
    expect(refused.json.errors[0].path).toBe("to")
    expect((await must(api("GET", "/dev/clock"))).now).toBe(before)
    expect((await must(api("POST", "/dev/clock", { body: { advance: "PT0S", hold: false } }))).held).toBe(false)
  })

  it("ENG-15 ENG-23 occupancy equals active runs at every stop on the way", async () => {
    const { campaignId, segmentId } = await startFlow(
      chain({ one: emailStep, d1: delayOf("P1D"), two: smsStep, d2: delayOf("P2D"), three: emailStep }),
    )
    const ids = Array.from({ length: 40 }, (_, i) => `m${i}`)
    await join(segmentId, ids.slice(0, 20))
    await advance("PT12H")
    await join(segmentId, ids.slice(20))
    for (let half = 0; half < 8; half++) {
      await advance("PT12H")
      const { runs: totals, steps } = await stats(campaignId)
      const current = Object.values(steps as Record<string, { current: number }>).map((step) => step.current)
      expect(current.reduce((sum, n) => sum + n, 0)).toBe(totals.active)
      expect(totals.active).toBe(
        (await runs(campaignId)).filter((run: { status: string }) => run.status === "active").length,
      )
    }
    const { runs: totals, steps } = await stats(campaignId)
    expect(totals).toEqual({ active: 0, completed: 40, exited: 0, cancelled: 0, failed: 0 })
    for (const step of ["one", "two", "three"]) expect(steps[step]).toMatchObject({ entered: 40, left: 40, sent: 40 })
    expect(await outbox()).toHaveLength(120)
  })
})
