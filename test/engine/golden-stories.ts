import type { Occasion, PolicyHolder } from "../../src/engine/types"
import { definition, delayStep, emailStep, endStep, flowOf, ms, Stage, smsStep } from "./fixtures"

const day = 86_400_000

/** Two flows share a category: the cap and quiet hours put off the lower one, which an edit then frees. */
export function policyStory(): Stage {
  const holder = (priority: number, max: number): PolicyHolder => ({
    kind: "category",
    id: "offers",
    name: "Offers",
    priority,
    policy: {
      caps: [{ channel: "email", max, per: "P3D" }],
      quietHours: { from: "21:00", to: "08:00" },
      over: "defer",
    },
  })
  const flow = flowOf("mail", {
    mail: emailStep("wait"),
    wait: delayStep({ for: "P1D" }, "again"),
    again: emailStep("end"),
    end: endStep,
  })
  const stage = new Stage(
    definition(flow, { id: "low", policies: [holder(1, 1)] }),
    definition(flow, { id: "high", policies: [holder(5, 1)] }),
  )
  stage.sleep("2027-01-05T01:00:00.000Z").join()
  stage.until("2027-01-09T00:00:00.000Z")
  stage.change({ id: "low", policies: [holder(1, 3)] })
  stage.change({ id: "high", policies: [holder(5, 3)] })
  stage.until("2027-01-20T00:00:00.000Z")
  return stage
}

/** A step is removed with members on it, and later put back; the member goes through every step once. */
export function moveStory(): Stage {
  const steps = {
    a: emailStep("wait"),
    wait: delayStep({ for: "P2D" }, "b"),
    b: smsStep("rest"),
    rest: delayStep({ for: "P3D" }, "c"),
    c: emailStep("end"),
    end: endStep,
  }
  const { wait: _, b: __, ...fewer } = steps
  const stage = new Stage(definition(flowOf("a", steps)))
  stage.join()
  stage.until("2027-01-05T00:00:00.000Z")
  stage.change({ version: 2, moves: { wait: "rest", b: "c" } }, flowOf("a", { ...fewer, a: emailStep("rest") }))
  stage.until("2027-01-06T00:00:00.000Z")
  stage.change({ version: 3 }, flowOf("a", { ...steps, rest: delayStep({ for: "P1D" }, "c") }))
  stage.until("2027-02-01T00:00:00.000Z")
  return stage
}

/** A flow starts a workflow, which changes the member and thereby reaches the flow's goal. */
export function workflowStory(): Stage {
  const rule = { any: [{ all: [{ fact: "attribute", name: "stage", op: "equals", value: "won" }] }] }
  const stage = new Stage(
    definition(
      flowOf("go", {
        go: { type: "startWorkflow", workflowId: "won", outcomes: { done: "wait" } },
        wait: delayStep({ for: "P9D" }, "mail"),
        mail: emailStep("end"),
        end: endStep,
      }),
      { goal: { rule }, uses: { campaignIds: ["won"], occasions: [] } },
    ),
    definition(
      flowOf("wait", {
        wait: delayStep({ for: "P1D" }, "mark"),
        mark: { type: "updateMember", set: { attributes: { stage: "won" } }, outcomes: { done: "thanks" } },
        thanks: smsStep("end"),
        end: endStep,
      }),
      { id: "won", kind: "workflow", segmentIds: [] },
    ),
  )
  stage.join()
  stage.until("2027-02-01T00:00:00.000Z")
  return stage
}

/** A dismiss ends the run; thirty days later it is reset, and the flow starts again by itself. */
export function resetStory(): Stage {
  const flow = flowOf("mail", {
    mail: emailStep("wait"),
    wait: delayStep({ for: "P2D" }, "text"),
    text: smsStep("end"),
    end: endStep,
  })
  const stage = new Stage(
    definition(flow, { dismissible: true, reentry: "onReset", reset: { afterDays: 30, what: "all" } }),
  )
  stage.join()
  stage.until("2027-01-05T00:00:00.000Z")
  stage.do({ kind: "dismissed", campaignId: "c1" })
  stage.until("2027-02-10T00:00:00.000Z")
  return stage
}

/** A message of another campaign: skipped while the member does not qualify, sent once it does; an occasion moves. */
export function crossStory(): Stage {
  const occasion = (at: string): Occasion => ({
    id: "o1",
    name: "Webinar",
    at: ms(at),
    timeZone: "UTC",
    location: null,
  })
  const cross = (next: string) => ({
    type: "crossEmail",
    campaignId: "loans",
    messageId: "m1",
    outcomes: { sent: next },
  })
  const stage = new Stage(
    definition(
      flowOf("offer", {
        offer: cross("wait"),
        wait: delayStep({ relativeTo: { occasionId: "o1" }, offset: "-P1D" }, "remind"),
        remind: cross("end"),
        end: endStep,
      }),
      { uses: { campaignIds: ["loans"], occasions: [occasion("2027-01-10T15:00:00.000Z")] } },
    ),
    definition(flowOf("end", { end: endStep }), { id: "loans", kind: "campaign", segmentIds: ["borrowers"] }),
  )
  stage.join()
  stage.until("2027-01-06T00:00:00.000Z")
  stage.change({ uses: { campaignIds: ["loans"], occasions: [occasion("2027-01-20T15:00:00.000Z")] } })
  stage.join("borrowers")
  stage.until(stage.now + 30 * day)
  return stage
}
