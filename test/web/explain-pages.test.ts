import { describe, expect, it } from "vitest"
import { advance, chain, delayOf, emailStep, join, must, smsStep, startFlow } from "../helpers/flows"
import { api } from "../routes/client"
import { reader } from "./browser"

const zone = "America/Montevideo"

async function told(memberId: string, campaignId: string, language: "en" | "es" = "en") {
  const { look } = await reader(language)
  return (await look(`/members/${memberId}/explain?campaignId=${campaignId}`)).html
}

describe("the explanation of a member", () => {
  it("ANA-5 who never entered: which segment it lacks, and what would change that", async () => {
    const { campaignId } = await startFlow(chain({ mail: emailStep }))
    await must(api("PUT", "/members/outsider", { body: { email: "o@example.com" } }))
    const html = await told("outsider", campaignId)
    expect(html).toContain("Has never entered “Flow”.")
    expect(html).toContain("The member is in none of its segments: “Members”.")
    expect(html).toContain("Join “Members”.")
    const es = await told("outsider", campaignId, "es")
    expect(es).toContain("El miembro no está en ninguno de sus segmentos: «Members».")
    expect(es).toContain("Entrar en «Members».")
  })

  it("ANA-5 MEM-4 who is outside of a rule segment: the criterion with the actual value", async () => {
    const rule = { any: [{ all: [{ fact: "attribute", name: "plan", op: "equals", value: "gold" }] }] }
    const segment = await must(api("POST", "/segments", { body: { name: "Gold plan", kind: "rule", rule } }))
    const { campaignId } = await startFlow(chain({ mail: emailStep }), { segmentIds: [segment.id] })
    await must(api("PUT", "/members/ana", { body: { attributes: { plan: "free" } } }))
    expect(await told("ana", campaignId)).toContain("“Gold plan” asks that plan is gold; here it is free.")
    expect(await told("ana", campaignId, "es")).toContain("«Gold plan» pide que plan es gold; aquí es free.")
  })

  it("ANA-5 TIME-6 who waits: until when, reckoned how, in which zone", async () => {
    const flow = chain({ wait: delayOf("P4D", { at: "09:00", zone: "member" }), mail: emailStep })
    const { campaignId, segmentId } = await startFlow(flow)
    await join(segmentId, ["ana"], { timeZone: zone })
    await advance()
    const html = await told("ana", campaignId)
    expect(html).toMatch(/Waits at “wait” until \w{3} \d+ \w{3} \d{4}, 09:00 \(Montevideo\)\./)
    expect(html).toContain("Rule: 4 days, then at 09:00.")
    expect(html).toContain("In the member’s own zone, Montevideo.")
    expect(html).toContain("Moved on to the next such time of day:")
    const es = await told("ana", campaignId, "es")
    expect(es).toContain("Regla: 4 días, después a las 09:00.")
    const { look } = await reader()
    const { html: overview } = await look("/members/ana")
    expect(overview).toContain("goes on from “wait”")
    expect(overview).toContain(`/members/ana/explain?campaignId=${campaignId}`)
  })

  it("ANA-5 POL-2 who was capped: the rule, whose it is, and the earlier message", async () => {
    const policy = { caps: [{ channel: "email", max: 1, per: "P7D" }], over: "defer" }
    const category = await must(api("POST", "/categories", { body: { name: "Offers", policy } }))
    const settings = { categoryId: category.id }
    const first = await startFlow(chain({ first: emailStep }), { ...settings, name: "First" })
    const second = await startFlow(chain({ second: emailStep }), { ...settings, name: "Second" })
    await join(first.segmentId, ["ana"])
    await advance()
    await join(second.segmentId, ["ana"])
    await advance()
    const html = await told("ana", second.campaignId)
    expect(html).toContain("The message of “second” is deferred until")
    expect(html).toContain("at most 1 email in 7 days (category “Offers”)")
    expect(html).toContain("Earlier messages: “first” (First) on ")
    expect(html).toContain("Change the contact policy of “Offers”.")
    const es = await told("ana", second.campaignId, "es")
    expect(es).toContain("como mucho 1 correo en 7 días (categoría «Offers»)")
    const { look } = await reader()
    const { html: deliveries } = await look(`/deliveries?campaignId=${second.campaignId}`)
    expect(deliveries).toContain("Deferred")
    expect(deliveries).toContain("at most 1 email in 7 days (category “Offers”)")
    const { html: timeline } = await look("/members/ana/timeline")
    expect(timeline).toContain("“second” deferred until")
    expect(timeline).toContain("because of “first” (First)")
    const { html: overview } = await look("/members/ana")
    expect(overview).toContain("“second” leaves; put off: at most 1 email in 7 days (category “Offers”)")
  })

  it("ANA-5 RUN-3 who was skipped: which step, and why", async () => {
    const { campaignId, segmentId } = await startFlow(chain({ text: smsStep, wait: delayOf("P1D") }))
    await join(segmentId, ["ana"], { phone: null })
    await advance()
    expect(await told("ana", campaignId)).toContain("“text” was not sent: no phone number")
    expect(await told("ana", campaignId, "es")).toContain("«text» no se envió: sin teléfono")
  })

  it("ANA-5 UI-2 it is one step away wherever a message or an event of the member is told", async () => {
    const { campaignId, segmentId } = await startFlow(chain({ mail: emailStep, wait: delayOf("P1D"), text: smsStep }))
    await join(segmentId, ["ana/1"], { phone: null })
    await advance()
    await advance("P2D")
    const [{ deliveryId = "" }] = (await must(api("GET", "/outbox"))).items
    const way = `/members/ana%2F1/explain?campaignId=${campaignId}`
    for (const [language, name, label] of [
      ["en", "Why in Flow?", "Why?"],
      ["es", "¿Por qué en Flow?", "¿Por qué?"],
    ] as const) {
      const { look } = await reader(language)
      for (const path of ["/deliveries", "/members/ana%2F1/deliveries", `/outbox/${encodeURIComponent(deliveryId)}`])
        expect((await look(path)).html).toContain(`<a href="${way}" aria-label="${name}">${label}</a>`)
      const { html: timeline } = await look("/members/ana%2F1/timeline")
      // The wait, the message that was not sent and the end of the flow; not each step on the way.
      expect(timeline.split(`<a href="${way}"`)).toHaveLength(4)
    }
  })

  it("UI-2 the timeline says that a step was left, and by which way only where there are several", async () => {
    const { segmentId } = await startFlow(chain({ mail: emailStep, wait: delayOf("P1D") }))
    await join(segmentId, ["ana"])
    await advance()
    await advance("P2D")
    const { html } = await (await reader()).look("/members/ana/timeline")
    expect(html).toContain("<p>Left “wait”</p>")
    expect(html).toContain("<p>Left “mail”: sent</p>")
    const { html: es } = await (await reader("es")).look("/members/ana/timeline")
    expect(es).toContain("<p>Dejó «wait»</p>")
  })

  it("ANA-5 CAM-15 who finished: when, and what would let it in again", async () => {
    const { campaignId, segmentId } = await startFlow(chain({ mail: emailStep }))
    await join(segmentId, ["ana"])
    await advance()
    const html = await told("ana", campaignId)
    expect(html).toContain("Went through “Flow” to its End, on ")
    expect(html).toContain("It may not enter: re-entry is off (re-entry: never).")
    expect(html).toContain("Change its re-entry setting.")
    expect(await told("ana", campaignId, "es")).toContain("Recorrió «Flow» hasta el fin, el ")
  })

  it("MEM-7 CAM-8 who is held by a pause, and what is known beside", async () => {
    const settings = {
      dataFields: [{ name: "loan", type: "number" }],
      goal: { event: "paid" },
      afterConversion: "continue",
    }
    const { campaignId, segmentId } = await startFlow(chain({ wait: delayOf("P9D") }), settings)
    await join(segmentId, ["ana"])
    await advance()
    await must(api("PUT", `/campaigns/${campaignId}/data/ana`, { body: { values: { loan: 1200 } } }))
    await must(api("POST", "/webhooks/events", { body: { memberId: "ana", name: "paid" } }))
    await must(api("POST", `/campaigns/${campaignId}/pause`, { body: {} }))
    await advance()
    expect(await told("ana", campaignId)).toContain("Held at “wait”: the campaign is paused.")
    const { look } = await reader()
    const { html } = await look("/members/ana")
    for (const words of ["held by a pause", "Campaign data: Flow", "1200", "Converted", "Nothing is planned."])
      expect(html).toContain(words)
    expect((await look("/members/ana/explain")).html).toContain("Choose a campaign")
    expect((await look("/members/nobody/explain")).status).toBe(404)
    expect((await look("/members/ana/explain?campaignId=nope")).status).toBe(404)
  })
})
