import { describe, expect, it } from "vitest"
import { must } from "../helpers/flows"
import { api, emailFlow, segmentAndFlow } from "../routes/client"
import { fieldsOf, reader } from "./browser"

async function campaign(id: string) {
  return await must(api("GET", `/campaigns/${id}`))
}

describe("settings of a campaign", () => {
  it("CAM-9 CAM-10 CAM-12 category, goal and reset are chosen, said in words and kept", async () => {
    const { look, post } = await reader()
    const { campaignId } = await segmentAndFlow()
    const policy = { caps: [{ channel: "email", max: 2, per: "P7D" }] }
    const category = await must(api("POST", "/categories", { body: { name: "News", priority: 5, policy } }))
    const path = `/campaigns/${campaignId}/settings/goals`
    const goal = { goal: "event", event: "opened account", within: "30", withinUnit: "days" }
    const form = { categoryId: category.id, groupId: "", ...goal, afterConversion: "continue" }
    const done = await post(path, { ...form, reset: "dismisses", resetDays: "30" })
    expect(done).toMatchObject({ status: 303, location: `${path}?note=saved` })
    expect(await campaign(campaignId)).toMatchObject({
      categoryId: category.id,
      groupId: null,
      goal: { event: "opened account", within: "P30D" },
      afterConversion: "continue",
      reset: { what: "dismisses", afterDays: 30 },
    })
    const { html } = await look(path)
    expect(html).toContain("At most 2 emails in 7 days")
    expect(html).toContain('value="opened account"')
  })

  it("CAM-10 a goal may be a condition, put together row by row without script", async () => {
    const { post } = await reader()
    const { campaignId } = await segmentAndFlow()
    const path = `/campaigns/${campaignId}/settings/goals`
    const form = {
      goal: "rule",
      afterConversion: "stop",
      reset: "never",
      resetDays: "",
      within: "",
      withinUnit: "days",
    }
    const shown = await post(path, { ...form, do: "add:rule.any.0.all" })
    expect(shown.status).toBe(200)
    expect(shown.html).toContain('name="rule.any.0.all.0.fact"')
    const criterion = "rule.any.0.all.0"
    const chosen = { [`${criterion}.fact`]: "attribute", [`${criterion}.name`]: "plan", [`${criterion}.op`]: "equals" }
    const done = await post(path, { ...form, ...chosen, [`${criterion}.value`]: "gold" })
    expect(done.status).toBe(303)
    const rule = { any: [{ all: [{ fact: "attribute", name: "plan", op: "equals", value: "gold" }] }] }
    expect((await campaign(campaignId)).goal).toEqual({ rule })
    const wrong = await post(path, { ...form, [`${criterion}.fact`]: "attribute", [`${criterion}.op`]: "equals" })
    expect(wrong.status).toBe(422)
  })

  it("CAM-11 CAM-13 MSG-6 the unsubscribe link's scope and landing page, dismissing, and tracking", async () => {
    const { post } = await reader()
    const { campaignId } = await segmentAndFlow()
    const path = `/campaigns/${campaignId}/settings/unsubscribe`
    const form = { scope: "campaign", channels: "all", dismissible: "yes" }
    const bad = await post(path, { ...form, landingPage: "javascript:alert(1)" })
    expect(bad.status).toBe(422)
    expect(bad.html).toContain('id="f-landingPage-error"')
    await post(path, {
      ...form,
      landingPage: "https://example.com/preferences",
      tracking: "no",
      smsTracking: "yes",
    })
    expect(await campaign(campaignId)).toMatchObject({
      unsubscribe: { scope: "campaign", channels: "all", landingPage: "https://example.com/preferences" },
      dismissible: true,
      tracking: false,
      smsTracking: true,
    })
  })

  it("CAM-14 client messages per language, line by line", async () => {
    const { look, post } = await reader()
    const { campaignId } = await segmentAndFlow()
    const path = `/campaigns/${campaignId}/settings/messages`
    const line = { "texts.0.key": "confirmation", "texts.0.en": "Done.", "texts.0.es": "Listo." }
    const added = await post(path, { ...line, do: "add:texts" })
    expect(added.html).toContain('name="texts.1.key"')
    const twice = await post(path, { ...line, "texts.1.key": "confirmation", "texts.1.en": "Again", "texts.1.es": "" })
    expect(twice.status).toBe(422)
    expect(twice.html).toContain("The name confirmation stands here twice.")
    expect((await campaign(campaignId)).clientMessages).toEqual({})
    await post(path, { ...line, "texts.1.key": "", "texts.1.en": "", "texts.1.es": "" })
    expect((await campaign(campaignId)).clientMessages).toEqual({
      en: { confirmation: "Done." },
      es: { confirmation: "Listo." },
    })
    expect((await look(path)).html).toContain("Listo.")
  })

  it("CAM-18 typed fields of campaign data", async () => {
    const { post } = await reader()
    const { campaignId } = await segmentAndFlow()
    const path = `/campaigns/${campaignId}/settings/data`
    await post(path, { "dataFields.0.name": "loan", "dataFields.0.type": "currency" })
    expect((await campaign(campaignId)).dataFields).toEqual([{ name: "loan", type: "currency" }])
    const two = { "dataFields.0.name": "loan", "dataFields.0.type": "currency" }
    const twice = await post(path, { ...two, "dataFields.1.name": "loan", "dataFields.1.type": "text" })
    expect(twice.status).toBe(422)
    const less = await post(path, { ...two, do: "remove:dataFields.0" })
    expect(less.html).not.toContain("dataFields.0.name")
    await post(path, {})
    expect((await campaign(campaignId)).dataFields).toEqual([])
  })

  it("CAM-2 saving a tab as it stands changes nothing", async () => {
    const { look, post } = await reader()
    const { campaignId } = await segmentAndFlow({
      goal: { event: "bought", within: "P1DT12H" },
      reset: { afterDays: 9, what: "all" },
      unsubscribe: { scope: "group", channels: "all" },
      clientMessages: { es: { title: "Hola" } },
      dataFields: [{ name: "branch", type: "text" }],
      reentry: { afterDays: 7 },
      lateness: "PT90M",
      startsAt: "2027-01-01T09:00",
      endsAt: "2027-02-01",
      timeZone: "America/Montevideo",
    })
    const before = await campaign(campaignId)
    for (const tab of ["", "/goals", "/unsubscribe", "/messages", "/data"]) {
      const path = `/campaigns/${campaignId}/settings${tab}`
      const { html } = await look(path)
      const done = await post(path, fieldsOf(html, "campaign-form"))
      expect([tab, done.status, done.html.includes("field-error")]).toEqual([tab, 303, false])
    }
    const { updatedAt: _, ...after } = await campaign(campaignId)
    expect(before).toMatchObject(after)
  })

  it("CAM-3 a regular campaign may take Everyone, or nobody at all", async () => {
    const { look, post } = await reader()
    const { html } = await look("/campaigns/new/regular")
    expect(html).toContain('value="everyone"')
    const form = { name: "Loan offers", timeZone: "UTC" }
    const nobody = await post("/campaigns/new/regular", form)
    const id = nobody.location.split("/")[2] ?? ""
    expect(await campaign(id)).toMatchObject({ kind: "campaign", segmentIds: [] })
    const path = `/campaigns/${id}/settings`
    await post(path, { ...fieldsOf((await look(path)).html, "campaign-form"), segmentIds: "everyone" })
    expect((await campaign(id)).segmentIds).toEqual(["everyone"])
  })

  it("WF-2 attaches a flow to a published version of a workflow, and detaches it", async () => {
    const { look, post } = await reader()
    const { campaignId } = await segmentAndFlow()
    const workflow = await must(api("POST", "/workflows", { body: { name: "Shared series", kind: "standalone" } }))
    await must(api("POST", `/workflows/${workflow.id}/publish`, { body: {} }))
    const path = `/campaigns/${campaignId}/settings`
    const { html } = await look(path)
    expect(html).toContain("Workflow “Shared series”, version 1")
    const form = fieldsOf(html, "campaign-form")
    await post(path, { ...form, workflow: `${workflow.id}:1` })
    await must(api("PUT", `/workflows/${workflow.id}/flow`, { body: emailFlow }))
    await must(api("POST", `/workflows/${workflow.id}/publish`, { body: {} }))
    const { html: attached } = await look(path)
    expect(attached).toContain("Version 2 of the workflow is out.")
    expect((await campaign(campaignId)).workflow).toEqual({ id: workflow.id, version: 1 })
    await post(path, { ...fieldsOf(attached, "campaign-form"), workflow: "" })
    expect((await campaign(campaignId)).workflow).toBeNull()
  })
})

describe("categories and groups", () => {
  it("POL-1 the whole contact policy by one form, told in plain words", async () => {
    const { look, post } = await reader()
    const rules = { minGap: "4", minGapUnit: "hours", quietFrom: "21:00", quietTo: "08:00", over: "skip" }
    const general = { name: "Newsletters", priority: "10", holidays: "2026-12-25\r\n2027-01-01", weekdays: ["1", "3"] }
    const cap = {
      "caps.0.max": "2",
      "caps.0.channel": "email",
      "caps.0.per": "7",
      "caps.0.perUnit": "days",
    }
    const made = await post("/categories/new", { ...general, ...rules, ...cap })
    expect(made.status).toBe(303)
    const id = made.location.split("/")[2]?.split("?")[0] ?? ""
    expect(await must(api("GET", `/categories/${id}`))).toMatchObject({
      name: "Newsletters",
      priority: 10,
      policy: {
        caps: [{ channel: "email", max: 2, per: "P7D" }],
        minGap: "PT4H",
        quietHours: { from: "21:00", to: "08:00" },
        weekdays: [1, 3],
        holidays: ["2026-12-25", "2027-01-01"],
        over: "skip",
      },
    })
    const { html } = await look(`/categories/${id}`)
    for (const words of ["At most 2 emails in 7 days", "At least 4 hours between two messages", "Only on Mon and Wed"])
      expect(html).toContain(words)
    const before = await must(api("GET", `/categories/${id}`))
    expect((await post(`/categories/${id}`, fieldsOf(html, "holder-form"))).status).toBe(303)
    expect(await must(api("GET", `/categories/${id}`))).toEqual(before)
  })

  it("POL-1 a limit more, a limit less, and what is wrong with one", async () => {
    const { post } = await reader()
    const form = { name: "Branch", priority: "0", weekdays: ["1", "2", "3", "4", "5", "6", "7"], over: "defer" }
    const row = { "caps.0.max": "2", "caps.0.channel": "sms", "caps.0.per": "1", "caps.0.perUnit": "days" }
    const more = await post("/groups/new", { ...form, ...row, do: "add:caps" })
    expect(more.html).toContain('name="caps.1.max"')
    const less = await post("/groups/new", { ...form, ...row, do: "remove:caps.0" })
    expect(less.html).not.toContain("caps.0.max")
    const wrong = await post("/groups/new", { ...form, ...row, "caps.0.max": "many" })
    expect(wrong.status).toBe(422)
    expect(wrong.html).toContain('id="f-caps-error"')
    const half = await post("/groups/new", { ...form, quietFrom: "21:00", quietTo: "" })
    expect(half.html).toContain('id="f-quietHours-error"')
    expect((await must(api("GET", "/groups"))).items).toEqual([])
  })

  it("CAM-9 is not deleted while a campaign belongs to it", async () => {
    const { look, post } = await reader()
    const category = await must(api("POST", "/categories", { body: { name: "Used" } }))
    await segmentAndFlow({ categoryId: category.id })
    const { html } = await look(`/categories/${category.id}`)
    expect(html).toContain("Welcome</a>")
    const refused = await post(`/categories/${category.id}/remove`, {})
    expect(refused.status).toBe(409)
    expect(refused.html).toContain("“Welcome”")
  })
})

describe("credentials", () => {
  it("SEC-32 FLOW-9 are kept and never shown again", async () => {
    const { look, post } = await reader()
    const form = { name: "core-banking", header: "x-key", value: "s3cret-value" }
    const wrong = await post("/settings/credentials", { ...form, name: "no spaces", value: "s3cret-value" })
    expect(wrong.status).toBe(422)
    expect(wrong.html).not.toContain("s3cret-value")
    expect((await post("/settings/credentials", form)).status).toBe(303)
    const { html } = await look("/settings/credentials")
    expect(html).toContain("core-banking")
    expect(html).toContain("x-key")
    expect(html).not.toContain("s3cret-value")
    expect((await post("/settings/credentials/core-banking/remove", {})).status).toBe(303)
    expect((await must(api("GET", "/credentials"))).items).toEqual([])
  })
})
