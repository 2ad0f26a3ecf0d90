import { runDurableObjectAlarm } from "cloudflare:test"
import { env } from "cloudflare:workers"
import { afterEach, describe, expect, it } from "vitest"
import { MemberObject } from "../../src/member/member-object"
import { appClock, moveClock } from "../../src/platform/clock"
import { memberStub } from "../../src/platform/members"
import { withRetry } from "../../src/platform/retry"
import { isIdle } from "../../src/platform/work"
import { advance, chain, delayOf, emailStep, join, must, outbox, smsStep, startFlow, stats } from "../helpers/flows"
import { databaseDown, wrap } from "../helpers/wrap"
import { api } from "../routes/client"

const minute = 60_000
const flow = chain({ mail: emailStep, wait: delayOf("PT30M"), text: smsStep })
let undo: (() => void)[] = []
afterEach(() => {
  for (const one of undo) one()
  undo = []
})

async function idle(): Promise<void> {
  for (let quiet = 0; quiet < 20; quiet = isIdle() ? quiet + 1 : 0) await scheduler.wait(1)
}

describe("an outage", () => {
  it("REC-04 the database is away for an hour: nothing is lost, nothing is done twice, and all is caught up at once", async () => {
    const { campaignId, segmentId } = await startFlow(flow)
    const members = ["a", "b", "c", "d"]
    await join(segmentId, members)
    await advance()
    const begun = appClock.now()
    undo.push(databaseDown())
    const lost = await api("POST", `/webhooks/segments/${segmentId}/joins`, { body: { members: [{ id: "e" }] } })
    expect(lost.status).toBeGreaterThanOrEqual(500)
    // Their timers strike while it is away, again and again.
    for (const after of [31, 40, 59]) {
      moveClock(begun + after * minute, true)
      for (const id of members) await runDurableObjectAlarm(memberStub(env, id))
      await idle()
    }
    for (const one of undo) one()
    expect((await outbox()).filter((one) => one.channel === "sms")).toEqual([])

    moveClock(begun + 60 * minute, true)
    await advance()
    const texts = (await outbox()).filter((one) => one.channel === "sms")
    expect(texts.map((one) => one.memberId).toSorted()).toEqual(members)
    await advance("PT15M")
    expect(await outbox()).toHaveLength(8)
    const { runs, steps } = await stats(campaignId)
    expect(runs).toMatchObject({ active: 0, completed: 4 })
    expect(steps.text).toMatchObject({ entered: 4, left: 4, sent: 4 })
    // What was refused can be sent again, and is then taken.
    await must(api("POST", `/webhooks/segments/${segmentId}/joins`, { body: { members: [{ id: "e" }] } }))
  })

  it("REC-04 it goes away between a member's decision and the sender: the sweeper finds what the queue gave up", async () => {
    const { campaignId, segmentId } = await startFlow(flow)
    await join(segmentId, ["a"])
    await advance()
    moveClock(appClock.now() + 31 * minute, true)
    // Down as soon as the object has committed: from the first word on a queue.
    const proto = Object.getPrototypeOf(env.QUEUE_SMS)
    let down: (() => void) | null = null
    undo.push(
      wrap(proto, "sendBatch", (original, self, args) => {
        down ??= databaseDown()
        return original.apply(self, args)
      }),
      () => down?.(),
    )
    await runDurableObjectAlarm(memberStub(env, "a"))
    await idle()
    expect(down).not.toBeNull()
    for (const one of undo) one()
    undo = []
    expect((await outbox()).map((one) => one.stepId)).toEqual(["mail"])
    moveClock(appClock.now() + 29 * minute, true)
    await advance()
    expect((await outbox()).map((one) => one.stepId)).toEqual(["mail", "text"])
    expect((await stats(campaignId)).runs).toMatchObject({ active: 0, completed: 1 })
  })
})

describe("a hot member", () => {
  const overloaded = () =>
    Object.assign(new Error("Durable Object is overloaded"), { overloaded: true, retryable: true })

  it("LOD-03 whoever is overloaded is not called again at once", async () => {
    let calls = 0
    const call = withRetry(() => {
      calls++
      return Promise.reject(overloaded())
    })
    await expect(call).rejects.toThrow("overloaded")
    expect(calls).toBe(1)
  })

  it("LOD-03 the others of its post are not held up, and it gets its own when it can take it", async () => {
    const { campaignId, segmentId } = await startFlow(flow)
    let calls = 0
    undo.push(
      wrap(MemberObject.prototype, "receive", (original, self, args) => {
        if (self.ctx.id.name !== "hot") return original.apply(self, args)
        calls++
        return Promise.reject(overloaded())
      }),
    )
    await join(segmentId, ["a", "hot", "b"])
    await idle()
    expect((await stats(campaignId)).runs.active).toBe(2)
    expect(calls).toBe(1)
    const row = await env.DB.prepare("SELECT tries FROM inbox").first()
    expect(row).toEqual({ tries: 1 })
    for (const one of undo) one()
    undo = []
    await advance()
    expect((await stats(campaignId)).runs.active).toBe(3)
    expect(await outbox()).toHaveLength(3)
    expect(await env.DB.prepare("SELECT id FROM inbox").first()).toBeNull()
  })
})
