import { env } from "cloudflare:workers"
import { describe, expect, it } from "vitest"
import { advance, chain, join, must, outbox, startFlow } from "../helpers/flows"
import { api } from "./client"

const blocks = (text: string) => [
  { type: "heading", text },
  { type: "button", label: "Go", href: "https://a.test/{{ member.id }}" },
]

async function regular(): Promise<string> {
  return (await must(api("POST", "/campaigns", { body: { name: "Spring", kind: "campaign" } }))).id
}

const preview = async (body: object) => await must(api("POST", "/messages/preview", { body }))

describe("messages", () => {
  it("MSG-1 a message of blocks has its HTML made whenever it is saved; HTML that is written takes their place", async () => {
    const id = await regular()
    const body = { channel: "email", name: "Card", subject: "Card", blocks: blocks("Your card") }
    const made = await must(api("POST", `/campaigns/${id}/messages`, { body }))
    expect(made.html).toContain("Your card</h1>")
    expect(made.blocks).toHaveLength(2)
    const path = `/campaigns/${id}/messages/${made.id}`
    const changed = await must(api("PATCH", path, { body: { blocks: blocks("New card") } }))
    expect(changed.html).toContain("New card</h1>")
    const plain = await must(api("PATCH", path, { body: { html: "<p>Mine</p>" } }))
    expect([plain.html, plain.blocks]).toEqual(["<p>Mine</p>", undefined])
  })

  it.each([
    ["blocks.0.level", { subject: "s", blocks: [{ type: "heading", level: 9 }] }],
    ["theme.accent", { subject: "s", theme: { accent: "red" }, blocks: [] }],
    ["html", { subject: "s", blocks: [{ type: "heading", text: "{{ membr.id }}" }] }],
    ["title", { subject: "s", html: "x", title: "t" }],
    ["variants.es.text", { subject: "s", html: "x", variants: { es: { text: "{% if %}" } } }],
    ["variants.es.body", { subject: "s", html: "x", variants: { es: { body: "b" } } }],
  ])("MSG-2 what is wrong is named: %s", async (path, content) => {
    const id = await regular()
    const answer = await api("POST", `/campaigns/${id}/messages`, {
      body: { channel: "email", name: "n", ...content },
    })
    expect([answer.status, answer.json.errors[0].path]).toEqual([422, path])
  })

  it("FLOW-13 a draft has its HTML made from blocks; unknown variables in blocks and variants keep it from publishing", async () => {
    const list = await must(api("POST", "/segments", { body: { name: "L", kind: "list" } }))
    const body = { name: "F", kind: "flow", segmentIds: [list.id] }
    const campaign = await must(api("POST", "/campaigns", { body }))
    const flow = (message: object) => ({
      start: "mail",
      steps: { mail: { type: "email", message, outcomes: { sent: "end" } }, end: { type: "end" } },
    })
    const put = async (message: object) =>
      await must(api("PUT", `/campaigns/${campaign.id}/flow`, { body: flow(message) }))
    const good = await put({
      subject: "s",
      preheader: "p",
      blocks: blocks("Hi"),
      variants: { es: { blocks: blocks("Hola") } },
    })
    expect(good.problems).toEqual([])
    expect(good.draft.steps.mail.message.html).toContain("Hi</h1>")
    expect(good.draft.steps.mail.message.variants.es.html).toContain("Hola</h1>")
    const bad = await put({
      subject: "s",
      blocks: blocks("{{ data.nothing }}"),
      variants: { es: { subject: "{{ foo }}", html: '<img src="a.png"><p>x</p>' } },
    })
    expect(bad.problems.map((one: { code: string; level: string }) => `${one.level} ${one.code}`)).toEqual([
      "error unknownVariable",
      "error unknownVariable",
      "warning imageWithoutAlt",
      "warning relativeLink",
    ])
    expect((await api("POST", `/campaigns/${campaign.id}/publish`)).status).toBe(422)
  })

  it("MSG-7 each member gets the variant of their locale, exactly, then by language, else the message", async () => {
    const message = { text: "Hello", variants: { es: { text: "Hola" }, "pt-BR": { text: "Olá" } } }
    const { segmentId } = await startFlow(chain({ text: { type: "sms", message } }))
    const people = { a: "es-UY", b: "pt-BR", c: "pt", d: "en" }
    for (const [id, locale] of Object.entries(people)) {
      await join(segmentId, [id], { locale })
    }
    await advance()
    const sent = Object.fromEntries(
      (await outbox()).map((one) => [one.memberId, (one as unknown as { text: string }).text]),
    )
    expect(sent).toEqual({ a: "Hola", b: "Olá", c: "Hello", d: "Hello" })
  })

  it("MSG-3 a preview renders for a member or an invented one, and tells what is wrong, warned of and how long it is", async () => {
    await must(api("PUT", "/members/m1", { body: { locale: "es", attributes: { firstName: "Eva & Co" } } }))
    const message = {
      subject: "Hi {{ member.attributes.firstName }}",
      html: "<p>Hi</p>",
      variants: { es: { html: "<p>Hola</p>" } },
    }
    const own = await preview({ channel: "email", message, memberId: "m1" })
    expect([own.language, own.rendered.subject]).toEqual(["es", "Hi Eva & Co"])
    expect(own.rendered.html).toContain("Hola")
    const shown = await preview({ channel: "email", message, memberId: "m1", language: null })
    expect(shown.rendered.html).toContain("Hi")
    expect((await preview({ channel: "email", message })).rendered.subject).toBe("Hi Ana")
    const broken = await preview({ channel: "email", message: { subject: "{{ foo }}", html: "{% if %}" } })
    expect(broken.rendered).toBeNull()
    expect(broken.problems.map((one: { path: string }) => one.path)).toEqual(["subject", "html"])
    const sms = await preview({ channel: "sms", message: { text: "ñandú ✓".padEnd(71, "x") } })
    expect(sms.sms).toMatchObject({ encoding: "UCS-2", characters: 71, segments: 2 })
    expect(
      (await api("POST", "/messages/preview", { body: { channel: "sms", message: {}, memberId: "no" } })).status,
    ).toBe(404)
  })

  it("MSG-3 a test send goes out by the channel's provider, marked, and is counted nowhere", async () => {
    const message = { subject: "Card", blocks: blocks("Your card"), variants: { es: { subject: "Tarjeta" } } }
    const body = { channel: "email", message, to: "me@example.com", language: "es" }
    const json = await must(api("POST", "/messages/test", { body }))
    expect(json).toMatchObject({ kind: "outbox", outcome: "accepted" })
    const { items } = await must(api("GET", "/outbox"))
    expect(items).toHaveLength(1)
    expect(items[0]).toMatchObject({ to: "me@example.com", subject: "[Test] Tarjeta", memberId: "" })
    expect(items[0].html).toContain("https://a.test/preview")
    for (const table of ["deliveries", "counters", "members"]) {
      expect((await env.DB.prepare(`SELECT count(*) AS n FROM ${table}`).first<{ n: number }>())?.n).toBe(0)
    }
  })

  it.each([
    ["to", { channel: "email", message: { subject: "s", html: "x" }, to: "nobody" }],
    ["to", { channel: "sms", message: { text: "x" }, to: "12" }],
    ["message.html", { channel: "email", message: { subject: "s", html: "{{ foo }}" }, to: "me@example.com" }],
    ["message.text", { channel: "sms", message: { text: " " }, to: "+59894123456" }],
  ])("MSG-3 a test that cannot be sent names the field: %s", async (path, body) => {
    const answer = await api("POST", "/messages/test", { body })
    expect([answer.status, answer.json.errors[0].path]).toEqual([422, path])
    expect((await api("GET", "/outbox")).json.items).toEqual([])
  })
})

describe("templates", () => {
  it("MSG-1 the templates that come with the system can be sent as they are, in English and Spanish", async () => {
    for (const language of ["en", "es"]) {
      const { items } = await must(api("GET", `/templates?language=${language}`))
      expect(items.length).toBeGreaterThanOrEqual(5)
      for (const { content } of items) {
        const { rendered, problems, warnings } = await preview({ channel: "email", message: content })
        expect(problems).toEqual([])
        expect(warnings.filter((one: { hint?: boolean }) => !one.hint)).toEqual([])
        expect(rendered.subject).not.toBe("")
      }
    }
  })

  it("MSG-1 people save templates of their own and delete them; those of the system stay", async () => {
    const body = { channel: "email", name: "Ours", content: { subject: "s", blocks: blocks("Hi") } }
    const saved = await must(api("POST", "/templates", { body }))
    expect(saved).toMatchObject({ name: "Ours", builtIn: false })
    const path = `/templates/${saved.id}`
    expect((await must(api("GET", path))).content.html).toContain("Hi</h1>")
    expect((await api("DELETE", path)).status).toBe(204)
    expect((await api("GET", path)).status).toBe(404)
    expect((await api("DELETE", "/templates/start-welcome")).status).toBe(409)
    const wrong = await api("POST", "/templates", { body: { ...body, channel: "sms" } })
    expect(wrong.status).toBe(422)
  })
})
