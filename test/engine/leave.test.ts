import { describe, expect, it } from "vitest"
import { withLeave } from "../../src/engine/leave"
import { leaveMaxMs } from "../../src/engine/limits"
import type { CampaignControl, DeliveryWakeup, Leave } from "../../src/engine/types"
import { holds } from "../../src/platform/leave"
import { control, definition, emailStep, endStep, flowOf, profile, Stage } from "./fixtures"

const flow = flowOf("mail", { mail: emailStep("end"), end: endStep })
const policies: CampaignControl["policies"] = [
  {
    kind: "category",
    id: "k1",
    name: "News",
    priority: 1,
    policy: { caps: [], quietHours: [], over: "defer" } as never,
  },
]

/** The wake-ups of a join, with the leave that they carry to the queue. */
function joined(patch: Partial<CampaignControl> = {}, prepare: (stage: Stage) => void = () => undefined) {
  const stage = new Stage(definition(flow, patch))
  prepare(stage)
  const { wakeups } = stage.join()
  return { stage, leaves: wakeups.map((one) => withLeave(stage.state, one, stage.world).leave) }
}

function leaveOf(patch: Partial<CampaignControl> = {}): Leave {
  const [leave] = joined(patch).leaves
  if (leave === undefined) throw new Error("There is no leave")
  return leave
}

describe("leave to send that goes along with a wake-up", () => {
  it("SEND-6 says what asking the member would say", () => {
    const { stage, leaves } = joined()
    expect(leaves).toHaveLength(1)
    expect(leaves[0]).toMatchObject({ seq: stage.state.seq, rev: 1, until: stage.now + leaveMaxMs })
    const order: unknown = JSON.parse(leaves[0]?.order ?? "")
    expect(order).toMatchObject({ memberId: "m1", stepId: "mail", attempt: 1, profile: stage.state.profile })
  })

  it("POL-3 is not given where contact policies must be asked again", () => {
    expect(joined({ policies }).leaves).toEqual([undefined])
  })

  it("DEL-15 is not given for a second attempt", () => {
    const { stage } = joined()
    const [delivery] = stage.state.deliveries
    const id = delivery?.id ?? ""
    const result = { status: "retry", retryAt: stage.now, detail: "busy" } as const
    stage.do({ kind: "deliverySettled", deliveryId: id, result })
    const wakeup: DeliveryWakeup = { deliveryId: id, memberId: "m1", campaignId: "c1", channel: "email" }
    expect(withLeave(stage.state, wakeup, stage.world).leave).toBeUndefined()
  })

  it("API-2 does not make a queue's message too large", () => {
    const attributes = { story: "x".repeat(10_000) }
    const { leaves } = joined({}, (stage) => {
      stage.state = { ...stage.state, profile: profile({ attributes }) }
    })
    expect(leaves).toEqual([undefined])
  })

  it("CAM-5 RUN-4a ends with the campaign, and when the message would be too late", () => {
    const { stage } = joined()
    expect(leaveOf({ endsAt: stage.now + 1_000 }).until).toBe(stage.now + 1_000)
    expect(leaveOf({ lateness: 2_000 }).until).toBe(stage.now + 2_000)
  })

  it("SEND-6 UNS-05 holds only while the member, the campaign and the hour are as they were", () => {
    const leave = leaveOf()
    const now = leave.until - 1
    const known = { seq: leave.seq, control: control(), now }
    expect(holds(leave, known)).toBe(true)
    expect(holds(leave, { ...known, seq: 0 })).toBe(true)
    expect(holds(leave, { ...known, seq: leave.seq + 1 })).toBe(false)
    expect(holds(leave, { ...known, seq: undefined })).toBe(false)
    expect(holds(leave, { ...known, control: control({ rev: 2 }) })).toBe(false)
    expect(holds(leave, { ...known, control: undefined })).toBe(false)
    expect(holds(leave, { ...known, control: control({ policies }) })).toBe(false)
    expect(holds(leave, { ...known, now: leave.until })).toBe(false)
  })
})
