import { env } from "cloudflare:workers"
import { describe, expect, it, vi } from "vitest"
import { advance, join, must, startFlow } from "../helpers/flows"
import { api, send } from "../routes/client"

const html = "<h1>Contract of {{ member.attributes.name }}</h1><p>{{ data.plan | default: 'basic' }}</p>"
const flow = (body = html, mail: Record<string, unknown> = {}) => ({
  start: "contract",
  steps: {
    contract: {
      type: "exportPdf",
      name: "Contract",
      document: { name: "Contract {{ member.attributes.name }}", html: body },
      outcomes: { done: "mail" },
    },
    mail: {
      type: "email",
      name: "Mail",
      message: {
        subject: "{{ documents.contract.name }}",
        html: '<a href="{{ documents.contract.url }}">{{ documents.contract.name }}</a>',
      },
      attach: ["contract"],
      outcomes: { sent: "end" },
      ...mail,
    },
    end: { type: "end", name: "End" },
  },
})

async function run(body?: string, attributes: Record<string, unknown> = { name: "Ñandú 中文" }) {
  const { campaignId, segmentId } = await startFlow(flow(body), { dataFields: [{ name: "plan", type: "text" }] })
  await join(segmentId, ["m"], { attributes })
  await advance()
  const { items } = await must(api("GET", `/outbox?campaignId=${campaignId}`))
  const [delivery] = (await must(api("GET", `/deliveries?campaignId=${campaignId}&stepId=contract`))).items
  return { campaignId, message: items[0], delivery }
}

describe("documents", () => {
  it("FLOW-10 a document is made, stored, linked and attached in a later email", async () => {
    const { message, delivery } = await run()
    expect(delivery).toMatchObject({ channel: "pdf", status: "sent" })
    expect(message.subject).toBe("Contract Ñandú 中文.pdf")
    expect(message.html).toContain(delivery.to)
    expect(message.attachments).toMatchObject([{ filename: "Contract Ñandú 中文.pdf", contentType: "application/pdf" }])
    const { pathname } = new URL(delivery.to)
    const response = await send(pathname)
    expect(response.status).toBe(200)
    expect(response.headers.get("content-type")).toBe("application/pdf")
    expect(response.headers.get("x-content-type-options")).toBe("nosniff")
    expect(response.headers.get("cache-control")).toContain("no-store")
    expect(response.headers.get("content-disposition")).toContain("filename*=UTF-8''Contract%20%C3%91and%C3%BA")
    const bytes = new Uint8Array(await response.arrayBuffer())
    expect(new TextDecoder().decode(bytes.subarray(0, 5))).toBe("%PDF-")
    expect(bytes.length).toBe(Number(response.headers.get("content-length")))
  })

  it("FLOW-10 a link cannot be guessed or altered: every token but ours is a 404", async () => {
    const { delivery } = await run()
    const path = new URL(delivery.to).pathname
    const [payload, signature] = path.replace("/documents/", "").split(".")
    const forged = [
      path.slice(0, -2),
      `/documents/${payload}`,
      `/documents/${signature}.${payload}`,
      "/documents/x.y",
      `${path}AA`,
    ]
    for (const one of forged) expect((await send(one)).status).toBe(404)
  })

  it("SEC-40 no network, no script: what a template names is neither loaded nor run", async () => {
    const calls = vi.spyOn(globalThis, "fetch")
    const body =
      '<script>fetch("http://169.254.169.254")</script><img src="file:///etc/passwd" alt="picture"><iframe src="http://169.254.169.254"></iframe><link rel="stylesheet" href="http://127.0.0.1/x.css"><p>Fine</p><a href="javascript:alert(1)">x</a><a href="file:///etc/passwd">y</a>'
    const { delivery } = await run(body)
    expect(delivery.status).toBe("sent")
    expect(calls).not.toHaveBeenCalled()
    const text = new TextDecoder("latin1").decode(await (await send(new URL(delivery.to).pathname)).arrayBuffer())
    expect(text).not.toMatch(/javascript|JavaScript|\/Launch|\/URI|file:/)
  })

  it("MSG-2 a value is text in a document, never markup", async () => {
    const plain = await run("<p>{{ member.attributes.name }}</p>", { name: "<hr><a href='https://x.example'>n</a>" })
    const text = new TextDecoder("latin1").decode(await (await send(new URL(plain.delivery.to).pathname)).arrayBuffer())
    expect(text).not.toContain("x.example")
  })

  it("FLOW-10 characters that no font has are noted with the delivery", async () => {
    const { delivery } = await run("<p>{{ member.attributes.name }}</p>", { name: "Ana 😀" })
    expect(delivery).toMatchObject({ status: "sent", detail: "No font has these characters: 😀" })
  })

  it("RUN-5 while documents cannot be read, the messages that name them wait, and follow", async () => {
    const { campaignId, segmentId } = await startFlow(flow(), { dataFields: [{ name: "plan", type: "text" }] })
    const head = vi.spyOn(env.DOCUMENTS, "head").mockRejectedValue(new Error("R2 is down"))
    await join(segmentId, ["m"], { attributes: { name: "Ana" } })
    await advance()
    const sent = async () => (await must(api("GET", `/outbox?campaignId=${campaignId}`))).items
    expect(await sent()).toEqual([])
    head.mockRestore()
    await advance("PT10M")
    expect(await sent()).toHaveLength(1)
  })

  it("RUN-1 the same visit makes the same bytes again, at the same place", async () => {
    const { delivery } = await run()
    const first = await env.DOCUMENTS.list()
    const { renderDocument } = await import("../../src/content/pdf/render")
    const { assetFonts } = await import("../../src/platform/fonts")
    const subject = {
      member: { id: "m", email: null, phone: null, locale: null, timeZone: null, attributes: { name: "Ñandú 中文" } },
      campaign: { id: "c", name: "Flow" },
    }
    const made = await renderDocument({ name: "Contract {{ member.attributes.name }}", html }, subject, {
      settings: { now: 0, timeZone: "UTC" },
      fonts: assetFonts(env),
    })
    const stored = new Uint8Array(await (await send(new URL(delivery.to).pathname)).arrayBuffer())
    expect(made.bytes).toEqual(stored)
    expect(first.objects).toHaveLength(1)
  })

  it("MEM-8 erasing a member deletes the documents made for it", async () => {
    const { delivery } = await run()
    expect((await env.DOCUMENTS.list()).objects).toHaveLength(1)
    expect((await api("DELETE", "/members/m")).status).toBe(204)
    expect((await env.DOCUMENTS.list()).objects).toHaveLength(0)
    expect((await send(new URL(delivery.to).pathname)).status).toBe(404)
  })
})
