import { describe, expect, it } from "vitest"
import { advance, chain, delayOf, emailStep, join, must, startFlow } from "../helpers/flows"
import { api, emailFlow } from "../routes/client"
import { fieldsOf, reader } from "./browser"

describe("workflow library", () => {
  it("WF-1 makes standalone and internal ones, an internal one only with its event", async () => {
    const { look, post } = await reader()
    const form = { name: "Lead update", timeZone: "UTC", lateness: "1", latenessUnit: "days", event: "" }
    const wrong = await post("/workflows/new", { ...form, kind: "internal" })
    expect(wrong.status).toBe(422)
    expect(wrong.html).toContain('id="f-event-error"')
    const made = await post("/workflows/new", { ...form, kind: "internal", event: "lead changed" })
    expect(made.location).toMatch(/^\/workflows\/[^/]+\/flow\?note=created$/)
    const { html } = await look("/workflows")
    expect(html).toContain("Lead update")
    expect(html).toContain("starts with “lead changed”")
    expect((await look("/campaigns")).html).not.toContain("Lead update")
  })

  it("WF-1 settings keep what is not changed, and say what uses it", async () => {
    const { look, post } = await reader()
    const body = { name: "Series", kind: "internal", trigger: { event: "paid" }, timeZone: "Europe/Madrid" }
    const workflow = await must(api("POST", "/workflows", { body }))
    const path = `/workflows/${workflow.id}/settings`
    const { html } = await look(path)
    expect((await post(path, { ...fieldsOf(html, "workflow-form"), name: "Series two" })).status).toBe(303)
    expect(await must(api("GET", `/workflows/${workflow.id}`))).toMatchObject({ ...body, name: "Series two" })
    expect(html).toContain("Nothing uses it yet.")
  })

  it("WF-1 is archived only when nothing uses it, and the question names what does", async () => {
    const { look, post } = await reader()
    const workflow = await must(api("POST", "/workflows", { body: { name: "Shared", kind: "standalone" } }))
    await must(api("POST", `/workflows/${workflow.id}/publish`, { body: {} }))
    const segment = await must(api("POST", "/segments", { body: { name: "Gold", kind: "list" } }))
    const flow = { kind: "flow", name: "Autumn", segmentIds: [segment.id] }
    const campaign = await must(api("POST", "/campaigns", { body: flow }))
    const attached = { workflow: { id: workflow.id, version: 1 } }
    await must(api("PATCH", `/campaigns/${campaign.id}`, { body: attached }))
    const asked = await look(`/workflows/${workflow.id}/archive`)
    expect(asked.html).toContain("Still used by Autumn")
    expect((await post(`/workflows/${workflow.id}/archive`, {})).status).toBe(409)
    await must(api("PATCH", `/campaigns/${campaign.id}`, { body: { workflow: null } }))
    expect((await post(`/workflows/${workflow.id}/archive`, {})).status).toBe(303)
    expect((await must(api("GET", `/workflows/${workflow.id}`))).status).toBe("archived")
  })
})

describe("occasions", () => {
  it("WF-3 are made, moved in their own zone, and refuse what is no moment", async () => {
    const { look, post } = await reader()
    const form = { name: "Webinar", date: "2027-01-10", time: "", timeZone: "America/Montevideo", location: "" }
    const wrong = await post("/occasions/new", { ...form, segmentId: "" })
    expect(wrong.status).toBe(422)
    expect(wrong.html).toContain('id="f-at-error"')
    const made = await post("/occasions/new", { ...form, time: "18:00", segmentId: "" })
    const id = made.location.split("/")[2]?.split("?")[0] ?? ""
    expect(await must(api("GET", `/occasions/${id}`))).toMatchObject({ at: "2027-01-10T21:00:00.000Z" })
    const path = `/occasions/${id}/edit`
    const { html } = await look(path)
    const fields = fieldsOf(html, "occasion-form")
    expect(fields).toMatchObject({ date: ["2027-01-10"], time: ["18:00"] })
    await post(path, { ...fields, timeZone: "Europe/Madrid" })
    expect(await must(api("GET", `/occasions/${id}`))).toMatchObject({ at: "2027-01-10T17:00:00.000Z" })
    await post(path, { ...fields, timeZone: "Europe/Madrid", name: "Webinar two" })
    expect(await must(api("GET", `/occasions/${id}`))).toMatchObject({
      at: "2027-01-10T17:00:00.000Z",
      name: "Webinar two",
    })
  })

  it("WF-3 attendance is marked by hand; an unknown member is said at the field", async () => {
    const { look, post } = await reader()
    const body = { name: "Opening", at: "2027-01-10T18:00", timeZone: "UTC" }
    const occasion = await must(api("POST", "/occasions", { body }))
    await must(api("PUT", "/members/ana", { body: { email: "ana@example.com" } }))
    const path = `/occasions/${occasion.id}`
    const unknown = await post(`${path}/attendance`, { memberId: "nobody", status: "attended" })
    expect(unknown.status).toBe(422)
    expect(unknown.html).toContain("There is no such member.")
    expect((await post(`${path}/attendance`, { memberId: "ana", status: "attended" })).status).toBe(303)
    const { items } = await must(api("GET", `${path}/attendance`))
    expect(items).toMatchObject([{ memberId: "ana", status: "attended" }])
    expect((await look(path)).html).toContain("Came")
    const timeline = await look("/members/ana/timeline")
    expect(timeline.html).toContain("Came to “Opening”")
    const asked = await look(`${path}/remove`)
    expect(asked.html).toContain("The attendance of 1 member is no longer shown.")
    expect((await post(`${path}/remove`, {})).status).toBe(303)
  })
})

describe("acts on a campaign", () => {
  const waiting = chain({ wait: delayOf("P3D"), mail: emailStep })

  it("CAM-8 says what a pause has overtaken before it is resumed", async () => {
    const { campaignId, segmentId } = await startFlow(waiting)
    await join(segmentId, ["a", "b"])
    await advance()
    await must(api("POST", `/campaigns/${campaignId}/pause`, { body: {} }))
    await advance("P4D")
    const { look, post } = await reader()
    const asked = await look(`/campaigns/${campaignId}/resume`)
    expect(asked.html).toContain("2 waits ran out during the pause.")
    for (const choice of ["shift", "spread", "skip"]) expect(asked.html).toContain(`value="${choice}"`)
    const done = await post(`/campaigns/${campaignId}/resume`, { overdue: "spread", hours: "6" })
    expect(done.location).toBe(`/campaigns/${campaignId}/flow?note=resumed`)
    expect((await must(api("GET", `/campaigns/${campaignId}`))).status).toBe("active")
  })

  it("CAM-4 closes entry and opens it again", async () => {
    const { look, post } = await reader()
    const { campaignId, segmentId } = await startFlow(waiting)
    await join(segmentId, ["a"])
    await advance()
    expect((await look(`/campaigns/${campaignId}/close-entry`)).html).toContain("1 member in it goes on to the end.")
    await post(`/campaigns/${campaignId}/close-entry`, {})
    expect((await must(api("GET", `/campaigns/${campaignId}`))).entryClosedAt).not.toBeNull()
    const { html } = await look(`/campaigns/${campaignId}/settings`)
    expect(html).toContain("Entry closed")
    expect(html).toContain(`/campaigns/${campaignId}/open-entry`)
    await post(`/campaigns/${campaignId}/open-entry`, {})
    expect((await must(api("GET", `/campaigns/${campaignId}`))).entryClosedAt).toBeNull()
  })

  it("CAM-5 moves the end, and says it in numbers first", async () => {
    const { look, post } = await reader()
    const { campaignId, segmentId } = await startFlow(waiting)
    await join(segmentId, ["a"])
    await advance()
    const path = `/campaigns/${campaignId}/end`
    expect((await look(path)).html).toContain("Now 1 member is in it and 0 messages wait.")
    const wrong = await post(path, { endsAtDate: "", endsAtTime: "09:00" })
    expect(wrong.status).toBe(409)
    expect(wrong.html).toContain("Give a date, with a time if you like.")
    await post(path, { endsAtDate: "2031-02-03", endsAtTime: "" })
    expect((await must(api("GET", `/campaigns/${campaignId}`))).endsAt).toBe("2031-02-03")
  })

  it("CAM-17 EDT-14 copies under a new name and archives what is over", async () => {
    const { post } = await reader()
    const { campaignId } = await startFlow(emailFlow)
    const copied = await post(`/campaigns/${campaignId}/copy`, { name: "Second" })
    const id = copied.location.split("/")[2] ?? ""
    expect(await must(api("GET", `/campaigns/${id}`))).toMatchObject({ name: "Second", status: "draft" })
    expect((await post(`/campaigns/${campaignId}/archive`, {})).status).toBe(409)
    await post(`/campaigns/${campaignId}/cancel`, {})
    expect((await post(`/campaigns/${campaignId}/archive`, {})).location).toContain("note=archived")
    expect((await must(api("GET", `/campaigns/${campaignId}`))).status).toBe("archived")
  })
})
