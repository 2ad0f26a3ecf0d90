import { describe, expect, it } from "vitest"
import { flowSchema, stepSchema } from "../../src/engine/flow"
import { freshStepId, stepsInOrder, withCopy, withNewStep, withoutStep } from "../../src/engine/flow-edit"
import { delayStep, emailStep, endStep, flowOf } from "./fixtures"

const step = (json: object) => stepSchema.parse(json)

const offer = flowOf("welcome", {
  end: endStep,
  offer: emailStep("end"),
  lost: delayStep({ for: "P1D" }, "end"),
  hasA: { type: "condition", rule: { any: [] }, outcomes: { met: "end", notMet: "offer" } },
  welcome: emailStep("hasA"),
})

describe("edits of single steps", () => {
  it("FLOW-1 steps are listed as one walks through them, strays behind, Ends last", () => {
    expect(stepsInOrder(offer)).toEqual(["welcome", "hasA", "offer", "lost", "end"])
    const loop = flowOf("a", { a: delayStep({ for: "P1D" }, "b"), b: delayStep({ for: "P1D" }, "a") })
    expect(stepsInOrder(loop)).toEqual(["a", "b"])
  })

  it("FLOW-1 a new step's id says what it is, and is never one that is taken", () => {
    expect(freshStepId(offer, step({ type: "email", name: "¡Bienvenida, José!" }))).toBe("bienvenida-jose")
    expect(freshStepId(offer, step({ type: "email", name: "Welcome" }))).toBe("welcome-2")
    expect(freshStepId(offer, step({ type: "end", name: "終" }))).toBe("end-2")
    expect(freshStepId(offer, step({ type: "sms", name: "x".repeat(200) }))).toHaveLength(48)
  })

  it("FLOW-1 a step put behind an outcome takes its place and leads on to where it led", () => {
    const pause = step({ type: "delay", name: "Pause", delay: { for: "P2D" } })
    const { flow, stepId } = withNewStep(offer, pause, { stepId: "hasA", outcome: "notMet" })
    expect(stepId).toBe("pause")
    expect(flow.steps.hasA?.outcomes).toEqual({ met: "end", notMet: "pause" })
    expect(flow.steps.pause?.outcomes).toEqual({ done: "offer" })
  })

  it("FLOW-1 a new step that says where it leads is not led elsewhere", () => {
    const pause = step({ type: "delay", name: "Pause", delay: { for: "P2D" }, outcomes: { done: "end" } })
    const { flow } = withNewStep(offer, pause, { stepId: "hasA", outcome: "notMet" })
    expect(flow.steps.pause?.outcomes).toEqual({ done: "end" })
    expect(withNewStep(offer, pause, { stepId: "gone", outcome: "sent" }).flow.steps.pause).toEqual(pause)
  })

  it("FLOW-12 what led to a removed step leads to where its main outcome led", () => {
    const without = withoutStep(offer, "hasA")
    expect(without.steps.welcome?.outcomes).toEqual({ sent: "end" })
    expect(Object.keys(without.steps)).not.toContain("hasA")
    expect(withoutStep(offer, "welcome").start).toBe("hasA")
  })

  it("FLOW-12 a removed End leaves what led to it open, and a step that led to itself leads nowhere", () => {
    expect(withoutStep(offer, "end").steps.offer?.outcomes).toEqual({})
    const loop = flowOf("a", { a: delayStep({ for: "P1D" }, "a"), b: delayStep({ for: "P1D" }, "a") })
    expect(withoutStep(loop, "a")).toEqual(
      flowSchema.parse({ start: "b", steps: { b: { ...delayStep({ for: "P1D" }, ""), outcomes: {} } } }),
    )
    expect(withoutStep(loop, "gone")).toBe(loop)
  })

  it("FLOW-1 a copy leads where the step leads; nothing leads to it", () => {
    const copy = withCopy(offer, "offer", "Offer (copy)")
    expect(copy?.stepId).toBe("offer-copy")
    expect(copy?.flow.steps["offer-copy"]).toMatchObject({ type: "email", outcomes: { sent: "end" } })
    expect(withCopy(offer, "gone", "x")).toBeNull()
  })
})
