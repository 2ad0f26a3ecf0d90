import { describe, expect, it } from "vitest"
import { flowSchema, stepOf, stepTypes, targetOf } from "../../src/engine/flow"
import { delayStep, emailStep, endStep, flowOf } from "./fixtures"

const pathsOf = (flow: unknown): string[] =>
  flowSchema.safeParse(flow).error?.issues.map((issue) => issue.path.join(".")) ?? []

describe("the flow document", () => {
  it("FLOW-1 the example of the contract parses, and nothing in it is lost", () => {
    const flow = {
      start: "welcome",
      steps: {
        welcome: {
          type: "email",
          name: "Welcome",
          message: {
            subject: "Hello {{ member.attributes.firstName | default: 'there' }}",
            html: "<p>…</p>",
            text: "…",
          },
          transactional: false,
          outcomes: { sent: "wait" },
        },
        wait: {
          type: "delay",
          name: "Four days",
          delay: { for: "P4D", at: "09:00", zone: "campaign" },
          outcomes: { done: "gold" },
        },
        gold: {
          type: "condition",
          name: "Gold plan?",
          rule: { any: [{ all: [{ fact: "attribute", name: "plan", op: "equals", value: "gold" }] }] },
          outcomes: { met: "vip", notMet: "open" },
        },
        vip: {
          type: "sms",
          name: "VIP line",
          message: { text: "…" },
          transactional: false,
          outcomes: { sent: "nudge" },
        },
        nudge: {
          type: "push",
          name: "Nudge",
          message: { title: "…", body: "…", link: "https://example.com" },
          transactional: false,
          outcomes: { sent: "loan" },
        },
        loan: {
          type: "crossEmail",
          name: "Loan offer",
          campaignId: "c2",
          messageId: "m2",
          override: { subject: "…" },
          transactional: false,
          outcomes: { sent: "open" },
        },
        open: {
          type: "waitForEvent",
          name: "Applied?",
          event: { name: "applied", where: [{ name: "amount", op: "atLeast", value: 100 }] },
          timeout: "P7D",
          outcomes: { happened: "end", timedOut: "call" },
        },
        call: {
          type: "webService",
          name: "Score",
          request: {
            method: "POST",
            url: "https://…",
            headers: { "x-key": "…" },
            body: '{"id":"{{ member.id }}"}',
          },
          timeout: "PT15S",
          map: [{ pointer: "/credit/score", to: { attribute: "score" } }],
          outcomes: { success: "half", failure: "end" },
        },
        half: {
          type: "randomSplit",
          name: "A or B",
          branches: [
            { outcome: "a", weight: 50 },
            { outcome: "b", weight: 50 },
          ],
          outcomes: { a: "end", b: "end" },
        },
        end: { type: "end", name: "End", outcomes: {} },
      },
    }
    expect(flowSchema.parse(flow)).toEqual(flow)
  })

  it.each<[string, unknown, string]>([
    ["no object", 7, ""],
    ["no start", { steps: {} }, "start"],
    ["an unknown step type", { start: "a", steps: { a: { type: "teleport" } } }, "steps.a.type"],
    ["a step id of other characters", { start: "a", steps: { "a b": endStep } }, "steps.a b"],
    ["a step id too long", { start: "a".repeat(65), steps: {} }, "start"],
    ["a wrong type inside", { start: "a", steps: { a: { type: "delay", delay: { for: 4 } } } }, "steps.a.delay.for"],
    ["no duration", { start: "a", steps: { a: { type: "delay", delay: { for: "4 days" } } } }, "steps.a.delay.for"],
    [
      "an outcome that is no id",
      { start: "a", steps: { a: { ...endStep, outcomes: { x: 5 } } } },
      "steps.a.outcomes.x",
    ],
    ["an unknown field", { start: "a", steps: { a: { ...endStep, colour: "red" } } }, "steps.a"],
  ])("FLOW-1 %s is refused with its path", (_, flow, path) => {
    expect(pathsOf(flow)).toEqual([path])
  })

  it("FLOW-1 a flow has at most 500 steps", () => {
    const steps = (n: number) => Object.fromEntries(Array.from({ length: n }, (_, i) => [`s${i}`, endStep]))
    expect(flowSchema.safeParse({ start: "s0", steps: steps(500) }).success).toBe(true)
    expect(pathsOf({ start: "s0", steps: steps(501) })).toEqual(["steps"])
  })

  it("FLOW-1 any well-formed graph parses, also one that leads nowhere", () => {
    expect(flowSchema.safeParse({ start: "x", steps: { a: emailStep("nowhere") } }).success).toBe(true)
  })

  it("FLOW-7 an optional outcome that is not connected follows the main one", () => {
    const flow = flowOf("mail", {
      mail: emailStep("end"),
      wait: delayStep({ until: "2027-01-01" }, "end"),
      end: endStep,
    })
    const mail = stepOf(flow, "mail")
    const wait = stepOf(flow, "wait")
    expect(mail && targetOf(mail, "notSent")).toBe("end")
    expect(wait && targetOf(wait, "past")).toBe("end")
    expect(stepOf(flow, "constructor")).toBeUndefined()
  })

  it("FLOW-3 step types stand sorted in the registry, each under its own name", () => {
    const names = Object.keys(stepTypes)
    expect(names).toEqual(names.toSorted())
    expect(Object.values(stepTypes).map((type) => type.type)).toEqual(names)
  })
})

describe("step types that are none", () => {
  it.each([
    ["onScreenMessage", /regular campaign/],
    ["dataCapture", /regular campaign/],
    ["docuSign", /Web service step/],
    ["on-screen", /regular campaign/],
    ["dataCaptureForm", /regular campaign/],
    ["carrierPigeon", /no step type "carrierPigeon"/],
  ])("FLOW-3 %s is refused with a message that says where it belongs", (type, message) => {
    const [issue, ...more] =
      flowSchema.safeParse({ start: "a", steps: { a: { type, outcomes: {} } } }).error?.issues ?? []
    expect(more).toEqual([])
    expect(issue?.path).toEqual(["steps", "a", "type"])
    expect(issue?.message).toMatch(message)
  })
})
