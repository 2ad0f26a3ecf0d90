import { describe, expect, it } from "vitest"
import { type Step, stepSchema } from "../../src/engine/flow"
import type { Locale } from "../../web/locales/format"
import { stepSummary } from "../../web/steps/looks"
import { templateGist } from "../../web/steps/template-gist"
import { textsOf } from "../../web/ui"

const wordsOf = (locale: Locale) => ({
  t: textsOf(locale),
  locale,
  stepName: (id: string) => (id === "welcome" ? "Welcome" : id),
  segmentName: (id: string) => (id === "s1" ? "New members" : id),
  nameOf: (id: string) => ({ c2: "Spring", m2: "Loan offer", w1: "Lead update", o1: "Webinar" })[id] ?? id,
})

function summary(step: unknown, locale: Locale = "en"): string {
  const parsed: Step = stepSchema.parse(step)
  return stepSummary(parsed, wordsOf(locale))
}

const rule = (...all: unknown[]) => ({ any: [{ all }] })

describe("steps in one sentence", () => {
  it("FLOW-5 delays", () => {
    const delay = { for: "P4D", at: "09:00", zone: "member" }
    expect(summary({ type: "delay", delay })).toBe("Wait 4 days, then at 09:00 in the member’s zone")
    expect(summary({ type: "delay", delay }, "es")).toBe("Esperar 4 días, luego a las 09:00 en la zona del miembro")
    expect(summary({ type: "delay", delay: { for: "PT0S" } })).toBe("Go on at once")
    expect(summary({ type: "delay", delay: { for: "P1W", weekdays: [1, 5] } })).toBe(
      "Wait 1 week, on Mon, Fri in the campaign’s zone",
    )
    expect(summary({ type: "delay", delay: { until: "2026-12-01T09:00" } })).toBe("Wait until Tue 1 Dec 2026, 09:00")
    const before = { relativeTo: { attribute: "renewal" }, offset: "-P3D", at: "10:00" }
    expect(summary({ type: "delay", delay: before })).toBe("Wait until 3 days before renewal, then at 10:00")
  })

  it("FLOW-4 conditions", () => {
    const gold = { fact: "attribute", name: "plan", op: "equals", value: "gold" }
    const adult = { fact: "attribute", name: "age", op: "atLeast", value: 18 }
    expect(summary({ type: "condition", rule: rule(gold, adult) })).toBe("If plan is gold and age is at least 18")
    const inSegment = { fact: "segment", op: "in", value: "s1" }
    expect(summary({ type: "condition", rule: { any: [{ all: [gold] }, { all: [inSegment] }] } })).toBe(
      "If plan is gold, or is in segment New members",
    )
    const opened = { fact: "message", name: "welcome", op: "notOpened" }
    expect(summary({ type: "condition", rule: rule(opened) }, "es")).toBe("Si «Welcome» no fue abierto")
    const event = { fact: "event", name: "login", op: "happened", atLeast: 2, within: "P30D" }
    expect(summary({ type: "condition", rule: rule(event) })).toBe(
      "If “login” happened at least 2 times within 30 days",
    )
    const long = { fact: "attribute", name: "lastOrder", op: "before", value: "-P30D" }
    expect(summary({ type: "condition", rule: rule(long) })).toBe("If lastOrder is before 30 days ago")
    const soon = { ...long, op: "after", value: "P1W" }
    expect(summary({ type: "condition", rule: rule(soon) }, "es")).toBe("Si lastOrder es después de ahora más 1 semana")
    expect(summary({ type: "condition", rule: { any: [] } })).toBe("No content yet")
  })

  it("FLOW-6 waits for events", () => {
    const event = { name: "applied", where: [{ name: "amount", op: "atLeast", value: 100 }] }
    expect(summary({ type: "waitForEvent", event, timeout: "P7D" })).toBe(
      "Until “applied” happens, at most 7 days (with amount is at least 100)",
    )
    const opened = { message: "welcome", did: "opened" }
    expect(summary({ type: "waitForEvent", event: opened, timeout: "PT2H" })).toBe(
      "Until “Welcome” is opened, at most 2 hours",
    )
  })

  it("FLOW-7 messages by their subject, text or title", () => {
    expect(
      summary({ type: "email", message: { subject: "Hello {{ member.attributes.firstName | default: 'you' }}" } }),
    ).toBe("Hello ‹firstName›")
    expect(summary({ type: "sms", message: { text: "Call us" } })).toBe("Call us")
    expect(summary({ type: "push" })).toBe("No content yet")
  })

  it("FLOW-3 the other steps say what they do", () => {
    const cross = { type: "crossSms", campaignId: "c2", messageId: "m2" }
    expect(summary(cross)).toBe("“Loan offer” of Spring")
    expect(summary(cross, "es")).toBe("«Loan offer» de Spring")
    expect(summary({ ...cross, override: { text: "Only today" } })).toBe("Only today")
    expect(summary({ type: "crossEmail" })).toBe("No content yet")
    const request = { method: "GET", url: "https://api.example.com/{{ member.id }}" }
    expect(summary({ type: "webService", request })).toBe("Calls GET api.example.com/‹id›")
    expect(summary({ type: "exportPdf", document: { name: "Offer", html: "<p>" } })).toBe("Makes the document “Offer”")
    expect(summary({ type: "startWorkflow", workflowId: "w1" }, "es")).toBe("Inicia «Lead update»")
    expect(summary({ type: "notifyStaff", to: ["a@b.example", "c@d.example"] })).toBe(
      "Writes to a@b.example, and 1 more",
    )
    const set = { email: null, attributes: { plan: "gold" } }
    expect(summary({ type: "updateMember", set, join: ["s1"] })).toBe("Sets email, plan, joins New members")
    expect(summary({ type: "updateMember", leave: ["s1"] })).toBe("Leaves New members")
    const branches = [
      { outcome: "a", weight: 1 },
      { outcome: "b", weight: 3 },
    ]
    expect(summary({ type: "randomSplit", branches })).toBe("a 25%, b 75%")
    const relativeTo = { occasionId: "o1" }
    expect(summary({ type: "delay", delay: { relativeTo, offset: "-P1D" } })).toBe("Wait until 1 day before “Webinar”")
    const came = { fact: "occasion", name: "o1", op: "equals", value: "attended" }
    expect(summary({ type: "condition", rule: rule(came) })).toBe("If attendance of “Webinar” is attended")
  })

  it("reads a template at a glance", () => {
    expect(templateGist("{% if member.locale == 'es' %}Hola{% else %}Hello {{ member.id }}{% endif %}!")).toBe(
      "Hello ‹id›!",
    )
    expect(templateGist("{% if a %}Only then{% endif %} always")).toBe("always")
  })
})
