import { env } from "cloudflare:workers"
import { afterAll, afterEach, describe, expect, it } from "vitest"
import type { DeliveryWakeup, MemberInput } from "../../src/engine/types"
import { MemberObject } from "../../src/member/member-object"
import { appClock } from "../../src/platform/clock"
import { memberStub } from "../../src/platform/members"
import { project } from "../../src/platform/project"
import type { Flush } from "../../src/platform/send"
import { consumeChannel } from "../../src/queues/messages"
import { wakeupsOf } from "../../src/queues/wakeups"
import { advance, join, mailOnGo, must, outbox, startFlow } from "../helpers/flows"
import { wrap } from "../helpers/wrap"
import { api } from "../routes/client"

let asked = 0
const undo = wrap(MemberObject.prototype, "begin", (original, self, args) => {
  asked++
  return original.apply(self, args)
})
afterEach(() => {
  asked = 0
})
afterAll(undo)

/** A member whose message is on its way to the consumer; its record is in the read model. */
async function underWay() {
  const { campaignId, segmentId } = await startFlow(mailOnGo)
  await join(segmentId, ["a"])
  await advance()
  const go: MemberInput = { kind: "eventHappened", id: "e1", name: "go", at: appClock.now(), properties: {} }
  const { records, wakeups } = (await memberStub(env, "a").receive({ inputs: [go] })) as Flush
  await project(env, records)
  return { campaignId, wakeups: wakeups as DeliveryWakeup[] }
}

describe("the consumer with leave that came along", () => {
  it("SEND-6 sends without asking the member's object while nothing has changed", async () => {
    const { wakeups } = await underWay()
    expect(wakeups).toMatchObject([{ memberId: "a", leave: { seq: 3 } }])
    await consumeChannel(env, "email", wakeups)
    expect(await outbox()).toHaveLength(1)
    expect(asked).toBe(0)
    // The same once more: the read model knows by now, and the object says no.
    await consumeChannel(env, "email", wakeups)
    expect(await outbox()).toHaveLength(1)
    expect(asked).toBe(1)
  })

  it("UNS-05 SEND-6 an unsubscribe that was answered wins", async () => {
    const { wakeups } = await underWay()
    const consent = { channel: "email", scope: "all", status: "unsubscribed" }
    await must(api("PUT", "/members/a/consent", { body: consent }))
    await consumeChannel(env, "email", wakeups)
    expect(await outbox()).toEqual([])
    expect(await env.DB.prepare("SELECT status, reason FROM deliveries").first()).toEqual({
      status: "skipped",
      reason: "unsubscribed",
    })
  })

  it("CAM-4 a pause that was answered wins", async () => {
    const { campaignId, wakeups } = await underWay()
    await must(api("POST", `/campaigns/${campaignId}/pause`, { body: {} }))
    await consumeChannel(env, "email", wakeups)
    expect(await outbox()).toEqual([])
    await must(api("POST", `/campaigns/${campaignId}/resume`, { body: {} }))
    await advance()
    expect(await outbox()).toHaveLength(1)
  })

  it("MEM-8 nobody writes to a member who was erased meanwhile", async () => {
    const { wakeups } = await underWay()
    await must(api("DELETE", "/members/a"))
    await consumeChannel(env, "email", wakeups)
    expect(await outbox()).toEqual([])
  })

  it("REC-01 a message of the queue that comes again is a question, not leave", async () => {
    const { wakeups } = await underWay()
    const batchOf = (attempts: number) => ({ messages: [{ body: { wakeups }, attempts }] }) as never
    expect(wakeupsOf(batchOf(1))).toEqual(wakeups)
    expect(wakeupsOf(batchOf(2))).toEqual([
      { deliveryId: wakeups[0]?.deliveryId, memberId: "a", campaignId: wakeups[0]?.campaignId, channel: "email" },
    ])
  })
})
