import { describe, expect, it } from "vitest"
import { validateFlow } from "../../../src/engine/validate"
import { context } from "../check-context"
import { definition, emailStep, endStep, flowOf, Stage } from "../fixtures"

const pdf = (more: object = {}) => ({
  type: "exportPdf",
  document: { name: "offer.pdf", html: "<h1>Offer</h1>" },
  outcomes: { done: "mail" },
  ...more,
})
const flow = (step: object, mail: object = emailStep("end")) => flowOf("pdf", { pdf: step, mail, end: endStep })

describe("exportPdf", () => {
  it("FLOW-10 RUN-1 asks for one document a visit, and goes on when it is made", () => {
    const stage = new Stage(definition(flow(pdf())))
    expect(stage.join().wakeups).toMatchObject([{ deliveryId: "c1.u1.1.pdf.1.pdf", channel: "pdf" }])
    expect(stage.run?.stepId).toBe("pdf")
    stage.send()
    expect(stage.sent.map((one) => one.channel)).toEqual(["pdf", "email"])
  })

  it("FLOW-10 a document that cannot be made does not hold up the run, and the reason is kept", () => {
    const stage = new Stage(definition(flow(pdf({ outcomes: { done: "mail", notDone: "end" } }))))
    stage.join()
    const result = { status: "failed", reason: "failedRetries", detail: "no fonts" } as const
    stage.do({ kind: "deliverySettled", deliveryId: "c1.u1.1.pdf.1.pdf", result })
    expect(stage.entries).toContainEqual(
      expect.objectContaining({ type: "stepLeft", outcome: "notDone", reason: "failedRetries" }),
    )
    expect(stage.state.ended.c1?.status).toBe("completed")
  })

  it("RUN-4a one that comes too late is skipped", () => {
    const stage = new Stage(definition(flow({ ...pdf() }), { lateness: 3_600_000 }))
    stage.join()
    stage.sleep(stage.now + 3_600_001)
    stage.send()
    expect(stage.entries).toContainEqual(
      expect.objectContaining({ type: "deliverySkipped", channel: "pdf", reason: "expired" }),
    )
  })

  it("FLOW-13 name and content are there; emails attach documents of this flow only", () => {
    const codes = (step: object, mail?: object) => validateFlow(flow(step, mail), context).map((one) => one.code)
    expect(codes(pdf(), emailStep("end", { attach: ["pdf"] }))).toEqual([])
    expect(codes(pdf({ document: {} }))).toEqual(["contentMissing", "contentMissing"])
    expect(codes(pdf(), emailStep("end", { attach: ["mail"] }))).toEqual(["unknownStep"])
  })
})
