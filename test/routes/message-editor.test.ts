import { describe, expect, it } from "vitest"
import { must } from "../helpers/flows"
import { api, origin, page, send } from "./client"

const blocks = (text: string) => [{ type: "heading", text, level: 1, align: "left" }]

/** Signs in as a person's browser does. */
async function cookie(): Promise<string> {
  const form = { email: "owner@example.com", password: "correct horse battery staple", next: "/campaigns" }
  const answer = await page("POST", "/sign-in", { form, headers: { origin } })
  return (answer.headers.get("set-cookie") ?? "").split(";")[0] ?? ""
}

async function put(path: string, body: object, headers: Record<string, string>) {
  const answer = await send(path, {
    method: "PUT",
    headers: { ...headers, origin, "content-type": "application/json" },
    body: JSON.stringify(body),
  })
  return { status: answer.status, json: (await answer.json()) as Record<string, unknown> }
}

async function drafted(mail: object, more: Record<string, unknown> = {}) {
  const list = await must(api("POST", "/segments", { body: { name: "L", kind: "list" } }))
  const campaign = await must(api("POST", "/campaigns", { body: { name: "F", kind: "flow", segmentIds: [list.id] } }))
  const steps = { mail: { name: "Mail", outcomes: { sent: "end" }, ...mail }, end: { type: "end" }, ...more }
  await must(api("PUT", `/campaigns/${campaign.id}/flow`, { body: { start: "mail", steps } }))
  return campaign.id as string
}

const draftOf = async (id: string) => (await must(api("GET", `/campaigns/${id}/flow`))).draft.steps.mail

/** What the page gives the editor. */
async function propsOf(path: string, headers: Record<string, string>) {
  const html = await (await page("GET", path, { headers })).text()
  const [, json = "{}"] = /data-props="([^"]*)"/.exec(html) ?? []
  return JSON.parse(
    json.replaceAll("&quot;", '"').replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&"),
  )
}

describe("message editor", () => {
  it("FLOW-16 a step's message is saved unless somebody has changed it meanwhile; other changes of the flow stay", async () => {
    const headers = { cookie: await cookie() }
    const id = await drafted({ type: "email", message: { subject: "Old", html: "<p>Old</p>" } })
    const path = `/campaigns/${id}/flow/steps/mail/message`
    const { content: before, variables } = await propsOf(path, headers)
    expect(variables).toContain("campaign.name")
    const renamed = {
      start: "mail",
      steps: { mail: { ...(await draftOf(id)), name: "Renamed" }, end: { type: "end" } },
    }
    await must(api("PUT", `/campaigns/${id}/flow`, { body: renamed }))
    const content = { subject: "New", blocks: blocks("Hi") }
    const saved = await put(path, { content, before }, headers)
    expect(saved.status).toBe(200)
    expect(saved.json.content).toMatchObject({ subject: "New", html: expect.stringContaining("Hi</h1>") })
    expect(await draftOf(id)).toMatchObject({ name: "Renamed", message: { subject: "New" } })
    const late = await put(path, { content: { subject: "Late", html: "x" }, before }, headers)
    expect([late.status, (late.json.content as { subject: string }).subject]).toEqual([412, "New"])
    const wrong = await put(path, { content: { ...content, blocks: [{ type: "heading", level: 7 }] }, before }, headers)
    expect([wrong.status, (wrong.json.errors as { path: string }[])[0]?.path]).toEqual([422, "blocks.0.level"])
  })

  it("FLOW-8 a cross-campaign step keeps only what it says otherwise than the other campaign", async () => {
    const headers = { cookie: await cookie() }
    const other = await must(api("POST", "/campaigns", { body: { name: "Other", kind: "campaign" } }))
    const body = { channel: "email", name: "Card", subject: "Theirs", blocks: blocks("Theirs") }
    const message = await must(api("POST", `/campaigns/${other.id}/messages`, { body }))
    const id = await drafted({ type: "crossEmail", campaignId: other.id, messageId: message.id })
    const path = `/campaigns/${id}/flow/steps/mail/message`
    const { content: before } = await propsOf(path, headers)
    expect(before).toMatchObject({ subject: "Theirs", blocks: blocks("Theirs") })
    const { html: _, ...rest } = before
    await put(path, { content: { ...rest, subject: "Ours" }, before }, headers)
    expect((await draftOf(id)).override).toEqual({ subject: "Ours" })
    const { content: again } = await propsOf(path, headers)
    await put(path, { content: { ...rest, subject: "Theirs", blocks: blocks("Ours") }, before: again }, headers)
    const { override } = await draftOf(id)
    expect(Object.keys(override).sort()).toEqual(["blocks", "html"])
    expect(override.html).toContain("Ours</h1>")
    const { content: third } = await propsOf(path, headers)
    await put(path, { content: rest, before: third }, headers)
    expect((await draftOf(id)).override).toBeUndefined()
  })

  it("MSG-1 a saved message loses what the editor took away; its preview's document is shut off", async () => {
    const headers = { cookie: await cookie() }
    const campaign = await must(api("POST", "/campaigns", { body: { name: "Other", kind: "campaign" } }))
    const variants = { es: { subject: "Hola" } }
    const body = { channel: "email", name: "Card", subject: "Hi", preheader: "p", blocks: blocks("Hi"), variants }
    const { id } = await must(api("POST", `/campaigns/${campaign.id}/messages`, { body }))
    const path = `/campaigns/${campaign.id}/saved-messages/${id}/edit`
    const { content: before } = await propsOf(path, headers)
    const saved = await put(path, { content: { subject: "Hi", html: "<p>Mine</p>" }, before }, headers)
    expect(saved.json.content).toMatchObject({ subject: "Hi", html: "<p>Mine</p>", preheader: "" })
    expect(Object.keys(saved.json.content as object)).not.toContain("blocks")
    expect(Object.keys(saved.json.content as object)).not.toContain("variants")
    const input = JSON.stringify({ channel: "email", message: { subject: "s", html: "<p>{{ member.id }}</p>" } })
    const shown = await page("POST", "/messages/preview", {
      form: { input, scheme: "dark" },
      headers: { ...headers, origin },
    })
    expect(shown.headers.get("content-security-policy")).toContain("sandbox")
    expect(await shown.text()).toContain("<p>preview</p>")
    const broken = await page("POST", "/messages/preview", {
      form: { input: "{", scheme: "dark" },
      headers: { ...headers, origin },
    })
    expect(broken.status).toBe(400)
  })
})
