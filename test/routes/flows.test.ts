import { describe, expect, it } from "vitest"
import { api, emailFlow, segmentAndFlow } from "./client"

const put = (id: string, body: unknown, headers: Record<string, string> = {}) =>
  api("PUT", `/campaigns/${id}/flow`, { body, headers })
const step = (type: string, more: Record<string, unknown>) => ({ type, name: type, ...more })

describe("drafts", () => {
  it("FLOW-13 any well-formed graph is saved and its problems listed, each with its step", async () => {
    const { campaignId: id } = await segmentAndFlow()
    const dangling = {
      start: "a",
      steps: { a: step("delay", { delay: { for: "P1D" }, outcomes: { done: "nowhere" } }) },
    }
    const { status, json } = await put(id, dangling)
    expect(status).toBe(200)
    expect(json.draft.steps.a.outcomes).toEqual({ done: "nowhere" })
    expect(json.problems).toContainEqual(expect.objectContaining({ stepId: "a", code: "outcomeDangling" }))
  })

  it("FLOW-16 EDT-10 the second of two editors is told, and nothing is overwritten", async () => {
    const { campaignId: id } = await segmentAndFlow()
    const { json, headers } = await api("GET", `/campaigns/${id}/flow`)
    expect(headers.get("etag")).toBe(`"${json.etag}"`)
    const first = await put(id, emailFlow, { "if-match": json.etag })
    expect([first.status, first.json.etag === json.etag]).toEqual([200, false])
    const second = await put(id, { ...emailFlow, start: "end" }, { "if-match": `"${json.etag}"` })
    expect([second.status, second.json.code]).toEqual([412, "staleVersion"])
    expect(second.json.diff.start).toEqual({ before: "welcome", after: "end" })
    expect((await api("GET", `/campaigns/${id}/flow`)).json.draft.start).toBe("welcome")
    expect((await put(id, emailFlow, { "if-match": `"${first.json.etag}"` })).status).toBe(200)
  })

  it("FLOW-16 of two saves at once with one ETag, one is told", async () => {
    const { campaignId: id } = await segmentAndFlow()
    const { etag } = (await api("GET", `/campaigns/${id}/flow`)).json
    const answers = await Promise.all([
      put(id, emailFlow, { "if-match": etag }),
      put(id, emailFlow, { "if-match": etag }),
    ])
    expect(answers.map((a) => a.status).sort()).toEqual([200, 412])
  })

  it("API-4 the audit log keeps the steps that a save has changed, and no others", async () => {
    const { campaignId: id } = await segmentAndFlow()
    await put(id, emailFlow)
    const changed = structuredClone(emailFlow)
    changed.steps.end.name = "Fin"
    await put(id, changed)
    const [entry] = (await api("GET", `/audit?subject=campaign:${id}&action=flow.saved`)).json.items
    expect(entry).toMatchObject({
      before: { steps: { end: { name: "End" } } },
      after: { steps: { end: { name: "Fin" } } },
    })
    expect(Object.keys(entry.after.steps)).toEqual(["end"])
  })

  it.each([
    ["steps.a.type", { start: "a", steps: { a: step("teleport", {}) } }],
    ["steps.a.delay", { start: "a", steps: { a: step("delay", { outcomes: {} }) } }],
    ["steps.a.colour", { start: "a", steps: { a: step("end", { colour: "red" }) } }],
    ["start", { steps: {} }],
    ["steps", { start: "a" }],
  ])("FLOW-13 a wrong shape at %s is a 422 that names it", async (path, flow) => {
    const { campaignId: id } = await segmentAndFlow()
    const before = (await api("GET", `/campaigns/${id}/flow`)).json
    const { status, json } = await put(id, flow)
    expect([status, json.errors.some((e: { path: string }) => e.path.startsWith(path))], JSON.stringify(json)).toEqual([
      422,
      true,
    ])
    expect((await api("GET", `/campaigns/${id}/flow`)).json).toEqual(before)
  })

  it("FLOW-3 on-screen messages, forms and DocuSign are refused", async () => {
    const { campaignId: id } = await segmentAndFlow()
    for (const type of ["onScreenMessage", "dataCapture", "docuSign"]) {
      expect((await put(id, { start: "a", steps: { a: step(type, {}) } })).status).toBe(422)
    }
  })
})

describe("publishing", () => {
  const publish = (id: string, query = "") => api("POST", `/campaigns/${id}/publish${query}`)

  it.each([
    [
      "a dangling outcome",
      {
        start: "a",
        steps: { a: step("delay", { delay: { for: "P1D" }, outcomes: { done: "x" } }), end: step("end", {}) },
      },
      "a",
    ],
    [
      "a loop without a wait",
      {
        start: "a",
        steps: {
          a: step("condition", {
            rule: { any: [{ all: [{ fact: "attribute", name: "x", op: "exists" }] }] },
            outcomes: { met: "b", notMet: "end" },
          }),
          b: step("delay", { delay: { for: "PT0S" }, outcomes: { done: "a" } }),
          end: step("end", {}),
        },
      },
      null,
    ],
    [
      "a message without content",
      { start: "a", steps: { a: step("email", { outcomes: { sent: "end" } }), end: step("end", {}) } },
      "a",
    ],
    [
      "an unknown variable",
      {
        start: "a",
        steps: {
          a: step("sms", { message: { text: "Hi {{ member.nam }}" }, outcomes: { sent: "end" } }),
          end: step("end", {}),
        },
      },
      "a",
    ],
    ["no start", { start: "x", steps: { end: step("end", {}) } }, null],
  ])("FLOW-13 with %s is a 422 whose errors name the step", async (_, flow, stepId) => {
    const { campaignId: id } = await segmentAndFlow()
    await put(id, flow)
    const { status, json } = await publish(id)
    expect([status, json.code]).toEqual([422, "invalid"])
    expect(json.errors.length).toBeGreaterThan(0)
    if (stepId !== null) expect(json.errors.some((e: { stepId?: string }) => e.stepId === stepId)).toBe(true)
    expect((await api("GET", `/campaigns/${id}`)).json).toMatchObject({ status: "draft", version: null })
  })

  it("FLOW-13 a preview says what is wrong and changes nothing", async () => {
    const { campaignId: id } = await segmentAndFlow()
    await put(id, { start: "x", steps: { end: step("end", {}) } })
    const { status, json } = await publish(id, "?preview=1")
    expect([status, json.changes]).toEqual([200, []])
    expect(json.problems.length).toBeGreaterThan(0)
    await put(id, emailFlow)
    expect((await publish(id, "?preview=1")).json).toEqual({ problems: [], changes: [] })
    expect((await api("GET", `/campaigns/${id}`)).json.status).toBe("draft")
  })

  it("FLOW-13 each publish of a changed draft is a new version; an unchanged one is the same", async () => {
    const { campaignId: id } = await segmentAndFlow()
    await put(id, emailFlow)
    expect((await publish(id)).json.version).toBe(1)
    expect((await publish(id)).json.version).toBe(1)
    const changed = structuredClone(emailFlow)
    changed.steps.welcome.message.subject = "Hello again"
    await put(id, changed)
    const shown = (await api("GET", `/campaigns/${id}/flow`)).json
    expect(shown.published).toMatchObject({
      version: 1,
      flow: { steps: { welcome: { message: { subject: "Hello" } } } },
    })
    expect((await publish(id)).json.version).toBe(2)
    expect((await api("GET", `/campaigns/${id}/flow`)).json.published.version).toBe(2)
  })

  it("FLOW-12 a step with members on it cannot go; the answer says how many are there", async () => {
    const { campaignId: id, segmentId } = await segmentAndFlow()
    const waiting = {
      start: "wait",
      steps: { wait: step("delay", { delay: { for: "P4D" }, outcomes: { done: "end" } }), end: step("end", {}) },
    }
    await put(id, waiting)
    await publish(id)
    await api("POST", `/webhooks/segments/${segmentId}/joins`, { body: { members: [{ id: "m-1" }, { id: "m-2" }] } })
    await api("POST", "/dev/clock", { body: { advance: "PT0S" } })
    await put(id, { start: "end", steps: { end: step("end", {}) } })
    const preview = (await publish(id, "?preview=1")).json
    expect(preview.changes).toEqual([{ stepId: "wait", members: 2, dueNow: 0, action: "exit" }])
    const { status, json } = await publish(id)
    expect([status, json.occupied]).toEqual([409, [{ stepId: "wait", members: 2 }]])
    expect((await api("GET", `/campaigns/${id}`)).json.version).toBe(1)
  })

  it("EDT-07 a preview of a shorter delay says how many become due now, and publishing releases just them", async () => {
    const { campaignId: id, segmentId } = await segmentAndFlow()
    const waiting = (length: string) => ({
      start: "wait",
      steps: {
        wait: step("delay", { delay: { for: length }, outcomes: { done: "hi" } }),
        hi: step("sms", { message: { text: "Hi" }, outcomes: { sent: "end" } }),
        end: step("end", {}),
      },
    })
    await put(id, waiting("P10D"))
    await publish(id)
    const joins = `/webhooks/segments/${segmentId}/joins`
    await api("POST", joins, { body: { members: [{ id: "m-1", phone: "+59899123456" }, { id: "m-2" }] } })
    await api("POST", "/dev/clock", { body: { advance: "P5D" } })
    await api("POST", joins, { body: { id: "m-3" } })
    await api("POST", "/dev/clock", { body: { advance: "PT1H" } })
    await put(id, waiting("P3D"))
    const preview = (await publish(id, "?preview=1")).json
    expect(preview.changes).toEqual([{ stepId: "wait", members: 3, dueNow: 2, action: "retime" }])
    await publish(id)
    await api("POST", "/dev/clock", { body: { advance: "PT0S" } })
    expect((await api("GET", `/campaigns/${id}/stats`)).json.steps.wait).toMatchObject({ current: 1, left: 2 })
    expect((await api("GET", "/outbox")).json.items).toHaveLength(1)
  })

  it("FLOW-13 a flow of a campaign that is over can no longer be changed", async () => {
    const { campaignId: id } = await segmentAndFlow()
    await put(id, emailFlow)
    await publish(id)
    await api("POST", `/campaigns/${id}/cancel`)
    expect((await put(id, emailFlow)).status).toBe(409)
  })
})

describe("saved messages", () => {
  it("FLOW-7 a step can send a saved message; one that a step uses is not deleted", async () => {
    const { campaignId: id, segmentId } = await segmentAndFlow()
    const { json } = await api("POST", `/campaigns/${id}/messages`, {
      body: { channel: "email", name: "Hi", subject: "Hi {{ member.attributes.firstName }}", text: "Hi" },
    })
    await put(id, {
      start: "a",
      steps: { a: step("email", { messageId: json.id, outcomes: { sent: "end" } }), end: step("end", {}) },
    })
    await api("POST", `/campaigns/${id}/publish`)
    expect((await api("DELETE", `/campaigns/${id}/messages/${json.id}`)).status).toBe(409)
    await put(id, emailFlow)
    expect((await api("DELETE", `/campaigns/${id}/messages/${json.id}`)).status).toBe(409)
    await api("POST", `/webhooks/segments/${segmentId}/joins`, {
      body: { id: "m-1", email: "ana@example.com", attributes: { firstName: "Ana" } },
    })
    await api("POST", "/dev/clock", { body: { advance: "PT0S" } })
    expect((await api("GET", "/outbox")).json.items[0].subject).toBe("Hi Ana")
  })

  it("FLOW-8 a message that another campaign's published flow sends is not deleted", async () => {
    const regular = (await api("POST", "/campaigns", { body: { kind: "campaign", name: "Loans", segmentIds: [] } }))
      .json
    await api("POST", `/campaigns/${regular.id}/publish`)
    const body = { channel: "sms", name: "Offer", text: "A loan" }
    const message = (await api("POST", `/campaigns/${regular.id}/messages`, { body })).json
    const { campaignId: id } = await segmentAndFlow()
    const loan = step("crossSms", { campaignId: regular.id, messageId: message.id, outcomes: { sent: "end" } })
    await put(id, { start: "loan", steps: { loan, end: step("end", {}) } })
    expect((await api("POST", `/campaigns/${id}/publish`)).status).toBe(200)
    const { status, json } = await api("DELETE", `/campaigns/${regular.id}/messages/${message.id}`)
    expect([status, json.detail]).toEqual([409, expect.stringContaining("Welcome")])
    await put(id, emailFlow)
    await api("POST", `/campaigns/${id}/publish`)
    expect((await api("DELETE", `/campaigns/${regular.id}/messages/${message.id}`)).status).toBe(204)
  })

  it.each([
    ["subject", { channel: "email", name: "x", html: "<p>x</p>" }],
    ["html", { channel: "email", name: "x", subject: "x" }],
    ["subject", { channel: "sms", name: "x", text: "x", subject: "x" }],
    ["text", { channel: "sms", name: "x", text: "{{ member.email " }],
    ["channel", { channel: "fax", name: "x", text: "x" }],
  ])("FLOW-7 a message wrong at %s names it", async (path, body) => {
    const { campaignId: id } = await segmentAndFlow()
    const { status, json } = await api("POST", `/campaigns/${id}/messages`, { body })
    expect([status, json.errors[0].path]).toEqual([422, path])
  })
})
