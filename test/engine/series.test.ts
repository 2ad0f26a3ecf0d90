import { describe, expect, it } from "vitest"
import { quarterMetrics } from "../../src/db/quarters"
import { bucketMs, bucketOf, seriesMetrics, seriesOf } from "../../src/engine/series"
import { upgradeState } from "../../src/engine/state"
import type { DeliveryReport } from "../../src/engine/types"
import { control, definition, delayStep, emailStep, endStep, flowOf, Stage, start } from "./fixtures"

const flow = flowOf("mail", {
  mail: emailStep("wait"),
  wait: delayStep({ for: "P1D" }, "again"),
  again: emailStep("end"),
  end: endStep,
})
const mail = "c1.u1.1.mail.1.email"
const again = "c1.u1.1.again.1.email"

/** What a stage's records add up to, by metric. */
const totals = (stage: Stage, campaignId = "c1") => {
  const sums: Record<string, number> = {}
  for (const change of stage.records.flatMap(seriesOf)) {
    if (change.campaignId === campaignId) sums[change.metric] = (sums[change.metric] ?? 0) + change.n
  }
  return sums
}
const report = (stage: Stage, deliveryId: string, told: DeliveryReport, at = stage.now) =>
  stage.do({ kind: "deliveryReported", id: `r${stage.records.length}`, deliveryId, at, report: told })
const joined = (patch = {}) => {
  const stage = new Stage(definition(flow, patch))
  stage.join()
  return stage.send()
}

describe("series", () => {
  it("ANA-2 a member is reached and engaged once, however many messages there are", () => {
    const stage = joined()
    report(stage, mail, { type: "delivered" })
    report(stage, mail, { type: "opened", machine: true })
    expect(totals(stage)).toEqual({ entered: 1, reached: 1, "sent:email": 1, "delivered:email": 1 })
    report(stage, mail, { type: "clicked", machine: false })
    stage.until(stage.now + 2 * 86_400_000)
    report(stage, again, { type: "opened", machine: false })
    expect(totals(stage)).toEqual({
      ...{ entered: 1, reached: 1, engaged: 1, "sent:email": 2 },
      ...{ "delivered:email": 1, "opened:email": 2, "clicked:email": 1 },
    })
    const rows = new Map(stage.records.flatMap((record) => record.deliveries).map((row) => [row.id, row]))
    expect(rows.get(mail)?.firsts).toBe(3)
    expect(rows.get(again)?.firsts).toBe(0)
  })

  it("ANA-2 what happened is counted when it happened, within the life of the message", () => {
    const stage = joined()
    const sentAt = stage.now
    stage.sleep(sentAt + 3 * 3_600_000)
    report(stage, mail, { type: "opened", machine: false }, sentAt + 60_000)
    report(stage, mail, { type: "clicked", machine: false }, 0)
    const at = (metric: string) => stage.records.flatMap(seriesOf).find((one) => one.metric === metric)?.bucket
    expect(at("opened:email")).toBe(bucketOf(sentAt + 60_000))
    expect(at("engaged")).toBe(bucketOf(sentAt + 60_000))
    expect(at("clicked:email")).toBe(bucketOf(sentAt))
    expect(bucketOf(bucketMs * 4 - 1)).toBe(3)
  })

  it("ANA-2 an unsubscribe counts once for its message and once for its campaign, also after an undo", () => {
    const stage = joined()
    const say = (status: "subscribed" | "unsubscribed", deliveryId = mail) =>
      stage.do({ kind: "consentChanged", channel: "email", scope: "campaign:c1", status, reason: null, deliveryId })
    say("unsubscribed")
    say("subscribed")
    say("unsubscribed")
    expect(totals(stage)).toMatchObject({ unsubscribed: 1 })
    expect(stage.entries.filter((one) => one.type === "consentChanged").map((one) => one.first)).toEqual([
      true,
      undefined,
      false,
    ])
  })

  it("ANA-2 a message of another campaign counts for both, FLOW-8", () => {
    const crossing = flowOf("loan", {
      loan: { type: "crossEmail", campaignId: "c2", messageId: "m", outcomes: { sent: "end" } },
      end: endStep,
    })
    const stage = new Stage(definition(crossing))
    stage.campaigns.set("c2", { control: control({ id: "c2", kind: "campaign" }), flows: new Map() })
    stage.join()
    stage.send()
    report(stage, "c1.u1.1.loan.1.email", { type: "opened", machine: false })
    const counted = { reached: 1, engaged: 1, "sent:email": 1, "opened:email": 1 }
    expect(totals(stage)).toEqual({ entered: 1, ...counted })
    expect(totals(stage, "c2")).toEqual(counted)
  })

  it("ANA-2 results count when they come, and again after a reset", () => {
    const goal = { event: "bought" }
    const stage = joined({ goal, reentry: "onReset", reset: { afterDays: 10, what: "all" } })
    stage.event("bought")
    expect(totals(stage)).toMatchObject({ converted: 1, entered: 1 })
    stage.until(start + 12 * 86_400_000)
    stage.event("bought")
    expect(totals(stage)).toMatchObject({ converted: 2, entered: 2, reached: 1 })
  })

  it("ANA-2 every metric has a column", () => {
    expect([...quarterMetrics].sort()).toEqual([...seriesMetrics].sort())
  })

  it("REC-15 a state of an earlier release is not reached anew", () => {
    const stage = joined()
    report(stage, mail, { type: "opened", machine: false })
    const { reach: _, ...older } = stage.state
    stage.state = upgradeState(older as typeof stage.state)
    expect(stage.state.reach).toEqual({ c1: { reachedAt: start, engagedAt: start } })
    const before = totals(stage)
    stage.until(stage.now + 2 * 86_400_000)
    expect(totals(stage)).toEqual({ ...before, "sent:email": 2 })
  })
})
