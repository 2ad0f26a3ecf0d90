import { beforeEach, describe, expect, it } from "vitest"
import { chain, must } from "../../helpers/flows"
import { api, segmentAndFlow } from "../../routes/client"

const ids = { campaign: "", segment: "", other: "", message: "", workflow: "", unpublished: "", occasion: "", rule: "" }
const create = async (path: string, body: unknown): Promise<string> => (await must(api("POST", path, { body }))).id

beforeEach(async () => {
  const { campaignId, segmentId } = await segmentAndFlow({ dataFields: [{ name: "score", type: "number" }] })
  const rule = { any: [{ all: [{ fact: "attribute", name: "plan", op: "exists" }] }] }
  ids.campaign = campaignId
  ids.segment = segmentId
  ids.rule = await create("/segments", { name: "Planned", kind: "rule", rule })
  ids.other = await create("/campaigns", { kind: "campaign", name: "Spring", segmentIds: ["everyone"] })
  ids.message = await create(`/campaigns/${ids.other}/messages`, { channel: "sms", name: "Loan offer", text: "Hi" })
  await must(api("POST", `/campaigns/${ids.other}/publish`, { body: {} }))
  ids.workflow = await create("/workflows", { name: "Lead", kind: "standalone" })
  ids.unpublished = await create("/workflows", { name: "Later", kind: "standalone" })
  const occasion = { name: "Webinar", at: "2099-03-16T22:00:00.000Z", timeZone: "America/New_York" }
  ids.occasion = await create("/occasions", occasion)
  const credential = { name: "crm", header: "x-api-key", value: "secret" }
  await must(api("POST", "/credentials", { body: credential }))
})

/** Codes of what is wrong with a flow of one step, warnings in brackets. */
async function problems(step: object, ways = ["done"], path = `/campaigns/${ids.campaign}`): Promise<string[]> {
  const outcomes = Object.fromEntries(ways.map((way) => [way, "end"]))
  const flow = { start: "a", steps: { a: { name: "A", outcomes, ...step }, end: { type: "end", name: "End" } } }
  const { json, status } = await api("PUT", `${path}/flow`, { body: flow })
  expect([status, json.errors]).toEqual([200, undefined])
  for (const one of json.problems) expect(one).toMatchObject({ stepId: "a", message: expect.any(String) })
  return json.problems.map((one: { code: string; level: string }) =>
    one.level === "error" ? one.code : `(${one.code})`,
  )
}

describe("what is checked before a flow is published", () => {
  it("FLOW-13 FLOW-8 cross-campaign targets exist, with a message for the channel", async () => {
    const cross = { type: "crossSms", campaignId: ids.other, messageId: ids.message }
    expect(await problems(cross, ["sent"])).toEqual([])
    expect(await problems({ ...cross, campaignId: "gone" }, ["sent"])).toEqual(["campaignMissing"])
    expect(await problems({ ...cross, messageId: "gone" }, ["sent"])).toEqual(["messageMissing"])
    expect(await problems({ ...cross, type: "crossEmail" }, ["sent"])).toEqual(["messageChannel"])
  })

  it("FLOW-13 FLOW-9 credentials and data fields exist; addresses may be called (SEC-21)", async () => {
    const call = { type: "webService", request: { url: "https://api.example.com/{{ data.score }}" } }
    const ways = ["success", "failure"]
    expect(await problems(call, ways)).toEqual([])
    const request = (more: object) => problems({ ...call, request: { ...call.request, ...more } }, ways)
    expect(await request({ credential: "crm" })).toEqual([])
    expect(await request({ credential: "gone" })).toEqual(["credentialMissing"])
    expect(await request({ url: "http://0x7f000001/" })).toEqual(["addressBlocked"])
    expect(await request({ url: "http://localhost/api/v1/members" })).toEqual(["addressBlocked"])
    expect(await request({ body: "{{ data.colour }}" })).toEqual(["unknownVariable"])
    const map = (name: string) => problems({ ...call, map: [{ pointer: "/s", to: { campaignData: name } }] }, ways)
    expect(await map("score")).toEqual([])
    expect(await map("colour")).toEqual(["unknownField"])
  })

  it("FLOW-13 TIME-5 occasions exist", async () => {
    const delay = (occasionId: string) => ({ type: "delay", delay: { relativeTo: { occasionId }, offset: "-P1D" } })
    expect(await problems(delay(ids.occasion))).toEqual([])
    expect(await problems(delay("gone"))).toEqual(["unknownOccasion"])
    const came = (name: string) => ({
      type: "condition",
      rule: { any: [{ all: [{ fact: "occasion", name, op: "equals", value: "attended" }] }] },
    })
    expect(await problems(came(ids.occasion), ["met", "notMet"])).toEqual([])
    expect(await problems(came("gone"), ["met", "notMet"])).toEqual(["unknownOccasion"])
  })

  it("FLOW-13 members join and leave list segments only", async () => {
    expect(await problems({ type: "updateMember", join: [ids.segment] })).toEqual([])
    expect(await problems({ type: "updateMember", join: [ids.rule] })).toEqual(["segmentNotList"])
    expect(await problems({ type: "updateMember", leave: ["everyone"] })).toEqual(["segmentNotList"])
    expect(await problems({ type: "updateMember", leave: ["gone"] })).toEqual(["unknownSegment"])
  })

  it("FLOW-4 results are asked of campaigns that exist", async () => {
    const result = (name: string) => ({
      type: "condition",
      rule: { any: [{ all: [{ fact: "result", name, op: "equals", value: "converted" }] }] },
    })
    expect(await problems(result(ids.other), ["met", "notMet"])).toEqual([])
    expect(await problems(result("gone"), ["met", "notMet"])).toEqual(["unknownCampaign"])
  })

  it("FLOW-11 FLOW-13 workflows are published, and no chain of them comes back without a wait", async () => {
    const path = `/workflows/${ids.workflow}`
    const second = await create("/workflows", { name: "Second", kind: "standalone" })
    const begin = (workflowId: string) => ({ type: "startWorkflow", workflowId })
    expect(await problems(begin("gone"))).toEqual(["workflowMissing"])
    expect(await problems(begin(ids.unpublished))).toEqual(["workflowNotPublished"])
    expect(await problems(begin(ids.workflow), ["done"], path)).toContain("workflowChain")
    await must(api("PUT", `${path}/flow`, { body: chain({ wait: { type: "delay", delay: { for: "PT1H" } } }) }))
    await must(api("POST", `${path}/publish`, { body: {} }))
    expect(await problems(begin(ids.workflow))).toEqual([])
    const link = {
      start: "a",
      steps: { a: { ...begin(ids.workflow), outcomes: { done: "end" } }, end: { type: "end" } },
    }
    await must(api("PUT", `/workflows/${second}/flow`, { body: link }))
    await must(api("POST", `/workflows/${second}/publish`, { body: {} }))
    expect(await problems(begin(second), ["done"], path)).toEqual(["workflowChain"])
  })

  it.each(["onScreenMessage", "dataCapture", "docuSign"])(
    "FLOW-3 %s is refused, with where it belongs",
    async (type) => {
      const flow = { start: "a", steps: { a: { type, name: "A", outcomes: {} } } }
      const { status, json } = await api("PUT", `/campaigns/${ids.campaign}/flow`, { body: flow })
      expect(status).toBe(422)
      expect(json.errors).toEqual([
        expect.objectContaining({ path: "steps.a.type", message: expect.stringMatching(/belongs to/) }),
      ])
    },
  )
})
