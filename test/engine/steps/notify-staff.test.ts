import { describe, expect, it } from "vitest"
import { validateFlow } from "../../../src/engine/validate"
import { context } from "../check-context"
import { definition, endStep, flowOf, Stage } from "../fixtures"

const note = (more: object = {}) => ({
  type: "notifyStaff",
  to: ["sales@example.com"],
  subject: "A lead",
  text: "Call {{ member.id }}",
  outcomes: { done: "end" },
  ...more,
})
const flow = (step: object) => flowOf("tell", { tell: step, other: endStep, end: endStep })
const id = "c1.u1.1.tell.1.staff"

describe("notifyStaff", () => {
  it("FLOW-3 queues one note, waits until it has left, and goes on", () => {
    const stage = new Stage(definition(flow(note())))
    expect(stage.join().wakeups).toEqual([{ deliveryId: id, memberId: "m1", campaignId: "c1", channel: "staff" }])
    stage.send()
    expect(stage.sent).toMatchObject([{ stepId: "tell", channel: "staff" }])
    expect(stage.state.ended.c1?.status).toBe("completed")
  })

  it("FLOW-3 what the member has consented to does not matter, nor whether they can be reached", () => {
    const stage = new Stage(definition(flow(note())))
    stage.state = { ...stage.state, profile: { ...stage.state.profile, email: null } }
    stage.do({ kind: "consentChanged", channel: "all", scope: "all", status: "unsubscribed", reason: null })
    stage.join()
    stage.send()
    expect(stage.sent).toHaveLength(1)
  })

  it("RUN-5 a note that fails goes on by notDone, or as if it had gone out", () => {
    const ends = (outcomes: object) => {
      const stage = new Stage(definition(flow(note({ outcomes }))))
      stage.join()
      const result = { status: "failed", reason: "failedRetries", detail: "no answer" } as const
      stage.do({ kind: "deliverySettled", deliveryId: id, result })
      return stage.records.at(-1)?.runs[0]?.stepId
    }
    expect(ends({ done: "end", notDone: "other" })).toBe("other")
    expect(ends({ done: "end" })).toBe("end")
  })

  it("FLOW-13 somebody is named, by an address, and there is something to say", () => {
    const codes = (more: object) => validateFlow(flow(note(more)), context).map((one) => one.code)
    expect(codes({})).toEqual([])
    expect(codes({ to: [] })).toEqual(["addressMissing"])
    expect(codes({ to: ["sales"] })).toEqual(["addressInvalid"])
    expect(codes({ subject: " ", text: "{{ bad }}" })).toEqual(["contentMissing", "templateVariable"])
  })
})
