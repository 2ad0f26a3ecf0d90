import { describe, expect, it } from "vitest"
import type { Flow } from "../../src/engine/flow"
import { stepSchema, stepTypes } from "../../src/engine/flow"
import { validateFlow } from "../../src/engine/validate"
import { context } from "./check-context"
import { delayStep, emailStep, endStep, flowOf, smsStep } from "./fixtures"

const problems = (flow: Flow) => validateFlow(flow, context).map(({ stepId, code }) => [stepId ?? "", code])

/** What is said of ways out, whatever the step. */
const codesOfWays = new Set(["outcomeMissing", "outcomeDangling", "endUnreachable"])

const condition = (all: object[], met: string, notMet: string) => ({
  type: "condition",
  rule: { any: [{ all }] },
  outcomes: { met, notMet },
})
const gold = { fact: "attribute", name: "plan", op: "equals", value: "gold" }

describe("FLOW-13 publishing checks", () => {
  it("FLOW-13 a whole flow has no problems", () => {
    const flow = flowOf("a", { a: emailStep("b"), b: delayStep({ for: "P4D" }, "end"), end: endStep })
    expect(problems(flow)).toEqual([])
  })

  it("FLOW-2 the start step exists", () => {
    expect(problems(flowOf("x", { end: endStep }))).toEqual([["", "startMissing"]])
  })

  it("FLOW-13 every outcome leads to a step that exists", () => {
    const flow = flowOf("a", { a: emailStep("gone"), b: condition([gold], "end", "end"), end: endStep })
    expect(problems(flow)).toContainEqual(["a", "outcomeDangling"])
    const open = flowOf("b", { b: { ...condition([gold], "end", "end"), outcomes: { met: "end" } }, end: endStep })
    expect(problems(open)).toEqual([["b", "outcomeMissing"]])
    const odd = flowOf("end", { end: { ...endStep, outcomes: { more: "end" } } })
    expect(problems(odd)).toEqual([["end", "outcomeUnknown"]])
  })

  it("FLOW-13 no loop without a wait of at least a minute", () => {
    const loop = (delay: object) =>
      flowOf("a", { a: emailStep("b"), b: delayStep(delay, "c"), c: condition([gold], "end", "a"), end: endStep })
    expect(problems(loop({ for: "PT59S" }))).toEqual([["a", "loopWithoutWait"]])
    expect(problems(loop({ for: "PT1M" }))).toEqual([])
    expect(problems(loop({ for: "P4M" }))).toEqual([])
    expect(problems(loop({ for: "PT0S", at: "09:00" }))).toEqual([["a", "loopWithoutWait"]])
    expect(problems(loop({ until: "2027-02-01" }))).toEqual([["a", "loopWithoutWait"]])
  })

  it("ENG-13 a loop that waits for a date is legal at publish, unless the past leads back by a way of its own", () => {
    const delay = { relativeTo: { attribute: "renewal" }, offset: "-P3D" }
    const loop = (more: object) => flowOf("a", { a: emailStep("b"), b: delayStep(delay, "a", more), end: endStep })
    expect(problems(loop({}))).toEqual([])
    expect(problems(loop({ past: "a" }))).toEqual([["a", "loopWithoutWait"]])
  })

  it("FLOW-13 a loop by time-out waits, a loop by what the member does need not", () => {
    const wait = (outcomes: object, more: object = {}) => ({
      type: "waitForEvent",
      event: { name: "applied" },
      timeout: "P7D",
      outcomes,
      ...more,
    })
    const flow = (step: object) => flowOf("a", { a: emailStep("w"), w: step, end: endStep })
    expect(problems(flow(wait({ happened: "end", timedOut: "a" })))).toEqual([])
    expect(problems(flow(wait({ happened: "a", timedOut: "end" })))).toEqual([["a", "loopWithoutWait"]])
    expect(problems(flow(wait({ happened: "a", timedOut: "end" }, { after: "PT1M" })))).toEqual([])
  })

  it("FLOW-13 an End or an intended loop can be reached", () => {
    const flow = flowOf("a", { a: emailStep("b"), b: delayStep({ for: "P1D" }, "a"), end: endStep })
    expect(problems(flow)).toEqual([])
    const dead = flowOf("a", { a: { ...emailStep("b"), outcomes: {} }, end: endStep })
    expect(problems(dead)).toContainEqual(["a", "endUnreachable"])
  })

  it("FLOW-13 content exists", () => {
    const flow = flowOf("a", {
      a: { type: "email", outcomes: { sent: "b" } },
      b: { type: "email", message: { subject: " ", html: "<p>" }, outcomes: { sent: "c" } },
      c: { type: "sms", messageId: "m9", outcomes: { sent: "d" } },
      d: { type: "email", messageId: "m1", outcomes: { sent: "e" } },
      e: { type: "sms", messageId: "m1", outcomes: { sent: "f" } },
      f: { type: "push", message: { title: "Hi", body: "{{ bad }}" }, outcomes: { sent: "g" } },
      // A step's own content is what is sent, whatever is saved beside.
      g: { type: "sms", messageId: "m9", message: { text: "{{ bad }}" }, outcomes: { sent: "end" } },
      end: endStep,
    })
    expect(problems(flow)).toEqual([
      ["a", "contentMissing"],
      ["b", "contentMissing"],
      ["c", "messageMissing"],
      ["d", "messageChannel"],
      ["f", "templateVariable"],
      ["g", "templateVariable"],
    ])
  })

  it.each(
    Object.values(stepTypes)
      .map(({ type }) => type)
      .filter((type) => stepSchema.safeParse({ type }).success),
  )("FLOW-13 a bare %s can be saved, and says what it lacks beside its ways out", (type) => {
    const bare = flowOf("a", { a: { type }, end: endStep })
    const lacking = validateFlow(bare, context).filter(({ stepId, code }) => stepId === "a" && !codesOfWays.has(code))
    expect(lacking.some(({ level }) => level === "error")).toBe(type !== "end")
  })

  it("FLOW-5 a fixed date is at most five years ahead, too", () => {
    const until = (date: string) => {
      const flow = flowOf("a", { a: delayStep({ until: date }, "end"), end: endStep })
      return validateFlow(flow, { ...context, endsAt: null }).map(({ stepId, code }) => [stepId, code])
    }
    expect(until("2031-12-31T00:00")).toEqual([])
    expect(until("2032-01-03")).toEqual([["a", "delayTooLong"]])
    expect(until("9999-12-31")).toEqual([["a", "delayTooLong"]])
  })

  it("FLOW-13 delays are in bounds; one past Ends is a warning", () => {
    const flow = flowOf("a", {
      a: delayStep({ for: "P6Y" }, "b"),
      b: delayStep({ for: "-P1D" }, "c"),
      c: delayStep({ until: "2027-06-01T00:00" }, "d"),
      d: delayStep({ relativeTo: { occasionId: "o9" }, offset: "-P1D" }, "end"),
      end: endStep,
    })
    expect(problems(flow)).toEqual([
      ["a", "delayTooLong"],
      ["b", "delayNegative"],
      ["c", "delayPastEnd"],
      ["d", "unknownOccasion"],
      ["a", "delayPastEnd"],
    ])
    expect(validateFlow(flow, context)[2]?.level).toBe("warning")
  })

  it("MSG-6 FLOW-13 a flow that waits for clicks on an SMS whose links are not tracked is warned of it", () => {
    const did = (what: string, message: string, next: string) => ({
      type: "waitForEvent",
      event: { message, did: what },
      timeout: "P7D",
      outcomes: { happened: next, timedOut: next },
    })
    const rule = { any: [{ all: [{ fact: "message", op: "opened", name: "text" }] }] }
    const flow = flowOf("text", {
      text: smsStep("mail"),
      mail: emailStep("b"),
      b: did("clicked", "text", "c"),
      c: { type: "condition", rule, outcomes: { met: "d", notMet: "d" } },
      d: did("replied", "text", "e"),
      e: did("clicked", "mail", "end"),
      end: endStep,
    })
    expect(problems(flow)).toEqual([
      ["b", "smsUntracked"],
      ["c", "smsUntracked"],
    ])
    expect(validateFlow(flow, context).map(({ level }) => level)).toEqual(["warning", "warning"])
    expect(validateFlow(flow, { ...context, smsTracking: true })).toEqual([])
  })

  it("FLOW-13 delays that only together go past Ends are warned of once, where it happens", () => {
    const month = (next: string) => delayStep({ for: "P40D" }, next)
    const flow = flowOf("a", {
      a: month("b"),
      b: month("c"),
      c: month("d"),
      d: month("e"),
      e: month("end"),
      end: endStep,
    })
    expect(problems(flow)).toEqual([["d", "delayPastEnd"]])
  })

  it("FLOW-4 conditions on what is not there are refused, never silently false", () => {
    const flow = flowOf("a", {
      a: condition([{ fact: "campaignData", name: "x", op: "exists" }], "b", "b"),
      b: condition([{ fact: "webService", name: "/x", op: "exists" }], "c", "c"),
      c: condition([{ fact: "message", name: "a", op: "opened" }], "d", "d"),
      d: condition([{ fact: "segment", op: "in", value: "s9" }], "e", "e"),
      e: condition([], "f", "f"),
      f: condition([{ fact: "event", name: " ", op: "happened" }], "g", "g"),
      g: condition([{ fact: "occasion", name: "o9", op: "equals", value: "absent" }], "h", "h"),
      h: condition([{ fact: "result", name: "c9", op: "equals", value: "converted" }], "i", "i"),
      i: condition([{ fact: "webService", name: "score", op: "exists" }], "end", "end"),
      end: endStep,
    })
    expect(problems(flow)).toEqual([
      ["a", "unknownField"],
      ["b", "answerMissing"],
      ["c", "unknownStep"],
      ["d", "unknownSegment"],
      ["e", "ruleEmpty"],
      ["f", "eventMissing"],
      ["g", "unknownOccasion"],
      ["h", "unknownCampaign"],
      ["i", "pointerInvalid"],
    ])
  })
})
