import { describe, expect, it } from "vitest"
import {
  advance,
  chain,
  delayOf,
  emailStep,
  join,
  must,
  outbox,
  runs,
  smsStep,
  startFlow,
  stats,
} from "../helpers/flows"
import { api } from "./client"

const save = (id: string, flow: unknown) => must(api("PUT", `/campaigns/${id}/flow`, { body: flow }))
const publish = (id: string, body: unknown = {}, query = "") =>
  api("POST", `/campaigns/${id}/publish${query}`, { body })

/** wait (10 days) → mail → end */
const waiting = () => chain({ wait: delayOf("P10D"), mail: emailStep })

describe("moving members of removed steps", () => {
  it("EDT-02 FLOW-12 members of a removed step go where the publish says, and nothing is sent twice", async () => {
    const flow = chain({ a: emailStep, b: delayOf("P10D"), c: delayOf("P20D"), last: smsStep })
    const { campaignId, segmentId } = await startFlow(flow)
    await join(
      segmentId,
      Array.from({ length: 7 }, (_, i) => `m${i}`),
    )
    await advance("P1D")
    const without = chain({ a: emailStep, c: delayOf("P20D"), last: smsStep })
    await save(campaignId, without)
    const refused = await publish(campaignId)
    expect([refused.status, refused.json.occupied]).toEqual([409, [{ stepId: "b", members: 7 }]])
    const preview = (await publish(campaignId, { move: { b: "c" } }, "?preview=1")).json
    expect(preview.problems).toEqual([])
    expect(preview.changes).toContainEqual({ stepId: "b", members: 7, dueNow: 0, action: "move", to: "c" })
    expect((await must(api("GET", `/campaigns/${campaignId}`))).version).toBe(1)
    await must(publish(campaignId, { move: { b: "c" } }))
    await advance()
    const { steps } = await stats(campaignId)
    expect([steps.b.current, steps.c.current]).toEqual([0, 7])
    await advance("P21D")
    expect((await stats(campaignId)).runs).toMatchObject({ completed: 7, exited: 0 })
    const sent = await outbox(`&campaignId=${campaignId}`)
    expect(sent.filter((one) => one.stepId === "a")).toHaveLength(7)
    expect(sent.filter((one) => one.stepId === "last")).toHaveLength(7)
  })

  it("FLOW-12 moves are kept over versions: a paused run that stood on a step removed twice over arrives", async () => {
    const { campaignId, segmentId } = await startFlow(
      chain({ a: delayOf("P1D"), b: delayOf("P2D"), c: delayOf("P3D") }),
    )
    await join(segmentId, ["m1"])
    await advance()
    await must(api("POST", `/campaigns/${campaignId}/pause`, { body: {} }))
    await save(campaignId, chain({ b: delayOf("P2D"), c: delayOf("P3D") }))
    await must(publish(campaignId, { move: { a: "b" } }))
    await save(campaignId, chain({ c: delayOf("P3D") }))
    await must(publish(campaignId, { move: { b: "c" } }))
    expect((await must(api("GET", `/campaigns/${campaignId}/versions/3`))).moves).toEqual({ a: "c", b: "c" })
    await must(api("POST", `/campaigns/${campaignId}/resume`, { body: {} }))
    await advance()
    expect(await runs(campaignId)).toMatchObject([{ status: "active", stepId: "c", version: 3 }])
  })

  it.each([
    ["a step that is still there", { wait: "mail" }, "move.wait", "notRemoved"],
    ["a step that never was", { nobody: "mail" }, "move.nobody", "unknownStep"],
    ["a step that there is not", { old: "nowhere" }, "move.old", "unknownTarget"],
  ])("FLOW-12 a move to or from %s names it", async (_, move, path, code) => {
    const { campaignId } = await startFlow(chain({ old: delayOf("P1D"), wait: delayOf("P10D"), mail: emailStep }))
    await save(campaignId, waiting())
    const { status, json } = await publish(campaignId, { move })
    expect([status, json.errors]).toEqual([422, [expect.objectContaining({ path, code })]])
    const preview = await publish(campaignId, { move }, "?preview=1")
    expect([preview.status, preview.json.problems[0].path]).toEqual([200, path])
  })

  it("FLOW-12 a parked member counts as standing on its step, and moves with the others", async () => {
    const loop = {
      start: "mail",
      steps: {
        mail: { ...emailStep, outcomes: { sent: "wait" } },
        wait: {
          type: "delay",
          delay: { relativeTo: { attribute: "day" }, offset: "P1D" },
          outcomes: { done: "mail" },
        },
        end: { type: "end" },
      },
    }
    const { campaignId, segmentId } = await startFlow(loop)
    await join(segmentId, ["m1"], { attributes: { day: "2020-01-01" } })
    await advance()
    const [run] = await runs(campaignId)
    expect(run).toMatchObject({ status: "failed", reason: "loopGuard" })
    await save(campaignId, chain({ other: emailStep }))
    const { status, json } = await publish(campaignId)
    expect([status, json.occupied]).toEqual([409, [{ stepId: run.stepId, members: 1 }]])
    await must(publish(campaignId, { move: { [run.stepId]: "end" } }))
    await advance()
    expect((await stats(campaignId)).runs).toMatchObject({ completed: 1, failed: 0, active: 0 })
  })

  it("EDT-04 new steps for all: members who are through are not run again", async () => {
    const { campaignId, segmentId } = await startFlow(chain({ mail: emailStep }))
    await join(segmentId, ["m1", "m2", "m3"])
    await advance()
    await save(campaignId, chain({ first: emailStep, second: smsStep }))
    const preview = (await publish(campaignId, {}, "?preview=1")).json
    expect(preview.changes.every((one: { members: number }) => one.members === 0)).toBe(true)
    await must(publish(campaignId))
    await advance("P5D")
    expect(await outbox(`&campaignId=${campaignId}`)).toHaveLength(3)
    expect((await stats(campaignId)).runs).toMatchObject({ completed: 3, active: 0 })
  })

  it("FLOW-14 where a step is drawn is no change of it", async () => {
    const { campaignId } = await startFlow(waiting())
    const moved = waiting() as { steps: Record<string, object> }
    await save(campaignId, {
      ...moved,
      steps: { ...moved.steps, wait: { ...moved.steps.wait, position: { x: 1, y: 2 } } },
    })
    expect((await publish(campaignId, {}, "?preview=1")).json.changes).toEqual([])
    expect((await must(publish(campaignId))).version).toBe(2)
  })
})

describe("previews of waits", () => {
  it("EDT-07 by each member's own zone, as many become due as then go on", async () => {
    const flow = (length: string) => chain({ wait: delayOf(length, { at: "09:00", zone: "member" }), mail: emailStep })
    await must(api("POST", "/dev/clock", { body: { to: "2027-06-01T00:00:00.000Z", hold: true } }))
    const { campaignId, segmentId } = await startFlow(flow("P10D"))
    await join(segmentId, ["a"], { timeZone: "Asia/Tokyo" })
    await join(segmentId, ["b"], { timeZone: "America/Los_Angeles" })
    await join(segmentId, ["c"])
    // 05:00 UTC on the 3rd: Tokyo is past 09:00 (14:00), Los Angeles (22:00 on the 2nd) and UTC are not.
    await advance("P2DT5H")
    await save(campaignId, flow("P2D"))
    const preview = (await publish(campaignId, {}, "?preview=1")).json
    expect(preview.changes).toEqual([{ stepId: "wait", members: 3, dueNow: 1, action: "retime" }])
    await must(publish(campaignId))
    await advance()
    expect((await outbox(`&campaignId=${campaignId}`)).map((one) => one.memberId)).toEqual(["a"])
  })

  it("EDT-07 a wait that a pause has moved is counted where it was moved to", async () => {
    const { campaignId, segmentId } = await startFlow(waiting())
    await join(segmentId, ["a"])
    await advance("P1D")
    await must(api("POST", `/campaigns/${campaignId}/pause`, { body: {} }))
    await advance("P5D")
    await must(api("POST", `/campaigns/${campaignId}/resume`, { body: { overdue: "shift" } }))
    await advance()
    await save(campaignId, chain({ wait: delayOf("P3D"), mail: emailStep }))
    expect((await publish(campaignId, {}, "?preview=1")).json.changes).toMatchObject([{ dueNow: 0 }])
    await save(campaignId, chain({ wait: delayOf("PT1H"), mail: emailStep }))
    expect((await publish(campaignId, {}, "?preview=1")).json.changes).toMatchObject([{ dueNow: 1 }])
  })

  it("FLOW-14 a wait that becomes a message sends at once, and the preview says so", async () => {
    const { campaignId, segmentId } = await startFlow(waiting())
    await join(segmentId, ["a", "b"])
    await advance()
    await save(campaignId, chain({ wait: smsStep, mail: emailStep }))
    expect((await publish(campaignId, {}, "?preview=1")).json.changes).toEqual([
      { stepId: "wait", members: 2, dueNow: 2, action: "stay" },
    ])
    await must(publish(campaignId))
    await advance()
    expect((await outbox(`&campaignId=${campaignId}`)).map((one) => one.stepId).sort()).toEqual([
      "mail",
      "mail",
      "wait",
      "wait",
    ])
  })
})

describe("versions", () => {
  it("FLOW-14 a rollback is a new version with the old content, and the draft follows", async () => {
    const { campaignId } = await startFlow(waiting())
    const second = chain({ wait: delayOf("P3D"), mail: emailStep })
    await save(campaignId, second)
    await must(publish(campaignId))
    const { etag } = await must(api("GET", `/campaigns/${campaignId}/flow`))
    const preview = await must(api("POST", `/campaigns/${campaignId}/rollback?preview=1`, { body: { version: 1 } }))
    expect(preview).toEqual({ problems: [], changes: [expect.objectContaining({ stepId: "wait", action: "retime" })] })
    const back = await must(api("POST", `/campaigns/${campaignId}/rollback`, { body: { version: 1 } }))
    expect(back.version).toBe(3)
    const shown = await must(api("GET", `/campaigns/${campaignId}/flow`))
    expect([shown.draft, shown.published.flow, shown.etag === etag]).toEqual([
      shown.published.flow,
      expect.objectContaining({ start: "wait" }),
      false,
    ])
    expect(shown.draft.steps.wait.delay).toEqual({ for: "P10D" })
    const { items } = await must(api("GET", `/campaigns/${campaignId}/versions`))
    expect(
      items.map((one: { version: number; current: boolean; by: string }) => [one.version, one.current, one.by]),
    ).toEqual([
      [3, true, "owner"],
      [2, false, "owner"],
      [1, false, "owner"],
    ])
    expect((await must(api("GET", `/campaigns/${campaignId}/versions/2`))).flow.steps.wait.delay).toEqual({
      for: "P3D",
    })
    expect((await api("GET", `/campaigns/${campaignId}/versions/9`)).status).toBe(404)
    const unknown = await api("POST", `/campaigns/${campaignId}/rollback`, { body: { version: 9 } })
    expect([unknown.status, unknown.json.errors[0].path]).toEqual([422, "version"])
  })

  it("FLOW-12 FLOW-14 a rollback over a step with members needs a move as well", async () => {
    const { campaignId, segmentId } = await startFlow(chain({ mail: emailStep }))
    await save(campaignId, waiting())
    await must(publish(campaignId))
    await join(segmentId, ["m1"])
    await advance()
    const refused = await api("POST", `/campaigns/${campaignId}/rollback`, { body: { version: 1 } })
    expect([refused.status, refused.json.occupied]).toEqual([409, [{ stepId: "wait", members: 1 }]])
    await must(api("POST", `/campaigns/${campaignId}/rollback`, { body: { version: 1, move: { wait: "end" } } }))
    await advance()
    expect((await stats(campaignId)).runs).toMatchObject({ completed: 1, active: 0 })
  })

  it("FLOW-15 EDT-10 the difference of two versions is told by step, field and outcome", async () => {
    const { campaignId } = await startFlow(chain({ mail: emailStep, wait: delayOf("P1D"), gone: smsStep }))
    const next = chain({ mail: emailStep, wait: delayOf("P2D"), fresh: smsStep })
    Object.assign(next.steps.mail as object, { message: { subject: "New", html: "<p>Hello</p>" } })
    await save(campaignId, next)
    const diff = await must(api("GET", `/campaigns/${campaignId}/diff`))
    expect(diff).toEqual({
      start: null,
      added: [{ stepId: "fresh", type: "sms", name: "fresh" }],
      removed: [{ stepId: "gone", type: "sms", name: "gone" }],
      changed: [
        { stepId: "mail", fields: [{ path: "message.subject", before: "Hello {{ member.id }}", after: "New" }] },
        { stepId: "wait", fields: [{ path: "delay.for", before: "P1D", after: "P2D" }] },
      ],
      rewired: [{ stepId: "wait", outcome: "done", before: "gone", after: "fresh" }],
    })
    const none = await must(api("GET", `/campaigns/${campaignId}/diff?from=1&to=1`))
    expect([none.added, none.changed, none.rewired]).toEqual([[], [], []])
    expect((await api("GET", `/campaigns/${campaignId}/diff?from=7`)).status).toBe(422)
    expect((await api("GET", `/campaigns/${campaignId}/diff?from=yesterday`)).status).toBe(422)
  })

  it("FLOW-15 a flow goes into another campaign as one document: step ids stay, its saved messages come along", async () => {
    const { campaignId, segmentId } = await startFlow(waiting())
    const message = await must(
      api("POST", `/campaigns/${campaignId}/messages`, { body: { channel: "sms", name: "Hi", text: "Hi" } }),
    )
    await save(campaignId, chain({ wait: delayOf("P1D"), hi: { type: "sms", messageId: message.id } }))
    const exported = await api("GET", `/campaigns/${campaignId}/flow/export`)
    expect(exported.json).toMatchObject({
      format: "millrace.flow",
      formatVersion: 1,
      version: "draft",
      flow: { start: "wait" },
      messages: [{ id: message.id, channel: "sms", content: { text: "Hi" } }],
    })
    expect((await api("GET", `/campaigns/${campaignId}/flow/export`)).json).toEqual(exported.json)
    const other = await must(
      api("POST", "/campaigns", { body: { kind: "flow", name: "Other", segmentIds: [segmentId] } }),
    )
    const before = await must(api("GET", `/campaigns/${other.id}/flow`))
    const imported = await must(
      api("POST", `/campaigns/${other.id}/flow/import`, { body: exported.json, headers: { "if-match": before.etag } }),
    )
    expect(imported.problems).toEqual([])
    expect(Object.keys(imported.draft.steps)).toEqual(["wait", "hi", "end"])
    const [own] = (await must(api("GET", `/campaigns/${other.id}/messages`))).items
    expect([own.text, imported.draft.steps.hi.messageId]).toEqual(["Hi", own.id])
    expect(own.id).not.toBe(message.id)
    const again = await api("POST", `/campaigns/${other.id}/flow/import`, {
      body: exported.json,
      headers: { "if-match": before.etag },
    })
    expect(again.status).toBe(412)
    expect((await must(api("GET", `/campaigns/${other.id}/messages`))).items).toHaveLength(1)
    const wrong = await api("POST", `/campaigns/${other.id}/flow/import`, { body: { ...exported.json, format: "x" } })
    expect([wrong.status, wrong.json.errors[0].path]).toEqual([422, "format"])
  })
})
