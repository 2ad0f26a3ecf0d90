import { evictDurableObject, runInDurableObject } from "cloudflare:test"
import { env } from "cloudflare:workers"
import { describe, expect, it } from "vitest"
import type { MemberInput } from "../../src/engine/types"
import { appClock } from "../../src/platform/clock"
import { memberStub } from "../../src/platform/members"
import { advance, chain, delayOf, emailStep, join, must, outbox, runs, smsStep, startFlow } from "../helpers/flows"
import { api } from "../routes/client"

const waitThenMail = chain({ wait: delayOf("P2D"), mail: emailStep })

/** Whether the run's journal leads from the start to its end without a hole: every step left by an outcome that leads to the next. */
function holesIn(
  flow: ReturnType<typeof chain>,
  entries: { type: string; stepId?: string; outcome?: string }[],
): string[] {
  const steps = flow.steps as Record<string, { outcomes?: Record<string, string> }>
  let expected: string | undefined = flow.start
  const holes: string[] = []
  for (const { type, stepId = "", outcome = "" } of entries) {
    if (type === "stepEntered" && stepId !== expected) holes.push(`${stepId} entered instead of ${expected}`)
    // An outcome that is not connected follows the main one.
    const { outcomes = {} } = steps[stepId] ?? {}
    if (type === "stepLeft") expected = outcomes[outcome] ?? outcomes.sent
  }
  return holes
}

describe("recovery of a member's state", () => {
  it("REC-05 an unsubscribe that the read model has not heard of keeps a queued message from being sent", async () => {
    const { segmentId } = await startFlow(waitThenMail)
    await join(segmentId, ["a", "b"])
    await advance()
    const said: MemberInput = {
      kind: "consentChanged",
      channel: "email",
      scope: "all",
      status: "unsubscribed",
      reason: null,
    }
    // What the object tells of it is lost: every table still says that the member is subscribed.
    await memberStub(env, "a").receive({ inputs: [said], controls: [] })
    await advance("P3D")
    expect((await outbox()).map((one) => one.memberId)).toEqual(["b"])
  })

  it("REC-07 inputs that come while others wait for the database are all taken", async () => {
    await must(api("PUT", "/members/a", { body: { email: "a@example.com" } }))
    const events = Array.from({ length: 200 }, (_, n): MemberInput => {
      return { kind: "eventHappened", id: `e${n}`, name: "seen", at: appClock.now(), properties: { n } }
    })
    await Promise.all(events.map((event) => memberStub(env, "a").receive({ inputs: [event] })))
    const counted = await runInDurableObject(memberStub(env, "a"), (_, state) => {
      const stored = state.storage.kv.get<{ state: { eventSeq: number; seq: number } }>("member")
      return stored?.state.eventSeq
    })
    expect(counted).toBe(200)
  })

  it("REC-11 a run is completed only with a record of every step on its way", async () => {
    const flow = chain({
      mail: emailStep,
      wait: delayOf("P1D"),
      text: smsStep,
      pause: delayOf("PT1H"),
      last: emailStep,
    })
    const { campaignId, segmentId } = await startFlow(flow)
    await join(segmentId, ["a", "b", "c"], { phone: null })
    await advance("P3D")
    const ended = await runs(campaignId)
    expect(ended.map((run: { status: string }) => run.status)).toEqual(["completed", "completed", "completed"])
    for (const { id, memberId } of ended) {
      const { items } = await must(api("GET", `/members/${memberId}/timeline?limit=200`))
      const mine = items.filter((entry: { runId?: string }) => entry.runId === id).toReversed()
      const entered = mine.filter((entry: { type: string }) => entry.type === "stepEntered")
      expect(entered.map((entry: { stepId: string }) => entry.stepId)).toEqual(Object.keys(flow.steps))
      expect(holesIn(flow, mine)).toEqual([])
    }
  })

  it("REC-15 TIM-15 a state that a newer release has written is read, kept and acted upon once", async () => {
    const { segmentId } = await startFlow(waitThenMail)
    await join(segmentId, ["a"])
    await advance()
    await runInDurableObject(memberStub(env, "a"), (_, { storage }) => {
      const stored = storage.kv.get<{ state: { runs: object[] } }>("member")
      if (stored === undefined) throw new Error("No state")
      const runs = stored.state.runs.map((run) => ({ ...run, mood: "sunny" }))
      storage.kv.put("member", { ...stored, state: { ...stored.state, runs, horoscope: { sign: "lion" } }, epoch: 7 })
    })
    await evictDurableObject(memberStub(env, "a"))
    await advance("P3D")
    expect(await outbox()).toHaveLength(1)
    const after = await runInDurableObject(memberStub(env, "a"), (_, { storage }) => storage.kv.get("member"))
    expect(after).toMatchObject({ state: { horoscope: { sign: "lion" } }, epoch: 7 })
  })

  it("REC-15 a state that an older release has written lacks what it did not know, and goes on", async () => {
    const { segmentId } = await startFlow(waitThenMail)
    await join(segmentId, ["a"])
    await advance()
    await runInDurableObject(memberStub(env, "a"), (_, { storage }) => {
      const stored = storage.kv.get<{ state: Record<string, unknown> }>("member")
      if (stored === undefined) throw new Error("No state")
      const { data: _1, attendance: _2, rules: _3, resets: _4, ...old } = stored.state
      storage.kv.put("member", { ...stored, state: old })
    })
    await evictDurableObject(memberStub(env, "a"))
    await advance("P3D")
    expect(await outbox()).toHaveLength(1)
  })
})
