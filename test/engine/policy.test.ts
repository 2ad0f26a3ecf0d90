import { describe, expect, it } from "vitest"
import { begin } from "../../src/engine/begin"
import { alarmAt, dueAt } from "../../src/engine/due"
import { policyVerdict } from "../../src/engine/policy"
import { isUnsettled } from "../../src/engine/state"
import type { CampaignControl, ContactPolicy, PolicyHolder } from "../../src/engine/types"
import { control, definition, delayStep, emailStep, endStep, flowOf, iso, ms, Stage, smsStep } from "./fixtures"

const day = 86_400_000
const hour = 3_600_000
const holder = (policy: Partial<ContactPolicy>, more: Partial<PolicyHolder> = {}): PolicyHolder => ({
  kind: "category",
  id: "k1",
  name: "Offers",
  priority: 0,
  policy: { caps: [], over: "defer", ...policy },
  ...more,
})
const mail = flowOf("mail", { mail: emailStep("end"), end: endStep })
const text = flowOf("text", { text: smsStep("end"), end: endStep })
/** A campaign with a category; `id` also names the campaign. */
const campaign = (id: string, policies: PolicyHolder[], flow = mail, patch: Partial<CampaignControl> = {}) =>
  definition(flow, { id, categoryId: "k1", policies, ...patch })
const sends = (stage: Stage) => stage.sent.map(({ at, stepId }) => `${stepId} ${iso(at)}`)
const deliveryOf = (stage: Stage, campaignId: string) =>
  stage.state.deliveries.find((one) => one.id.startsWith(`${campaignId}.`))

const caps = (max: number, per: string, channel: "email" | "sms" | "push" = "email") => ({
  caps: [{ channel, max, per }],
})

describe("caps and gaps", () => {
  it("POL-2 a send over the cap is deferred to the instant at which the oldest leaves the window, with rule and messages", () => {
    const policies = [holder(caps(1, "P7D"))]
    const stage = new Stage(campaign("c1", policies), campaign("c2", policies, mail, { segmentIds: ["s2"] }))
    stage.join()
    stage.send()
    stage.sleep(stage.now + 2 * day)
    const { record, wakeups } = stage.join("s2")
    expect(wakeups).toEqual([])
    expect(record?.entries).toContainEqual(
      expect.objectContaining({
        type: "deliveryDeferred",
        until: ms("2027-01-11T12:00:00.000Z"),
        rule: "category:k1 cap email 1 P7D",
        because: ["c1.u1.1.mail.1.email"],
      }),
    )
    expect(record?.deliveries[0]).toMatchObject({ status: "deferred", reason: "contactPolicy" })
    expect([dueAt(stage.state), alarmAt(stage.state)]).toEqual([record?.dueAt, record?.dueAt])
    stage.until("2027-01-20T00:00:00.000Z")
    expect(sends(stage)).toEqual(["mail 2027-01-04T12:00:00.000Z", "mail 2027-01-11T12:00:00.000Z"])
    expect(deliveryOf(stage, "c2")).toMatchObject({ status: "sent", reason: null })
  })

  it("POL-2 or skipped, where the policy says so, and the run goes on", () => {
    const policies = [holder({ ...caps(1, "P7D"), over: "skip" })]
    const withNotSent = flowOf("mail", {
      mail: emailStep("end", { outcomes: { sent: "end", notSent: "text" } }),
      text: smsStep("end"),
      end: endStep,
    })
    const stage = new Stage(campaign("c1", policies), campaign("c2", policies, withNotSent, { segmentIds: ["s2"] }))
    stage.join()
    stage.send()
    stage.join("s2")
    stage.send()
    expect(stage.entries).toContainEqual(
      expect.objectContaining({
        type: "deliverySkipped",
        reason: "contactPolicy",
        detail: "category:k1 cap email 1 P7D",
        because: ["c1.u1.1.mail.1.email"],
      }),
    )
    expect(stage.sent.map((one) => one.stepId)).toEqual(["mail", "text"])
    expect(stage.state.runs).toEqual([])
  })

  it("POL-1 a cap counts its channel and the campaigns of its holder only; a gap counts all channels", () => {
    const capped = [holder(caps(1, "P7D"))]
    const both = new Stage(campaign("c1", capped), campaign("c2", capped, text), campaign("c3", []))
    both.join()
    both.send()
    expect(both.sent).toHaveLength(3)
    const gap = [holder({ minGap: "PT4H" })]
    const stage = new Stage(campaign("c1", gap), campaign("c2", gap, text))
    stage.join()
    stage.until("2027-01-05T12:00:00.000Z")
    expect(sends(stage)).toEqual(["mail 2027-01-04T12:00:00.000Z", "text 2027-01-04T16:00:00.000Z"])
    expect(stage.entries).toContainEqual(expect.objectContaining({ rule: "category:k1 minGap PT4H" }))
  })

  it("POL-1 the rules of a category and of a group hold together", () => {
    const policies = [
      holder({ minGap: "PT4H" }),
      holder({ weekdays: [3] }, { kind: "group", id: "g1" }),
      holder({ quietHours: { from: "20:00", to: "09:30" } }, { kind: "group", id: "g2" }),
    ]
    const stage = new Stage(campaign("c1", policies))
    stage.join()
    // Monday noon in Montevideo is 09:00 there.
    expect(iso(dueAt(stage.state))).toBe("2027-01-06T12:30:00.000Z")
  })

  it("POL-2 a cap of none skips what could never be sent", () => {
    const stage = new Stage(campaign("c1", [holder(caps(0, "P1D"))]))
    stage.join()
    expect(stage.state.deliveries[0]).toMatchObject({ status: "skipped", reason: "contactPolicy" })
    expect(stage.state.runs).toEqual([])
  })

  it("POL-4 a transactional step is neither held nor counted", () => {
    const policies = [holder({ ...caps(1, "P7D"), quietHours: { from: "00:00", to: "23:00" } })]
    const exempt = flowOf("mail", { mail: emailStep("end", { transactional: true }), end: endStep })
    const stage = new Stage(campaign("c1", policies, exempt), campaign("c2", policies, exempt))
    stage.join()
    stage.send()
    expect(stage.sent).toHaveLength(2)
    const free = new Stage(campaign("c1", [holder(caps(1, "P7D"))], exempt), campaign("c2", [holder(caps(1, "P7D"))]))
    free.join()
    free.send()
    expect(free.sent).toHaveLength(2)
  })

  it("POL-1 what a message costs is remembered longer than two hundred other deliveries", () => {
    const policies = [holder(caps(1, "P30D"))]
    const chatty = flowOf("mail", {
      mail: emailStep("text"),
      text: smsStep("wait", { transactional: true }),
      wait: delayStep({ for: "PT1H" }, "text"),
      end: endStep,
    })
    const stage = new Stage(campaign("c1", policies, chatty), campaign("c2", policies, mail, { segmentIds: ["s2"] }))
    stage.join()
    stage.until(stage.now + 12 * day)
    stage.join("s2")
    stage.send()
    expect(deliveryOf(stage, "c2")?.status).toBe("deferred")
  })
})

describe("hours and days", () => {
  const quiet = [holder({ quietHours: { from: "21:00", to: "08:00" } })]
  const readyAt = (at: string, policies = quiet, zone: string | null = "America/Montevideo") => {
    const stage = new Stage(campaign("c1", policies))
    stage.do({ kind: "profileChanged", patch: { timeZone: zone }, source: "api" })
    stage.sleep(at).join()
    stage.until(ms(at) + 30 * day)
    return iso(stage.sent[0]?.at ?? null)
  }

  it("TZ-26 quiet hours that cross midnight, evening side", () => {
    expect(readyAt("2027-05-10T02:30:00.000Z")).toBe("2027-05-10T11:00:00.000Z")
  })

  it("TZ-27 quiet hours, morning side of midnight", () => {
    expect(readyAt("2027-05-10T06:00:00.000Z")).toBe("2027-05-10T11:00:00.000Z")
  })

  it("TZ-28 quiet hours are half-open", () => {
    expect(readyAt("2027-05-10T23:59:59.999Z")).toBe("2027-05-10T23:59:59.999Z")
    expect(readyAt("2027-05-11T00:00:00.000Z")).toBe("2027-05-11T11:00:00.000Z")
    expect(readyAt("2027-05-10T11:00:00.000Z")).toBe("2027-05-10T11:00:00.000Z")
  })

  it("POL-1 the member's zone counts, the campaign's for a member without one", () => {
    expect(readyAt("2027-05-10T02:30:00.000Z", quiet, "Europe/Madrid")).toBe("2027-05-10T06:00:00.000Z")
    expect(readyAt("2027-05-10T02:30:00.000Z", quiet, null)).toBe("2027-05-10T11:00:00.000Z")
  })

  it("POL-1 weekdays and holidays put off to the first allowed day, and to its first allowed hour", () => {
    const policies = [
      holder({
        weekdays: [1, 2, 3, 4, 5],
        holidays: ["2027-05-10", "2027-05-11"],
        quietHours: { from: "21:00", to: "08:00" },
      }),
    ]
    // Saturday noon; Monday and Tuesday are holidays.
    expect(readyAt("2027-05-08T15:00:00.000Z", policies)).toBe("2027-05-12T11:00:00.000Z")
  })

  it("TIME-1 quiet hours that end in a gap end with the gap, and end once in an hour that comes twice", () => {
    const zone = "America/New_York"
    const until = (to: string) => [holder({ quietHours: { from: "21:00", to } })]
    expect(readyAt("2027-03-14T06:00:00.000Z", until("02:30"), zone)).toBe("2027-03-14T07:30:00.000Z")
    expect(readyAt("2027-11-07T04:00:00.000Z", until("01:30"), zone)).toBe("2027-11-07T05:30:00.000Z")
    // The second 01:10 of that night lies after the first 01:30 and is quiet still, until the second 01:30.
    expect(readyAt("2027-11-07T06:10:00.000Z", until("01:30"), zone)).toBe("2027-11-07T06:30:00.000Z")
  })

  it("POL-2 a year without an allowed day: skipped, not put off for ever", () => {
    const holidays = Array.from(
      { length: 400 },
      (_, i) => iso(ms("2027-01-04T12:00:00.000Z") + i * day)?.slice(0, 10) ?? "",
    )
    const stage = new Stage(campaign("c1", [holder({ holidays })]))
    stage.join()
    expect(stage.state.deliveries[0]).toMatchObject({ status: "skipped", reason: "contactPolicy" })
  })
})

describe("priority", () => {
  const low = [holder(caps(1, "P1D"), { priority: 1 })]
  const high = [holder(caps(1, "P1D"), { priority: 9 })]

  it("POL-3 RUN-7 sends due together go by priority, whatever the order in which they are asked for", () => {
    const stage = new Stage(campaign("c1", low), campaign("c2", high))
    stage.join()
    stage.until("2027-01-06T00:00:00.000Z")
    expect(stage.sent.map(({ at }) => iso(at))).toEqual(["2027-01-04T12:00:00.000Z", "2027-01-05T12:00:00.000Z"])
    expect([deliveryOf(stage, "c1")?.sentAt, deliveryOf(stage, "c2")?.sentAt].map((at) => iso(at ?? null))).toEqual([
      "2027-01-05T12:00:00.000Z",
      "2027-01-04T12:00:00.000Z",
    ])
    expect(deliveryOf(stage, "c1")?.deferral?.because).toEqual(["c2.u1.1.mail.1.email"])
  })

  it("POL-3 CAM-9 of two in one group, which gives both their priority, the category decides", () => {
    const group = holder(caps(1, "P1D"), { kind: "group", id: "g1", priority: 5 })
    const of = (priority: number) => [holder({}, { id: `k${priority}`, priority }), group]
    const stage = new Stage(campaign("c1", of(1)), campaign("c2", of(3)), campaign("c3", of(2)))
    stage.join()
    stage.until("2027-01-08T00:00:00.000Z")
    const sentAt = (id: string) => iso(deliveryOf(stage, id)?.sentAt ?? null)?.slice(0, 10)
    expect([sentAt("c2"), sentAt("c3"), sentAt("c1")]).toEqual(["2027-01-04", "2027-01-05", "2027-01-06"])
  })

  it("POL-3 with room for both they both go", () => {
    const two = (priority: number) => [holder(caps(2, "P1D"), { priority })]
    const stage = new Stage(campaign("c1", two(1)), campaign("c2", two(9)))
    stage.join()
    stage.send()
    expect(stage.sent).toHaveLength(2)
  })

  it("POL-3 a message on its way to its provider holds its slot, also against a higher one", () => {
    const stage = new Stage(campaign("c1", low), campaign("c2", high, mail, { segmentIds: ["s2"] }))
    stage.join()
    const first = begin(stage.state, "c1.u1.1.mail.1.email", stage.world)
    if (first.kind !== "go" || first.state === null) throw new Error("not begun")
    stage.state = first.state
    stage.join("s2")
    expect(deliveryOf(stage, "c2")).toMatchObject({ status: "deferred" })
    // Its sender may come again: the slot is its own.
    expect(begin(stage.state, "c1.u1.1.mail.1.email", stage.world).kind).toBe("go")
  })

  it("POL-3 when the one that goes before is paused, the one that stepped back goes at once", () => {
    const stage = new Stage(campaign("c1", low), campaign("c2", high))
    stage.join()
    const refused = begin(stage.state, "c1.u1.1.mail.1.email", stage.world)
    if (refused.kind === "no" && refused.reaction) stage.state = refused.reaction.state
    expect(deliveryOf(stage, "c1")?.status).toBe("deferred")
    const { wakeups } = stage.change({ id: "c2", status: "paused", pausedAt: stage.now })
    expect(wakeups.map((one) => one.deliveryId)).toEqual(["c1.u1.1.mail.1.email"])
  })

  it("POL-3 when the one that went before fails, the one that stepped back goes at once", () => {
    const stage = new Stage(campaign("c1", low), campaign("c2", high))
    stage.join()
    const refused = begin(stage.state, "c1.u1.1.mail.1.email", stage.world)
    expect(refused).toMatchObject({ kind: "no", why: "contactPolicy" })
    if (refused.kind === "no" && refused.reaction) stage.state = refused.reaction.state
    const { wakeups } = stage.do({
      kind: "deliverySettled",
      deliveryId: "c2.u1.1.mail.1.email",
      result: { status: "failed", reason: "failedPermanently", detail: "550" },
    })
    expect(wakeups.map((one) => one.deliveryId)).toEqual(["c1.u1.1.mail.1.email"])
  })
})

describe("a deferred message", () => {
  const policies = [holder(caps(1, "P7D"))]
  const stageOf = (patch: Partial<CampaignControl> = {}) => {
    const stage = new Stage(
      campaign("c1", policies, mail, { segmentIds: ["s0"] }),
      campaign("c2", policies, mail, patch),
    )
    stage.join("s0")
    stage.send()
    stage.sleep(stage.now + day)
    stage.join()
    expect(deliveryOf(stage, "c2")?.status).toBe("deferred")
    return stage
  }

  it("RUN-4a is not late: it leaves when it may, however long that took", () => {
    const stage = stageOf({ lateness: hour })
    stage.until("2027-01-12T00:00:00.000Z")
    expect(stage.sent).toHaveLength(2)
  })

  it("POL-2 ends with its campaign", () => {
    const stage = stageOf({ endsAt: ms("2027-01-08T00:00:00.000Z") })
    stage.until("2027-01-20T00:00:00.000Z")
    expect(stage.sent).toHaveLength(1)
    expect(deliveryOf(stage, "c2")).toMatchObject({ status: "cancelled", reason: "campaignEnded" })
  })

  it("UNS-05 an unsubscribe drops it at once", () => {
    const stage = stageOf()
    stage.do({ kind: "consentChanged", channel: "email", scope: "all", status: "unsubscribed", reason: null })
    expect(deliveryOf(stage, "c2")).toMatchObject({ status: "skipped", reason: "unsubscribed" })
    expect(stage.state.runs).toEqual([])
  })

  it("SEND-6 an address that is gone for a while does not drop it before its time", () => {
    const stage = stageOf()
    const set = (email: string | null) => stage.do({ kind: "profileChanged", patch: { email }, source: "api" })
    set(null)
    set("back@example.com")
    stage.until("2027-01-12T00:00:00.000Z")
    expect(stage.sent).toHaveLength(2)
    const gone = stageOf()
    gone.do({ kind: "profileChanged", patch: { email: null }, source: "api" })
    gone.until("2027-01-12T00:00:00.000Z")
    expect(deliveryOf(gone, "c2")).toMatchObject({ status: "skipped", reason: "noAddress" })
  })

  it("CAM-8 survives a pause and a resume", () => {
    for (const overdue of ["shift", "skip", { spreadOverHours: 2 }] as const) {
      const stage = stageOf()
      const pausedAt = stage.now
      stage.change({ id: "c2", status: "paused", pausedAt })
      expect(dueAt(stage.state)).toBeNull()
      stage.sleep(stage.now + day)
      stage.change({ id: "c2", status: "active", pausedAt: null })
      stage.do({ kind: "campaignResumed", campaignId: "c2", pausedAt, resumedAt: stage.now, overdue })
      stage.until("2027-01-20T00:00:00.000Z")
      expect(stage.sent.map(({ at }) => iso(at))[1]).toBe("2027-01-11T12:00:00.000Z")
    }
  })

  it("POL-1 a raised cap takes effect at the next look", () => {
    const stage = stageOf()
    const { wakeups } = stage.change({ id: "c2", policies: [holder(caps(2, "P7D"))] })
    expect(wakeups.map((one) => one.deliveryId)).toEqual(["c2.u1.1.mail.1.email"])
    stage.send()
    expect(stage.sent).toHaveLength(2)
  })

  it("EDT-06 carries the text of the version that is published when it leaves", () => {
    const stage = stageOf()
    stage.change({ id: "c2", version: 2 }, mail)
    stage.until("2027-01-12T00:00:00.000Z")
    expect(stage.sent[1]?.version).toBe(2)
  })

  it("EDT-06 a step that became another type does not lend it its text", () => {
    const stage = stageOf()
    stage.change({ id: "c2", version: 2 }, flowOf("mail", { mail: smsStep("end"), end: endStep }))
    stage.until("2027-01-12T00:00:00.000Z")
    expect(stage.sent[1]).toMatchObject({ channel: "email", version: 1 })
    expect(stage.state.ended.c2?.status).toBe("completed")
  })

  it("POL-1 a campaign without a policy pays nothing: no marks, no state to store", () => {
    const stage = new Stage(definition(mail))
    stage.join()
    const [delivery] = stage.state.deliveries
    expect(delivery).not.toHaveProperty("holders")
    expect(begin(stage.state, delivery?.id ?? "", stage.world)).toMatchObject({ kind: "go", state: null })
    expect(stage.state.deliveries.every(isUnsettled)).toBe(true)
    expect(
      policyVerdict(stage.state, control(), { id: delivery?.id ?? "", transactional: false, createdAt: 0 }, 0),
    ).toEqual({ kind: "send" })
  })
})
