import { describe, expect, it } from "vitest"
import { api, emailFlow, segmentAndFlow } from "./client"

const instant = (text: string) => text.replace(".000Z", "")
const now = async () => (await api("GET", "/dev/clock")).json.now as string
/** A local date-time in UTC, so many hours from now. */
const inHours = async (hours: number) =>
  instant(new Date(Date.parse(await now()) + hours * 3_600_000).toISOString()).slice(0, 19)
const settle = () => api("POST", "/dev/clock", { body: { advance: "PT0S" } })
const advance = (length: string) => api("POST", "/dev/clock", { body: { advance: length } })
const status = async (id: string) => (await api("GET", `/campaigns/${id}`)).json.status

async function readyFlow(more: Record<string, unknown> = {}) {
  const made = await segmentAndFlow(more)
  await api("PUT", `/campaigns/${made.campaignId}/flow`, { body: emailFlow })
  return made
}

const join = (segmentId: string, ...ids: string[]) =>
  api("POST", `/webhooks/segments/${segmentId}/joins`, {
    body: { members: ids.map((id) => ({ id, email: `${id}@example.com` })) },
  })

describe("creating", () => {
  it("CAM-2 a new flow is a draft with every default and a start step and an End (FLOW-2)", async () => {
    const { campaign, campaignId, segmentId } = await segmentAndFlow()
    expect(campaign.status).toBe(201)
    expect(campaign.json).toMatchObject({
      kind: "flow",
      name: "Welcome",
      status: "draft",
      segmentIds: [segmentId],
      startsAt: null,
      endsAt: null,
      atEnd: "stop",
      timeZone: "UTC",
      reentry: "never",
      onLeave: "continue",
      enrol: "existingAndFuture",
      lateness: "P1D",
      version: null,
    })
    const flow = (await api("GET", `/campaigns/${campaignId}/flow`)).json
    expect(Object.values(flow.draft.steps).filter((s) => (s as { type: string }).type === "end")).toHaveLength(1)
    expect(flow.draft.steps[flow.draft.start]).toBeDefined()
    expect([flow.problems, flow.published]).toEqual([[], null])
  })

  it("CAM-2 every field can be set and comes back as it was given", async () => {
    const segment = (await api("POST", "/segments", { body: { name: "S" } })).json
    const category = (await api("POST", "/categories", { body: { name: "News", priority: 5 } })).json
    const group = (await api("POST", "/groups", { body: { name: "Bank" } })).json
    const fields = {
      kind: "flow",
      name: "Everything",
      startsAt: "2030-12-01T09:00",
      endsAt: "2030-12-31",
      atEnd: "finish",
      timeZone: "America/Montevideo",
      segmentIds: [segment.id],
      categoryId: category.id,
      groupId: group.id,
      reentry: { afterDays: 30 },
      onLeave: "exit",
      enrol: "futureOnly",
      lateness: "PT6H",
      goal: { event: "applied", within: "P30D" },
      afterConversion: "continue",
      dismissible: true,
      reset: { afterDays: 90, what: "dismisses" },
      unsubscribe: { scope: "category", channels: "all", landingPage: "https://example.com/bye" },
      clientMessages: { en: { title: "Bye" }, es: { title: "Chau" } },
    }
    const { status: code, json } = await api("POST", "/campaigns", { body: fields })
    expect(code, JSON.stringify(json)).toBe(201)
    expect(json).toMatchObject(fields)
    expect((await api("GET", `/campaigns/${json.id}`)).json).toEqual(json)
  })

  it.each([
    ["no segment", { segmentIds: [] }],
    ["no list of segments", {}],
    ["Everyone", { segmentIds: ["everyone"] }],
  ])("CAM-3 ENG-06 a flow with %s is refused at segmentIds with the reason", async (_, fields) => {
    const { status: code, json } = await api("POST", "/campaigns", { body: { kind: "flow", name: "F", ...fields } })
    expect([code, json.errors[0].path]).toEqual([422, "segmentIds"])
    expect(json.errors[0].message.length).toBeGreaterThan(20)
    expect((await api("GET", "/campaigns")).json.items).toEqual([])
  })

  it("CAM-3 ENG-06 Everyone is refused beside other segments and by PATCH as well", async () => {
    const { campaignId, segmentId } = await segmentAndFlow()
    for (const segmentIds of [[segmentId, "everyone"], ["everyone"], []]) {
      const { status: code, json } = await api("PATCH", `/campaigns/${campaignId}`, { body: { segmentIds } })
      expect([code, json.errors[0].path]).toEqual([422, "segmentIds"])
    }
    expect((await api("GET", `/campaigns/${campaignId}`)).json.segmentIds).toEqual([segmentId])
  })

  it("CAM-3 a regular campaign may have Everyone or no segment, and publishes without a flow", async () => {
    for (const segmentIds of [["everyone"], []]) {
      const { json } = await api("POST", "/campaigns", { body: { kind: "campaign", name: "R", segmentIds } })
      expect((await api("GET", `/campaigns/${json.id}/flow`)).status).toBe(409)
      expect((await api("POST", `/campaigns/${json.id}/publish`)).json).toMatchObject({
        status: "active",
        version: null,
      })
    }
  })

  it.each([
    ["name", { name: " " }],
    ["timeZone", { timeZone: "Bogus/Zone" }],
    ["timeZone", { timeZone: "+03:00" }],
    ["startsAt", { startsAt: "2030-12-01T09:00Z" }],
    ["startsAt", { startsAt: "2030-02-30" }],
    ["startsAt", { startsAt: "2030-12-01T24:00" }],
    ["endsAt", { startsAt: "2030-12-02", endsAt: "2030-12-01" }],
    ["lateness", { lateness: "1 day" }],
    ["lateness", { lateness: "-P1D" }],
    ["lateness", { lateness: "P6Y" }],
    ["reentry", { reentry: "sometimes" }],
    ["reentry.afterDays", { reentry: { afterDays: 0 } }],
    ["segmentIds.0", { segmentIds: ["nobody"] }],
    ["categoryId", { categoryId: "nobody" }],
    ["groupId", { groupId: "nobody" }],
    ["lateness", { lateness: "PT59S" }],
    ["goal", { goal: {} }],
    ["goal.rule", { goal: { rule: { any: [] } } }],
    [
      "goal.rule.any.0.all.0.fact",
      { goal: { rule: { any: [{ all: [{ fact: "message", name: "welcome", op: "opened" }] }] } } },
    ],
    [
      "goal.rule.any.0.all.0.value",
      { goal: { rule: { any: [{ all: [{ fact: "segment", op: "in", value: "nobody" }] }] } } },
    ],
    ["goal.within", { goal: { event: "bought", within: "PT0S" } }],
    ["goal.within", { goal: { event: "bought", within: "-P1D" } }],
    ["goal.within", { goal: { event: "bought", within: "P10000Y" } }],
    [
      "goal.rule.any.0.all.0.value",
      { goal: { rule: { any: [{ all: [{ fact: "attribute", name: "on", op: "before", value: "2027-02-30" }] }] } } },
    ],
    [
      "unsubscribe.landingPage",
      { unsubscribe: { scope: "all", channels: "this", landingPage: "javascript:alert(1)" } },
    ],
    ["dismissible", { dismissible: "yes" }],
  ])("CAM-2 a bad %s names the field (%j)", async (path, fields) => {
    const { campaignId } = await segmentAndFlow()
    const before = (await api("GET", `/campaigns/${campaignId}`)).json
    const { status: code, json } = await api("PATCH", `/campaigns/${campaignId}`, { body: fields })
    expect([code, json.errors?.map((e: { path: string }) => e.path)]).toEqual([422, [path]])
    expect((await api("GET", `/campaigns/${campaignId}`)).json).toEqual(before)
  })
})

describe("lists", () => {
  it("CAM-1 finds campaigns by status, kind and a part of the name, newest first", async () => {
    const { campaignId } = await readyFlow()
    const other = (await api("POST", "/campaigns", { body: { kind: "campaign", name: "100% news" } })).json
    await api("POST", `/campaigns/${campaignId}/publish`)
    const ids = async (query: string) =>
      (await api("GET", `/campaigns${query}`)).json.items.map((c: { id: string }) => c.id)
    expect(await ids("")).toEqual([other.id, campaignId])
    expect(await ids("?status=active")).toEqual([campaignId])
    expect(await ids("?kind=campaign")).toEqual([other.id])
    expect(await ids("?query=WELC")).toEqual([campaignId])
    expect(await ids(`?query=${encodeURIComponent("0% n")}`)).toEqual([other.id])
    expect(await ids(`?query=${encodeURIComponent("w%c")}`)).toEqual([])
  })
})

describe("lifecycle", () => {
  it("CAM-4 draft → active → paused → active → cancelled, each change audited", async () => {
    const { campaignId: id } = await readyFlow()
    expect(await status(id)).toBe("draft")
    expect((await api("POST", `/campaigns/${id}/publish`)).json.status).toBe("active")
    expect((await api("POST", `/campaigns/${id}/pause`)).json.status).toBe("paused")
    expect((await api("POST", `/campaigns/${id}/resume`, { body: { overdue: "shift" } })).json.status).toBe("active")
    expect((await api("POST", `/campaigns/${id}/cancel`)).json.status).toBe("cancelled")
    const { json } = await api("GET", `/audit?subject=campaign:${id}`)
    expect(json.items.map((e: { action: string }) => e.action)).toEqual([
      "campaign.cancelled",
      "campaign.resumed",
      "campaign.paused",
      "campaign.published",
      "flow.saved",
      "campaign.created",
    ])
    expect(json.items[0]).toMatchObject({
      actor: "owner",
      before: { status: "active" },
      after: { status: "cancelled" },
    })
  })

  it("CAM-4 a verb that does not fit the state is a 409 and changes nothing", async () => {
    const { campaignId: id } = await readyFlow()
    const refused = async (...verbs: string[]) => {
      const before = await status(id)
      for (const verb of verbs)
        expect((await api("POST", `/campaigns/${id}/${verb}`)).status, `${before}: ${verb}`).toBe(409)
      expect(await status(id)).toBe(before)
    }
    await refused("pause", "resume", "cancel")
    await api("POST", `/campaigns/${id}/publish`)
    await refused("resume", "archive")
    await api("POST", `/campaigns/${id}/pause`)
    await refused("pause", "archive")
    await api("POST", `/campaigns/${id}/cancel`)
    await refused("publish", "pause", "resume", "cancel")
    await api("POST", `/campaigns/${id}/archive`)
    await refused("publish", "pause", "resume", "cancel", "archive")
  })

  it("CAM-7 cancel is final although somebody resumes at the same moment", async () => {
    const { campaignId: id } = await readyFlow()
    await api("POST", `/campaigns/${id}/publish`)
    await api("POST", `/campaigns/${id}/pause`)
    const [cancelled] = await Promise.all([
      api("POST", `/campaigns/${id}/cancel`),
      api("POST", `/campaigns/${id}/resume`),
      api("PATCH", `/campaigns/${id}`, { body: { name: "Other" } }),
    ])
    expect(cancelled.status).toBe(200)
    expect(await status(id)).toBe("cancelled")
  })

  it("CAM-5 before Starts it is scheduled and nobody enters; at Starts those who joined earlier do", async () => {
    const { campaignId: id, segmentId } = await readyFlow({ startsAt: await inHours(2) })
    expect((await api("POST", `/campaigns/${id}/publish`)).json.status).toBe("scheduled")
    await join(segmentId, "m-1")
    await advance("PT1H")
    expect((await api("GET", "/outbox")).json.items).toEqual([])
    await advance("PT2H")
    expect(await status(id)).toBe("active")
    expect((await api("GET", "/outbox")).json.items).toHaveLength(1)
  })

  it("CAM-5 at Ends it is over, and Ends can be moved while it runs", async () => {
    const { campaignId: id } = await readyFlow({ endsAt: await inHours(5) })
    await api("POST", `/campaigns/${id}/publish`)
    await api("PATCH", `/campaigns/${id}`, { body: { endsAt: await inHours(8) } })
    await advance("PT6H")
    expect(await status(id)).toBe("active")
    await advance("PT3H")
    expect(["ended", "completed"]).toContain(await status(id))
    expect((await api("PATCH", `/campaigns/${id}`, { body: { endsAt: null } })).status).toBe(409)
    expect((await api("PATCH", `/campaigns/${id}`, { body: { name: "Over" } })).json.name).toBe("Over")
  })

  it("CAM-5 publishing with Ends in the past is refused at endsAt", async () => {
    const { campaignId: id } = await readyFlow({ endsAt: "2020-01-01" })
    const { status: code, json } = await api("POST", `/campaigns/${id}/publish`)
    expect([code, json.errors[0].path]).toEqual([422, "endsAt"])
  })

  it("CAM-5 Starts cannot be moved once it has started, and can before", async () => {
    const { campaignId: id } = await readyFlow({ startsAt: await inHours(2) })
    await api("POST", `/campaigns/${id}/publish`)
    expect((await api("PATCH", `/campaigns/${id}`, { body: { startsAt: null } })).status).toBe(200)
    await settle()
    expect(await status(id)).toBe("active")
    expect((await api("PATCH", `/campaigns/${id}`, { body: { startsAt: "2031-01-01" } })).status).toBe(409)
  })

  it("CAM-8 nothing of a paused campaign is sent until it is resumed", async () => {
    const { campaignId: id, segmentId } = await readyFlow()
    await api("POST", `/campaigns/${id}/publish`)
    await api("POST", `/campaigns/${id}/pause`)
    await join(segmentId, "m-1")
    await advance("PT1H")
    expect((await api("GET", "/outbox")).json.items).toEqual([])
    await api("POST", `/campaigns/${id}/resume`, { body: { overdue: "shift" } })
    await settle()
    expect((await api("GET", "/outbox")).json.items).toHaveLength(1)
  })

  it("CAM-8 an unknown way to treat what is overdue is refused", async () => {
    const { campaignId: id } = await readyFlow()
    await api("POST", `/campaigns/${id}/publish`)
    await api("POST", `/campaigns/${id}/pause`)
    for (const overdue of ["later", { spreadOverHours: 0 }, { spreadOverHours: 169 }]) {
      expect((await api("POST", `/campaigns/${id}/resume`, { body: { overdue } })).status).toBe(422)
    }
    expect((await api("POST", `/campaigns/${id}/resume`, { body: { overdue: { spreadOverHours: 168 } } })).status).toBe(
      200,
    )
  })

  it("CAM-17 EDT-14 a copy is a draft with its own messages and nobody in it", async () => {
    const { campaignId: id, segmentId } = await segmentAndFlow()
    const message = (
      await api("POST", `/campaigns/${id}/messages`, { body: { channel: "sms", name: "Hi", text: "Hi" } })
    ).json
    const flow = {
      start: "hi",
      steps: {
        hi: { type: "sms", name: "Hi", messageId: message.id, outcomes: { sent: "end" } },
        end: { type: "end", name: "End" },
      },
    }
    await api("PUT", `/campaigns/${id}/flow`, { body: flow })
    expect((await api("POST", `/campaigns/${id}/publish`)).status).toBe(200)
    const copy = await api("POST", `/campaigns/${id}/copy`)
    expect(copy.status).toBe(201)
    expect(copy.json).toMatchObject({ status: "draft", version: null, segmentIds: [segmentId] })
    const draft = (await api("GET", `/campaigns/${copy.json.id}/flow`)).json.draft
    const messages = (await api("GET", `/campaigns/${copy.json.id}/messages`)).json.items
    expect(messages).toHaveLength(1)
    expect(draft.steps.hi.messageId).toBe(messages[0].id)
    expect(messages[0].id).not.toBe(message.id)
    expect((await api("POST", `/campaigns/${copy.json.id}/publish`)).status).toBe(200)
  })

  it("CAM-17 only drafts and archived campaigns without runs are deleted", async () => {
    const { campaignId: id } = await readyFlow()
    await api("POST", `/campaigns/${id}/publish`)
    expect((await api("DELETE", `/campaigns/${id}`)).status).toBe(409)
    await api("POST", `/campaigns/${id}/cancel`)
    expect((await api("DELETE", `/campaigns/${id}`)).status).toBe(409)
    await api("POST", `/campaigns/${id}/archive`)
    expect((await api("DELETE", `/campaigns/${id}`)).status).toBe(204)
    expect((await api("GET", `/campaigns/${id}`)).status).toBe(404)
  })

  it("CAM-17 an archived campaign with runs stays", async () => {
    const { campaignId: id, segmentId } = await readyFlow()
    await api("POST", `/campaigns/${id}/publish`)
    await join(segmentId, "m-1")
    await settle()
    await api("POST", `/campaigns/${id}/cancel`)
    await api("POST", `/campaigns/${id}/archive`)
    expect((await api("DELETE", `/campaigns/${id}`)).status).toBe(409)
  })
})

describe("numbers", () => {
  it("ENG-23 every step has its numbers from the first moment, and they equal the deliveries", async () => {
    const { campaignId: id, segmentId } = await readyFlow()
    const before = (await api("GET", `/campaigns/${id}/stats`)).json
    expect(before.runs).toEqual({ active: 0, completed: 0, exited: 0, cancelled: 0, failed: 0 })
    expect(before.steps.welcome).toMatchObject({ current: 0, entered: 0, left: 0, sent: 0, skipped: {} })
    await api("POST", `/campaigns/${id}/publish`)
    await join(segmentId, "m-1", "m-2")
    await api("POST", `/webhooks/segments/${segmentId}/joins`, { body: { id: "m-3" } })
    await settle()
    const stats = (await api("GET", `/campaigns/${id}/stats`)).json
    expect(stats.runs).toEqual({ active: 0, completed: 3, exited: 0, cancelled: 0, failed: 0 })
    expect(stats.steps.welcome).toMatchObject({ current: 0, entered: 3, left: 3, sent: 2, skipped: { noAddress: 1 } })
    const sent = (await api("GET", `/deliveries?campaignId=${id}&status=sent`)).json.items
    const skipped = (await api("GET", `/deliveries?campaignId=${id}&status=skipped`)).json.items
    expect([sent.length, skipped.length, skipped[0].reason]).toEqual([2, 1, "noAddress"])
    const runs = (await api("GET", `/campaigns/${id}/runs?status=completed`)).json.items
    expect(runs).toHaveLength(3)
    expect(runs[0]).toMatchObject({ campaignId: id, version: 1, status: "completed", reason: "completed" })
  })
})
