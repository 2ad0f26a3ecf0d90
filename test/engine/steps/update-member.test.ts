import { describe, expect, it } from "vitest"
import type { CampaignControl } from "../../../src/engine/types"
import { validateFlow } from "../../../src/engine/validate"
import { context } from "../check-context"
import { definition, delayStep, endStep, flowOf, Stage } from "../fixtures"

const update = (more: object) => ({ type: "updateMember", outcomes: { done: "wait" }, ...more })
const flow = (more: object) =>
  flowOf("update", { update: update(more), wait: delayStep({ for: "P1D" }, "end"), end: endStep })
const dataFields: CampaignControl["dataFields"] = [{ name: "limit", type: "number" }]

const updated = (more: object, attributes: Record<string, string | number | boolean | string[]> = {}) => {
  const stage = new Stage(definition(flow(more), { dataFields }))
  stage.do({ kind: "profileChanged", patch: { attributes }, source: "api" })
  stage.join()
  return stage
}
const left = (stage: Stage) => stage.entries.find((entry) => entry.type === "stepLeft") as object

describe("updateMember", () => {
  it("FLOW-3 MEM-2 sets values, removes by null, keeps the rest", () => {
    const set = { email: "new@example.com", phone: null, attributes: { plan: "gold", old: null, tags: ["a"] } }
    const stage = updated({ set }, { old: 1, kept: true })
    expect(stage.state.profile).toMatchObject({ email: "new@example.com", phone: null, locale: "es" })
    expect(stage.state.profile.attributes).toEqual({ plan: "gold", tags: ["a"], kept: true })
    expect(stage.entries).toContainEqual(expect.objectContaining({ type: "profileChanged", source: "flow" }))
    expect(stage.run?.stepId).toBe("wait")
  })

  it("FLOW-3 copies facts, adds to numbers, writes down the moment", () => {
    const copy = (fact: string, name: string) => ({ copy: { fact, name } })
    const set = {
      attributes: {
        visits: { add: 1 },
        first: { add: -2 },
        seenAt: { now: true },
        address: copy("profile", "email"),
        tier: copy("attribute", "plan"),
        limit: copy("campaignData", "limit"),
      },
    }
    const stage = new Stage(definition(flow({ set }), { dataFields }))
    stage.do({ kind: "profileChanged", patch: { attributes: { visits: "4", plan: "gold" } }, source: "api" })
    stage.do({ kind: "dataChanged", campaignId: "c1", values: { limit: 900 }, source: "api" })
    stage.join()
    expect(stage.state.profile.attributes).toEqual({
      plan: "gold",
      visits: 5,
      first: -2,
      seenAt: "2027-01-04T12:00:00.000Z",
      address: "ana@example.com",
      tier: "gold",
      limit: 900,
    })
  })

  it("FLOW-3 what cannot be changes nothing and is told; the run goes on", () => {
    const set = { attributes: { plan: { add: 1 }, tier: { copy: { fact: "attribute", name: "gone" } } } }
    const stage = updated({ set }, { plan: "gold" })
    expect(stage.state.profile.attributes).toEqual({ plan: "gold" })
    expect(left(stage)).toMatchObject({
      outcome: "done",
      detail: "plan is no number to add to; tier is copied from nothing",
    })
  })

  it("MEM-1 no member gets more attributes than there may be", () => {
    const full = Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`a${i}`, i]))
    const stage = updated({ set: { attributes: { one: 1, a0: 7 } } }, full)
    expect(Object.keys(stage.state.profile.attributes)).toHaveLength(200)
    expect(stage.state.profile.attributes.a0).toBe(7)
  })

  it("MEM-9 CAM-6 joins and leaves list segments, which may start other flows", () => {
    const stage = new Stage(definition(flow({ join: ["s7"], leave: ["s1"] })))
    stage.campaigns.set("c7", definition(flow({ set: { attributes: { x: 1 } } }), { id: "c7", segmentIds: ["s7"] }))
    stage.join()
    expect(stage.state.memberships.map((one) => [one.segmentId, one.member, one.source])).toEqual([
      ["s1", false, "flow"],
      ["s7", true, "flow"],
    ])
    expect(stage.state.runs.map((run) => run.campaignId)).toEqual(["c1", "c7"])
  })

  it("RUN-4 flows that throw a member back and forth between segments come to rest", () => {
    const stage = new Stage(definition(flow({ join: ["s2"], leave: ["s1"] }), { reentry: "onRejoin" }))
    const back = definition(flow({ join: ["s1"], leave: ["s2"] }), {
      id: "c2",
      segmentIds: ["s2"],
      reentry: "onRejoin",
    })
    stage.campaigns.set("c2", back)
    stage.join()
    expect(stage.entries.filter((entry) => entry.type === "runStarted").length).toBeLessThan(60)
  })

  it("FLOW-13 values obey the rules of the profile; segments exist and are lists", () => {
    const codes = (more: object) => validateFlow(flow(more), context).map((one) => one.code)
    const set = (attributes: object) => codes({ set: { attributes } })
    expect(codes({ set: { email: "a@example.com", timeZone: "Europe/Madrid" }, join: ["s1"] })).toEqual([])
    expect(codes({})).toEqual(["updateEmpty"])
    expect(codes({ set: { email: "a", phone: "1", timeZone: "Mars" } })).toEqual(Array(3).fill("valueInvalid"))
    expect(set({ constructor: "a", "a\nb": 1 })).toEqual(["attributeName", "attributeName"])
    expect(codes({ join: ["s2"] })).toEqual(["segmentNotList"])
    expect(codes({ leave: ["everyone"] })).toEqual(["segmentNotList"])
    expect(codes({ join: ["s9"] })).toEqual(["unknownSegment"])
    const copy = (fact: string, name: string) => set({ a: { copy: { fact, name } } })
    expect(copy("attribute", "anything")).toEqual([])
    expect(copy("campaignData", "score")).toEqual([])
    expect(copy("campaignData", "gone")).toEqual(["unknownField"])
    expect(copy("profile", "shoeSize")).toEqual(["unknownField"])
    expect(copy("webService", "score")).toEqual(["pointerInvalid"])
    expect(copy("webService", "/score")).toEqual(["answerMissing"])
  })

  it("API-1 a value that is none of the kinds is refused by its path", () => {
    expect(() => flow({ set: { attributes: { a: { times: 2 } } } })).toThrow(/copy, add, now/)
  })
})
