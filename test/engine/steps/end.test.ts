import { describe, expect, it } from "vitest"
import { countersOf } from "../../../src/engine/journal"
import { definition, endStep, flowOf, Stage } from "../fixtures"

describe("end", () => {
  it("FLOW-2 completes the run; a completed run stands on no step", () => {
    const stage = new Stage(definition(flowOf("end", { end: endStep })))
    const { record } = stage.join()
    expect(record?.runs[0]).toMatchObject({ status: "completed", stepId: "end", reason: "completed", wakeAt: null })
    expect(countersOf(stage.records)).toEqual(
      expect.arrayContaining([
        { campaignId: "c1", stepId: "end", metric: "entered", n: 1 },
        { campaignId: "c1", stepId: "end", metric: "left", n: 1 },
        { campaignId: "c1", stepId: "", metric: "completed", n: 1 },
      ]),
    )
  })
})
