import { describe, expect, it } from "vitest"
import type { ValidateContext } from "../../../src/engine/validate"
import { validateFlow } from "../../../src/engine/validate"
import { context } from "../check-context"
import { control, definition, delayStep, emailStep, endStep, flowOf, Stage } from "../fixtures"

const begin = (workflowId: string, next: string) => ({ type: "startWorkflow", workflowId, outcomes: { done: next } })
const flow = flowOf("begin", { begin: begin("w1", "mail"), mail: emailStep("end"), end: endStep })

const workflow = (id: string, steps: Record<string, object>, first: string) => ({
  control: control({ id, kind: "workflow", name: id, segmentIds: [] }),
  flows: new Map([[1, flowOf(first, steps)]]),
})

describe("startWorkflow", () => {
  it("FLOW-11 starts the workflow for the member and goes on without waiting for it", () => {
    const stage = new Stage(definition(flow))
    stage.campaigns.set("w1", workflow("w1", { wait: delayStep({ for: "P1D" }, "end"), end: endStep }, "wait"))
    stage.join()
    expect(stage.state.runs.map((run) => [run.campaignId, run.stepId])).toEqual([
      ["c1", "mail"],
      ["w1", "wait"],
    ])
  })

  it("FLOW-11 a workflow that is gone or not active starts nothing, and the run goes on", () => {
    const stage = new Stage(definition(flow))
    stage.join()
    expect(stage.state.runs.map((run) => run.stepId)).toEqual(["mail"])
  })

  it("RUN-4 workflows that start each other are cut off at run time, should they ever be published", () => {
    const stage = new Stage(definition(flow))
    stage.campaigns.set("w1", workflow("w1", { a: begin("w2", "end"), end: endStep }, "a"))
    stage.campaigns.set("w2", workflow("w2", { a: begin("w1", "end"), end: endStep }, "a"))
    stage.join()
    expect(stage.entries.filter((entry) => entry.type === "runStarted").length).toBeLessThan(60)
  })

  it("FLOW-13 the workflow exists and is published", () => {
    const codes = (id: string) =>
      validateFlow(flowOf("a", { a: begin(id, "end"), end: endStep }), context).map((one) => one.code)
    expect(codes("w1")).toEqual([])
    expect(codes("")).toEqual(["workflowMissing"])
    expect(codes("w9")).toEqual(["workflowMissing"])
    expect(codes("c2")).toEqual(["workflowMissing"])
    expect(codes("w2")).toEqual(["workflowNotPublished"])
  })

  it("FLOW-11 a chain that would start itself again without a wait is refused, through any number of workflows", () => {
    const problems = (steps: Record<string, object>, within: ValidateContext = context) =>
      validateFlow(flowOf("a", { ...steps, end: endStep }), within)
    const chain = problems({ a: begin("w3", "end") })
    expect(chain).toMatchObject([{ stepId: "a", code: "workflowChain" }])
    expect(chain[0]?.message).toContain("this flow → Chain → Link → this flow")
    const itself = { ...context, campaignId: "w1" }
    expect(problems({ a: begin("w1", "end") }, itself)).toMatchObject([{ stepId: "a", code: "workflowChain" }])
  })

  it("FLOW-11 a wait of a minute anywhere in the chain is enough", () => {
    const steps = { a: delayStep({ for: "PT1M" }, "b"), b: begin("w3", "end"), end: endStep }
    expect(validateFlow(flowOf("a", steps), context)).toEqual([])
    const hasty = { ...steps, a: delayStep({ for: "PT59S" }, "b") }
    expect(validateFlow(flowOf("a", hasty), context)).toMatchObject([{ stepId: "b", code: "workflowChain" }])
  })
})
