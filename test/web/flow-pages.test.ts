import { describe, expect, it } from "vitest"
import { en } from "../../web/locales/en"
import { must } from "../helpers/flows"
import { api, emailFlow, segmentAndFlow } from "../routes/client"
import { reader } from "./browser"

/** A draft of the email flow, and a browser that looks at it. */
async function editor() {
  const browser = await reader()
  const { campaignId, segmentId } = await segmentAndFlow()
  await must(api("PUT", `/campaigns/${campaignId}/flow`, { body: emailFlow }))
  const home = `/campaigns/${campaignId}`
  const look = async (path: string) => browser.look(home + path)
  const post = async (path: string, form: Record<string, string>) => browser.post(home + path, form)
  const draft = async () => await must(api("GET", `${home}/flow`))
  return { campaignId, segmentId, look, post, draft }
}

const delayForm = { name: "A day", kind: "length", "delay.for": "1", "delay.forUnit": "days" }

describe("pages of a flow", () => {
  it("FLOW-3 the palette offers every type of step, in its groups, with what it does", async () => {
    const { html } = await (await editor()).look("/flow/edit")
    for (const group of Object.values(en.flowEdit.groups)) expect(html).toContain(`>${group}<`)
    for (const type of Object.keys(en.flow.types)) expect(html).toContain(`/flow/steps/new?type=${type}`)
    expect(html).toContain(en.steps.randomSplit.help)
  })

  it("FLOW-1 a step is added behind an outcome and opened, changed, duplicated and made the start", async () => {
    const { post, draft } = await editor()
    const { etag } = await draft()
    const promised = await post("/flow/steps/welcome", {
      etag,
      name: "Welcome",
      "message.subject": "Hello",
      "message.html": "<p>Hello</p>",
      "outcomes.sent": "new:delay",
      "outcomes.notSent": "new:sms",
    })
    expect(promised.status).toBe(303)
    expect(promised.location).toContain("/flow/steps/new?type=delay&pending=delay%3Awelcome%3Asent&pending=sms")
    const added = await post("/flow/steps/new?type=delay", { pending: "delay:welcome:sent", ...delayForm })
    expect(added.location).toContain("/flow/steps")
    const { draft: flow } = await draft()
    expect(flow.steps.welcome.outcomes).toEqual({ sent: "a-day" })
    expect(flow.steps["a-day"]).toEqual({ type: "delay", name: "A day", delay: { for: "P1D" }, outcomes: {} })

    expect((await post("/flow/steps/a-day", { ...delayForm, "delay.for": "2", "outcomes.done": "end" })).status).toBe(
      303,
    )
    expect((await post("/flow/steps/a-day/duplicate", {})).location).toContain("/flow/steps/a-day-copy?note=created")
    expect((await post("/flow/steps/a-day-copy/start", {})).status).toBe(303)
    const edited = (await draft()).draft
    expect(edited.start).toBe("a-day-copy")
    expect(edited.steps["a-day-copy"]).toMatchObject({ delay: { for: "P2D" }, outcomes: { done: "end" } })
  })

  it("FLOW-5 what a step's own schema refuses is said at its field, and what was typed stays", async () => {
    const { post, draft } = await editor()
    const wrong = { ...delayForm, "delay.for": "soon", "delay.at": "9 o’clock" }
    const { status, html } = await post("/flow/steps/new?type=delay", wrong)
    expect(status).toBe(422)
    expect(html).toContain(en.stepForms.errors.length)
    expect(html).toContain('id="f-delay.for-error"')
    expect(html).toContain('id="f-delay.at-error"')
    expect(html).toContain('value="soon"')
    expect(Object.keys((await draft()).draft.steps)).not.toContain("a-day")
  })

  it("FLOW-4 buttons of the rule builder reshape the form and save nothing", async () => {
    const { post, draft } = await editor()
    const before = await draft()
    const typed = { name: "Plan?", "rule.any.0._": "", "rule.any.0.all.0.fact": "event", do: "add:rule.any.0.all" }
    const { status, html } = await post("/flow/steps/new?type=condition", typed)
    expect(status).toBe(200)
    expect(html).toContain('name="rule.any.0.all.0.within"')
    expect(html).toContain('name="rule.any.0.all.1.fact"')
    expect((await draft()).etag).toBe(before.etag)
  })

  it("FLOW-16 a form that comes late is told what changed, and saves over it only when asked again", async () => {
    const { campaignId, look, post, draft } = await editor()
    const { html } = await look("/flow/steps/welcome")
    const field = (name: string) => new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1] ?? ""
    const typed = { name: "Mine", "message.subject": "Mine", "message.html": "<p>Mine</p>", "outcomes.sent": "end" }
    const other = structuredClone(emailFlow)
    other.steps.welcome.name = "Theirs"
    await must(api("PUT", `/campaigns/${campaignId}/flow`, { body: other }))
    const late = await post("/flow/steps/welcome", { etag: field("etag"), seen: field("seen"), ...typed })
    expect(late.status).toBe(412)
    expect(late.html).toContain(en.flowEdit.conflict.title)
    expect(late.html).toContain("<del>Theirs</del>")
    expect((await draft()).draft.steps.welcome.name).toBe("Theirs")
    const etag = /name="etag" value="([^"]*)"/.exec(late.html)?.[1] ?? ""
    expect((await post("/flow/steps/welcome", { etag, ...typed })).status).toBe(303)
    expect((await draft()).draft.steps.welcome.name).toBe("Mine")
  })

  it("FLOW-16 a form whose step somebody has deleted keeps what was typed, to be saved as a new step", async () => {
    const { campaignId, post, draft } = await editor()
    const { welcome: _, ...steps } = emailFlow.steps
    await must(api("PUT", `/campaigns/${campaignId}/flow`, { body: { start: "end", steps } }))
    const typed = { type: "email", name: "Hi again", "message.subject": "Typed long", "message.html": "<p>Hi</p>" }
    const late = await post("/flow/steps/welcome", typed)
    expect(late.status).toBe(412)
    expect(late.html).toContain('value="Typed long"')
    expect(late.html).toContain("/flow/steps/new?type=email")
    expect((await post("/flow/steps/new?type=email", typed)).location).toContain("#edit-hi-again")
    expect((await draft()).draft.steps["hi-again"].message.subject).toBe("Typed long")
  })

  it("FLOW-12 where members of a deleted step shall go is asked when it is deleted and kept for publishing", async () => {
    const { campaignId, segmentId, look, post, draft } = await editor()
    const steps = {
      wait: { type: "delay", name: "Wait", delay: { for: "P9D" }, outcomes: { done: "rest" } },
      rest: { type: "delay", name: "Rest", delay: { for: "P1D" }, outcomes: { done: "end" } },
      end: { type: "end", name: "End" },
    }
    await must(api("PUT", `/campaigns/${campaignId}/flow`, { body: { start: "wait", steps } }))
    await must(api("POST", `/campaigns/${campaignId}/publish`, { body: {} }))
    await must(api("POST", `/webhooks/segments/${segmentId}/joins`, { body: { id: "m-1" } }))
    await must(api("POST", "/dev/clock", { body: { advance: "PT0S" } }))
    expect((await look("/flow/steps/wait/remove")).html).toContain(en.flowEdit.removal.members(1))
    expect((await post("/flow/steps/wait/remove", { moveTo: "rest" })).status).toBe(303)
    expect((await draft()).draft).toMatchObject({ start: "rest" })
    const { html } = await look("/publish")
    expect(html).toContain('name="move.wait"')
    expect(html).toContain('<option value="rest" selected')
    expect((await post("/publish", { "move.wait": "" })).status).toBe(409)
    expect((await post("/publish", { "move.wait": "rest" })).status).toBe(303)
    await must(api("POST", "/dev/clock", { body: { advance: "PT0S" } }))
    expect((await must(api("GET", `/campaigns/${campaignId}/stats`))).steps.rest.current).toBe(1)
    expect((await look("/flow/versions?from=1&to=2")).html).toContain("“Wait” is gone (Delay).")
  })

  it("FLOW-15 a flow goes out as a document and comes back in", async () => {
    const { campaignId, look, post, draft } = await editor()
    const { html } = await look("/flow/export")
    const before = (await draft()).draft
    expect(JSON.parse(html)).toMatchObject({ format: "millrace.flow", flow: before })
    expect((await post("/flow/steps/new?type=delay", delayForm)).status).toBe(303)
    expect((await post("/flow/import", { document: html })).status).toBe(303)
    expect((await draft()).draft).toEqual(before)
    for (const document of ["{}", "no JSON at all", '{"format":"millrace.flow","flow":{"steps":7}}']) {
      const refused = await post("/flow/import", { document })
      expect(refused.status).toBe(422)
      expect(refused.html).toContain(en.problems.noDocument?.([]))
      expect(refused.html).toContain('id="f-document-error"')
    }
    expect((await look("/flow/json")).html).toContain(`/campaigns/${campaignId}/flow/import`)
  })

  it("ANA-6 a dry run shows what would be sent when, and sends nothing", async () => {
    const { campaignId, look, post } = await editor()
    expect((await look("/flow/dry-run")).status).toBe(200)
    const typed = { version: "draft", "member.email": "ana@example.com", startDate: "2030-01-01", startTime: "09:00" }
    const { status, html } = await post("/flow/dry-run", typed)
    expect(status).toBe(200)
    expect(html).toContain("would be sent")
    expect(html).toContain("Tue 1 Jan 2030, 09:00")
    // The email as it would look, in a frame with an address of its own that may do nothing (SEC-14).
    const [, frame = ""] = /<iframe[^>]* src="([^"]+)"[^>]* sandbox/.exec(html) ?? []
    expect(frame).toContain(`/campaigns/${campaignId}/flow/dry-run/body?`)
    expect((await look(frame.replace(`/campaigns/${campaignId}`, ""))).html).toContain("<p>")
    expect((await look("/flow/dry-run/body?of=nonsense&item=0")).status).toBe(422)
    expect((await must(api("GET", `/outbox?campaignId=${campaignId}`))).items).toEqual([])
    expect((await post("/flow/dry-run", { ...typed, memberId: "nobody" })).status).toBe(422)
  })

  it("ANA-6 a draft with problems is not played; the form says so and stays", async () => {
    const { campaignId, post } = await editor()
    const flow = structuredClone(emailFlow)
    flow.steps.welcome.message.subject = ""
    await must(api("PUT", `/campaigns/${campaignId}/flow`, { body: flow }))
    const { status, html } = await post("/flow/dry-run", { version: "draft", "member.email": "eva@example.com" })
    expect(status).toBe(422)
    expect(html).toContain(en.flowEdit.dryRun.invalid)
    expect(html).toContain('value="eva@example.com"')
  })

  it("FLOW-8 the message that a cross-campaign step reuses is shown in its form", async () => {
    const { campaignId, look, post, draft } = await editor()
    const other = await must(api("POST", "/campaigns", { body: { kind: "campaign", name: "Loans", segmentIds: [] } }))
    const content = { channel: "email", name: "Loan offer", subject: "A loan for you", html: "<p>At 3 %.</p>" }
    const message = await must(api("POST", `/campaigns/${other.id}/messages`, { body: content }))
    const typed = { name: "Loan", campaignId: other.id as string, messageId: message.id as string }
    expect((await post("/flow/steps/new?type=crossEmail", typed)).status).toBe(303)
    expect((await draft()).draft.steps.loan).toMatchObject({ campaignId: other.id, messageId: message.id })
    const { html } = await look("/flow/steps/loan")
    expect(html).toContain("A loan for you")
    const frame = `/flow/messages/${other.id}/${message.id}/body`
    expect(html).toContain(`/campaigns/${campaignId}${frame}`)
    expect((await look(frame)).html).toContain("At 3 %.")
  })

  it("FLOW-10 the document of a step is shown as it would be made", async () => {
    const { look, post } = await editor()
    const typed = { name: "Offer", "document.name": "Offer", "document.html": "<h1>Offer</h1>" }
    expect((await post("/flow/steps/new?type=exportPdf", typed)).status).toBe(303)
    expect((await look("/flow/steps/offer")).html).toContain("/flow/steps/offer/document")
    const { status, html } = await look("/flow/steps/offer/document")
    expect(status).toBe(200)
    expect(html.slice(0, 5)).toBe("%PDF-")
  })

  it("WF-1 a workflow's flow has the same pages", async () => {
    const browser = await reader()
    const { id } = await must(api("POST", "/workflows", { body: { name: "Lead", kind: "standalone" } }))
    for (const path of ["flow", "flow/edit", "flow/steps", "flow/json", "flow/versions", "flow/dry-run", "publish"]) {
      expect((await browser.look(`/workflows/${id}/${path}`)).status, path).toBe(200)
      expect((await browser.look(`/campaigns/${id}/${path}`)).status, path).toBe(404)
    }
    const added = await browser.post(`/workflows/${id}/flow/steps/new?type=delay`, delayForm)
    expect(added.location).toContain(`/workflows/${id}/flow/steps`)
  })
})
