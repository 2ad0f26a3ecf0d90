import type { CampaignControl } from "../../src/engine/types"
import { control, definition, delayStep, emailStep, endStep, flowOf, Stage } from "./fixtures"
import { journalOf } from "./golden-run"

/** Whatever a flow does beside messages of its own, in one run: another campaign, services, documents, staff, a workflow. */
const flow = flowOf("seen", {
  seen: { type: "updateMember", set: { attributes: { visits: { add: 1 } } }, outcomes: { done: "score" } },
  score: {
    type: "webService",
    request: { method: "POST", url: "https://api.example.com/score" },
    map: [
      { pointer: "/score", to: { campaignData: "score" } },
      { pointer: "/tier", to: { attribute: "tier" } },
    ],
    outcomes: { success: "good", failure: "end" },
  },
  good: {
    type: "condition",
    rule: { any: [{ all: [{ fact: "campaignData", name: "score", op: "atLeast", value: 700 }] }] },
    outcomes: { met: "loan", notMet: "end" },
  },
  loan: { type: "crossSms", campaignId: "c2", messageId: "m3", outcomes: { sent: "offer" } },
  offer: { type: "exportPdf", document: { name: "offer", html: "<p>Offer</p>" }, outcomes: { done: "before" } },
  before: delayStep({ relativeTo: { occasionId: "o1" }, offset: "-P1D", at: "10:00" }, "invite"),
  invite: emailStep("half", { attach: ["offer"] }),
  half: {
    type: "randomSplit",
    branches: [
      { outcome: "a", weight: 1 },
      { outcome: "b", weight: 1 },
    ],
    outcomes: { a: "lead", b: "lead" },
  },
  lead: { type: "startWorkflow", workflowId: "w1", outcomes: { done: "tell" } },
  tell: {
    type: "notifyStaff",
    to: ["sales@example.com"],
    subject: "Call",
    text: "Now",
    outcomes: { done: "came" },
  },
  came: {
    type: "waitForEvent",
    event: { name: "occasion.attended", where: [{ name: "occasionId", op: "equals", value: "o1" }] },
    timeout: "P7D",
    outcomes: { happened: "end", timedOut: "end" },
  },
  end: endStep,
})

const workflow = flowOf("wait", { wait: delayStep({ for: "PT1H" }, "end"), end: endStep })

const webinar = (at: string): CampaignControl["uses"] => ({
  campaignIds: ["c2", "w1"],
  occasions: [{ id: "o1", name: "Webinar", at: Date.parse(at), timeZone: "America/Montevideo", location: null }],
})

/** Plays the same weeks always: the service is slow and half right, the webinar moves, the member comes. */
export function play(): string[] {
  const stage = new Stage(
    definition(flow, { uses: webinar("2027-01-20T21:00:00Z"), dataFields: [{ name: "score", type: "number" }] }),
  )
  const other = control({ id: "c2", kind: "campaign", version: null, segmentIds: ["everyone"], status: "paused" })
  stage.campaigns.set("c2", { control: other, flows: new Map() })
  stage.campaigns.set("w1", definition(workflow, { id: "w1", kind: "workflow", segmentIds: [] }))
  stage.join()
  const call = "c1.u1.1.score.1.webhook"
  const retry = { status: "retry", retryAt: stage.now + 60_000, detail: "503" } as const
  stage.do({ kind: "deliverySettled", deliveryId: call, result: retry })
  stage.sleep("2027-01-04T12:01:00Z")
  const answer = { at: stage.now, status: 200, body: { score: "720", tier: { name: "gold" } } }
  const to = "https://api.example.com/score"
  const sent = { status: "sent", at: stage.now, providerId: null, to, answer } as const
  stage.do({ kind: "deliverySettled", deliveryId: call, result: sent })
  stage.until("2027-01-10T00:00:00Z")
  stage.change({ uses: webinar("2027-01-15T21:00:00Z") })
  stage.until("2027-01-15T22:00:00Z")
  const at = stage.now
  stage.do({ kind: "attendanceSet", occasionId: "o1", status: "attended", at, source: "webhook" })
  stage.until("2027-02-01T00:00:00Z")
  return journalOf(stage)
}
