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

const create = (body: Record<string, unknown> = {}) => must(api("POST", "/workflows", { body: { name: "W", ...body } }))
const save = (id: string, flow: unknown) => must(api("PUT", `/workflows/${id}/flow`, { body: flow }))
const publish = (id: string) => api("POST", `/workflows/${id}/publish`, { body: {} })
const hold = () => must(api("POST", "/dev/clock", { body: { advance: "PT0S", hold: true } }))
const segment = async () => (await must(api("POST", "/segments", { body: { name: "S" } }))).id as string

/** A published standalone workflow. */
async function published(flow: unknown = chain({ mail: emailStep }), more: Record<string, unknown> = {}) {
  const { id } = await create(more)
  await save(id, flow)
  await must(publish(id))
  return id as string
}

const starting = (workflowId: string) =>
  chain({ go: { type: "startWorkflow", workflowId, outcomes: { done: "wait" } }, wait: delayOf("P1D") })

describe("the library", () => {
  it("WF-1 a workflow is a draft with a flow of its own, published without segments or dates", async () => {
    const made = await create({ timeZone: "America/Montevideo" })
    expect(made).toMatchObject({
      name: "W",
      kind: "standalone",
      trigger: null,
      status: "draft",
      version: null,
      timeZone: "America/Montevideo",
      usedBy: [],
    })
    expect((await must(api("GET", `/workflows/${made.id}/flow`))).problems).toEqual([])
    expect((await publish(made.id)).json).toMatchObject({ status: "active", version: 1 })
    expect((await must(api("GET", "/workflows?status=active"))).items.map((one: { id: string }) => one.id)).toEqual([
      made.id,
    ])
    const history = (await must(api("GET", `/audit?subject=workflow:${made.id}`))).items
    expect(history.map((one: { action: string }) => one.action)).toEqual(["workflow.published", "workflow.created"])
  })

  it("WF-1 workflows are not among campaigns, nor campaigns among workflows", async () => {
    const id = await published()
    const { campaignId } = await startFlow(chain({ mail: emailStep }))
    expect((await must(api("GET", "/campaigns"))).items.map((one: { id: string }) => one.id)).toEqual([campaignId])
    for (const path of ["", "/flow", "/stats", "/runs", "/versions", "/diff", "/flow/export"]) {
      expect((await api("GET", `/campaigns/${id}${path}`)).status, path).toBe(404)
      expect((await api("GET", `/workflows/${campaignId}${path}`)).status, path).toBe(404)
    }
    for (const verb of ["publish", "pause", "cancel", "archive", "copy"]) {
      expect((await api("POST", `/campaigns/${id}/${verb}`, { body: {} })).status, verb).toBe(404)
      expect((await api("POST", `/workflows/${campaignId}/${verb}`, { body: {} })).status, verb).toBe(404)
    }
    expect((await api("DELETE", `/campaigns/${id}`)).status).toBe(404)
  })

  it.each([
    ["trigger", { kind: "internal" }],
    ["trigger", { kind: "standalone", trigger: { event: "x" } }],
    ["trigger.event", { kind: "internal", trigger: { event: "" } }],
    ["name", { name: " " }],
    ["kind", { kind: "shared" }],
    ["categoryId", { categoryId: "nobody" }],
    ["segmentIds", { segmentIds: ["s"] }],
  ])("WF-1 a workflow wrong at %s names it (%j)", async (path, body) => {
    const { status, json } = await api("POST", "/workflows", { body: { name: "W", ...body } })
    expect([status, json.errors[0].path]).toEqual([422, path])
  })

  it("WF-1 a copy is a draft of its own", async () => {
    const id = await published(chain({ mail: emailStep }), { kind: "internal", trigger: { event: "dealWon" } })
    const copy = await must(api("POST", `/workflows/${id}/copy`, { body: { name: "Copy" } }))
    expect(copy).toMatchObject({
      name: "Copy",
      kind: "internal",
      trigger: { event: "dealWon" },
      status: "draft",
      version: null,
    })
    expect(copy.id).not.toBe(id)
    expect((await must(api("GET", `/workflows/${copy.id}/flow`))).draft.start).toBe("mail")
  })

  it("WF-1 only a draft, or an archived one without runs, is deleted", async () => {
    const id = await published()
    expect((await api("DELETE", `/workflows/${id}`)).status).toBe(409)
    await must(api("POST", `/workflows/${id}/archive`, { body: {} }))
    expect((await api("DELETE", `/workflows/${id}`)).status).toBe(204)
    expect((await api("GET", `/workflows/${id}`)).status).toBe(404)
  })
})

describe("running", () => {
  it("WF-1 FLOW-11 a flow starts a workflow for its member", async () => {
    const id = await published()
    const { campaignId, segmentId } = await startFlow(starting(id))
    await join(segmentId, ["m1"])
    await advance()
    expect((await outbox(`&campaignId=${id}`)).map((one) => one.memberId)).toEqual(["m1"])
    expect(await must(api("GET", `/workflows/${id}/stats`))).toMatchObject({ runs: { completed: 1 } })
    expect((await must(api("GET", `/workflows/${id}/runs`))).items).toMatchObject([
      { memberId: "m1", status: "completed" },
    ])
    expect((await stats(campaignId)).runs.active).toBe(1)
    expect((await must(api("GET", `/workflows/${id}`))).usedBy).toEqual([
      { id: campaignId, name: "Flow", kind: "flow", how: "starts" },
    ])
  })

  it("WF-1 an internal workflow runs on its event, again and again, in no segment", async () => {
    await hold()
    const id = await published(chain({ mail: emailStep }), { kind: "internal", trigger: { event: "dealWon" } })
    await must(api("PUT", "/members/m1", { body: { email: "m1@example.com" } }))
    const won = (event: string) =>
      must(api("POST", "/webhooks/events", { body: { memberId: "m1", name: event, properties: {} } }))
    await won("dealLost")
    await advance()
    expect(await outbox()).toEqual([])
    await won("dealWon")
    await advance("PT1H")
    await won("dealWon")
    await advance()
    expect((await outbox(`&campaignId=${id}`)).map((one) => one.memberId)).toEqual(["m1", "m1"])
    await must(api("PATCH", `/workflows/${id}`, { body: { trigger: { event: "dealLost" } } }))
    await won("dealWon")
    await won("dealLost")
    await advance("PT1H")
    expect(await outbox(`&campaignId=${id}`)).toHaveLength(3)
  })

  it("FLOW-14 a published change of a workflow reaches its runs", async () => {
    const id = await published(chain({ wait: delayOf("P10D"), mail: emailStep }))
    const { segmentId } = await startFlow(starting(id))
    await join(segmentId, ["m1"])
    await advance("P2D")
    await save(id, chain({ wait: delayOf("P1D"), mail: emailStep }))
    expect((await must(api("POST", `/workflows/${id}/publish?preview=1`, { body: {} }))).changes).toEqual([
      { stepId: "wait", members: 1, dueNow: 1, action: "retime" },
    ])
    await must(publish(id))
    await advance()
    expect(await outbox(`&campaignId=${id}`)).toHaveLength(1)
  })

  it("CAM-7 CAM-8 a workflow is paused, resumed and cancelled like a campaign", async () => {
    const id = await published(chain({ wait: delayOf("P1D"), mail: emailStep }))
    const { segmentId } = await startFlow(starting(id))
    await join(segmentId, ["m1", "m2"])
    await advance()
    await must(api("POST", `/workflows/${id}/pause`, { body: {} }))
    await advance("P3D")
    expect(await outbox()).toEqual([])
    expect((await must(api("POST", `/workflows/${id}/resume?preview=1`, { body: {} }))).overdue).toEqual({
      waits: 2,
      deliveries: 0,
    })
    await must(api("POST", `/workflows/${id}/resume`, { body: { overdue: "shift" } }))
    await advance("PT1H")
    await must(api("POST", `/workflows/${id}/cancel`, { body: {} }))
    await advance("P9D")
    expect(await outbox()).toEqual([])
    expect((await must(api("GET", `/workflows/${id}/stats`))).runs).toMatchObject({ active: 0, cancelled: 2 })
  })

  it("WF-1 archived only when nothing uses it, naming who does; runs under way go on, nobody starts it any more", async () => {
    const id = await published(chain({ wait: delayOf("P1D"), mail: emailStep }))
    const { campaignId, segmentId } = await startFlow(starting(id))
    await join(segmentId, ["m1"])
    await advance()
    const refused = await api("POST", `/workflows/${id}/archive`, { body: {} })
    expect([refused.status, refused.json.usedBy]).toEqual([
      409,
      [expect.objectContaining({ id: campaignId, how: "starts" })],
    ])
    expect(refused.json.detail).toContain("Flow")
    await must(
      api("PUT", `/campaigns/${campaignId}/flow`, { body: chain({ go: delayOf("PT1H"), wait: delayOf("P1D") }) }),
    )
    await must(api("POST", `/campaigns/${campaignId}/publish`, { body: {} }))
    expect((await must(api("POST", `/workflows/${id}/archive`, { body: {} }))).status).toBe("archived")
    await advance("P2D")
    expect((await must(api("GET", `/workflows/${id}/stats`))).runs).toMatchObject({ completed: 1 })
    expect(await outbox(`&campaignId=${id}`)).toHaveLength(1)
    expect((await api("PUT", `/workflows/${id}/flow`, { body: chain({ mail: emailStep }) })).status).toBe(409)
  })
})

describe("attaching", () => {
  it("WF-2 a campaign takes a published version for its flow, and runs it as its own", async () => {
    await hold()
    const id = await published(chain({ mail: emailStep }))
    const segmentId = await segment()
    const campaign = await must(
      api("POST", "/campaigns", {
        body: { kind: "flow", name: "C", segmentIds: [segmentId], workflow: { id, version: 1 } },
      }),
    )
    expect(campaign.workflow).toEqual({ id, version: 1 })
    const flow = await must(api("GET", `/campaigns/${campaign.id}/flow`))
    expect(flow.draft.start).toBe("mail")
    expect((await api("PUT", `/campaigns/${campaign.id}/flow`, { body: chain({ x: smsStep }) })).status).toBe(409)
    await must(api("POST", `/campaigns/${campaign.id}/publish`, { body: {} }))
    await join(segmentId, ["m1"])
    await advance()
    expect(await outbox(`&campaignId=${campaign.id}`)).toHaveLength(1)
    expect(await outbox(`&campaignId=${id}`)).toHaveLength(0)
    const refused = await api("POST", `/workflows/${id}/archive`, { body: {} })
    expect([refused.status, refused.json.usedBy]).toEqual([
      409,
      [{ id: campaign.id, name: "C", kind: "flow", how: "attached" }],
    ])
  })

  it("WF-2 a later version is taken over with the same preview as a publish, and with moves", async () => {
    await hold()
    const id = await published(chain({ wait: delayOf("P10D"), mail: emailStep }))
    const segmentId = await segment()
    const { id: campaignId } = await must(
      api("POST", "/campaigns", {
        body: { kind: "flow", name: "C", segmentIds: [segmentId], workflow: { id, version: 1 } },
      }),
    )
    await must(api("POST", `/campaigns/${campaignId}/publish`, { body: {} }))
    await join(segmentId, ["m1"])
    await advance("P1D")
    await save(id, chain({ other: delayOf("P3D"), mail: emailStep }))
    await must(publish(id))
    expect((await runs(campaignId))[0]).toMatchObject({ version: 1, stepId: "wait" })
    await must(api("PATCH", `/campaigns/${campaignId}`, { body: { workflow: { id, version: 2 } } }))
    expect((await runs(campaignId))[0]).toMatchObject({ version: 1, stepId: "wait" })
    const refused = await api("POST", `/campaigns/${campaignId}/publish`, { body: {} })
    expect([refused.status, refused.json.occupied]).toEqual([409, [{ stepId: "wait", members: 1 }]])
    await must(api("POST", `/campaigns/${campaignId}/publish`, { body: { move: { wait: "other" } } }))
    await advance()
    expect((await runs(campaignId))[0]).toMatchObject({ version: 2, stepId: "other" })
    const rollback = await api("POST", `/campaigns/${campaignId}/rollback`, { body: { version: 1 } })
    expect(rollback.status).toBe(409)
  })

  it("WF-2 detached, the graph stays and is the campaign's own", async () => {
    const id = await published()
    const segmentId = await segment()
    const { id: campaignId } = await must(
      api("POST", "/campaigns", {
        body: { kind: "flow", name: "C", segmentIds: [segmentId], workflow: { id, version: 1 } },
      }),
    )
    const detached = await must(api("PATCH", `/campaigns/${campaignId}`, { body: { workflow: null } }))
    expect(detached.workflow).toBeNull()
    const { draft } = await must(api("GET", `/campaigns/${campaignId}/flow`))
    expect(draft.start).toBe("mail")
    expect((await api("PUT", `/campaigns/${campaignId}/flow`, { body: chain({ x: smsStep }) })).status).toBe(200)
    expect((await must(api("POST", `/workflows/${id}/archive`, { body: {} }))).status).toBe("archived")
  })

  it("WF-2 what cannot be attached names the field", async () => {
    const id = await published()
    const internal = await published(chain({ mail: emailStep }), { kind: "internal", trigger: { event: "x" } })
    const draft = (await create()).id
    const segmentId = await segment()
    const attach = async (kind: string, workflow: unknown) => {
      const { status, json } = await api("POST", "/campaigns", {
        body: { kind, name: "C", segmentIds: [segmentId], workflow },
      })
      return [status, json.errors?.[0]?.path]
    }
    expect(await attach("flow", { id, version: 2 })).toEqual([422, "workflow.version"])
    expect(await attach("flow", { id: draft, version: 1 })).toEqual([422, "workflow.version"])
    expect(await attach("flow", { id: "nobody", version: 1 })).toEqual([422, "workflow.id"])
    expect(await attach("flow", { id: internal, version: 1 })).toEqual([422, "workflow.id"])
    expect(await attach("campaign", { id, version: 1 })).toEqual([422, "workflow"])
    await must(api("POST", `/workflows/${id}/archive`, { body: {} }))
    expect(await attach("flow", { id, version: 1 })).toEqual([422, "workflow.id"])
  })
})
