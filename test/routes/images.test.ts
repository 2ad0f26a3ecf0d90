import { env } from "cloudflare:workers"
import { describe, expect, it } from "vitest"
import { emailStep, must } from "../helpers/flows"
import { pictures } from "../helpers/pictures"
import { api, ours, page, send } from "./client"

/** Uploads a file; `role` scopes a token for it. */
async function upload(bytes: Uint8Array<ArrayBuffer>, name = "picture.png", token?: string) {
  const answer = await send(`/api/v1/images?name=${encodeURIComponent(name)}`, {
    method: "POST",
    headers: { authorization: `Bearer ${token ?? "test-admin-token"}`, "content-type": "application/octet-stream" },
    body: bytes,
  })
  return { status: answer.status, json: (await answer.json()) as Record<string, unknown> & { errors?: unknown } }
}

/** A picture unlike all others; nothing in it looks like a marker, behind which it could be left out. */
function fresh(kind: "png" | "gif" | "jpg" = "png") {
  const unlike = crypto.getRandomValues(new Uint8Array(16)).map((byte) => byte & 0x7f)
  return Uint8Array.from([...pictures[kind](640, 320), ...unlike])
}

async function emailWith(path: string) {
  const { id: segmentId } = await must(api("POST", "/segments", { body: { name: "S", kind: "list" } }))
  const campaign = await must(
    api("POST", "/campaigns", { body: { kind: "flow", name: "Spring", segmentIds: [segmentId] } }),
  )
  const blocks = [{ type: "image", src: path, alt: "A tree", size: { width: 640, height: 320 }, width: 50 }]
  const mail = { ...emailStep, name: "Mail", message: { subject: "Hi", blocks }, outcomes: { sent: "end" } }
  const flow = { start: "mail", steps: { mail, end: { type: "end", name: "End" } } }
  const saved = await must(api("PUT", `/campaigns/${campaign.id}/flow`, { body: flow }))
  return { campaignId: campaign.id as string, html: saved.draft.steps.mail.message.html as string, saved }
}

describe("images", () => {
  it("MSG-1 where a picture was taken is not sent to every inbox: only the picture is kept", async () => {
    const exif = [0xff, 0xe1, 0, 16, ..."Exif\0\0GPS here".split("").map((char) => char.charCodeAt(0))]
    const plain = fresh("jpg")
    const { json } = await upload(Uint8Array.from([...plain.slice(0, 2), ...exif, ...plain.slice(2)]))
    expect(json.bytes).toBe(plain.length)
    expect(new Uint8Array(await (await send(String(json.path))).arrayBuffer())).toEqual(plain)
    // The same picture from another place is the same one.
    expect((await upload(plain)).json.id).toBe(json.id)
  })

  it("MSG-1 SEC-41 an uploaded picture is served to every inbox, for ever, and as nothing else", async () => {
    const bytes = fresh("jpg")
    const { status, json } = await upload(bytes, "Our <b>tree</b>.html")
    expect([status, json.title, json.width, json.height, json.bytes]).toEqual([
      201,
      "Our <b>tree</b>.html",
      640,
      320,
      bytes.length,
    ])
    expect(json.url).toBe(`http://localhost${json.path}`)
    const seen = await send(String(json.path))
    expect(new Uint8Array(await seen.arrayBuffer())).toEqual(bytes)
    expect(Object.fromEntries(seen.headers)).toMatchObject({
      "content-type": "image/jpeg",
      "cache-control": "public, max-age=31536000, immutable",
      "x-content-type-options": "nosniff",
      "content-security-policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
      "cross-origin-resource-policy": "cross-origin",
    })
    const again = await send(String(json.path), { headers: { "if-none-match": seen.headers.get("etag") ?? "" } })
    expect(again.status).toBe(304)
    for (const path of [`/i/${"0".repeat(64)}.png`, "/i/..%2Fbackups%2Fx", "/i/x.svg"]) {
      expect((await send(path)).status).toBe(404)
    }
  })

  it.each([
    ["an SVG with a script", new TextEncoder().encode("<svg><script>alert(1)</script></svg>"), "noImage"],
    ["HTML named .png", new TextEncoder().encode("<!doctype html><script>alert(1)</script>"), "noImage"],
    ["nothing", new Uint8Array(), "required"],
    ["more than 2 MB", new Uint8Array(2 * 1024 * 1024 + 1), "imageTooLarge"],
    ["more than 4,000 pixels", pictures.png(4_001, 1), "imageTooWide"],
  ])("SEC-41 %s is refused", async (_, bytes, code) => {
    expect(await upload(bytes as Uint8Array<ArrayBuffer>)).toMatchObject({
      status: 422,
      json: { errors: [{ path: "file", code }] },
    })
  })

  it("SEC-41 100 MB are refused before they are read", async () => {
    const answer = await send("/api/v1/images", {
      method: "POST",
      headers: { authorization: "Bearer test-admin-token", "content-length": String(100 * 1024 * 1024) },
      body: new Uint8Array(1),
    })
    expect(answer.status).toBe(413)
  })

  it("MSG-1 the limits themselves are taken, and the same picture twice is one", async () => {
    const large = new Uint8Array(2 * 1024 * 1024)
    large.set(pictures.png(4_000, 4_000))
    expect((await upload(large)).status).toBe(201)
    const bytes = fresh()
    const [one, two] = [await upload(bytes, "one.png"), await upload(bytes, "two.png")]
    expect([one.json.id, one.json.title]).toEqual([two.json.id, two.json.title])
  })

  it("MSG-1 an email shows it by its whole address, with its height; one that is shown cannot be deleted", async () => {
    const { json } = await upload(fresh("gif"))
    const { campaignId, html, saved } = await emailWith(String(json.path))
    expect(html).toMatch(new RegExp(`<img[^>]* height="134"[^>]* src="${json.path}"[^>]* width="268"`))
    expect(saved.problems.map((one: { code: string }) => one.code)).not.toContain("relativeLink")
    const message = saved.draft.steps.mail.message
    const shown = await must(api("POST", "/messages/preview", { body: { channel: "email", message } }))
    expect(shown.rendered.html).toContain(`src="http://localhost${json.path}"`)
    const uses = await must(api("GET", `/images/${json.id}/uses`))
    expect(uses.items).toEqual([{ kind: "campaign", name: "Spring" }])
    expect((await api("DELETE", `/images/${json.id}`)).json).toMatchObject({ status: 409, reason: "imageUsed" })
    expect((await api("DELETE", `/campaigns/${campaignId}`)).status).toBe(204)
    expect((await api("DELETE", `/images/${json.id}`)).status).toBe(204)
    expect((await send(String(json.path))).status).toBe(404)
    expect(await env.DOCUMENTS.head(`images${String(json.path).slice(2)}`)).toBeNull()
  })

  it("MSG-1 the company's logo may be an uploaded picture, and nothing else of ours", async () => {
    const { json } = await upload(fresh())
    await must(api("PATCH", "/settings/company", { body: { logoUrl: json.path } }))
    expect((await must(api("GET", `/images/${json.id}/uses`))).items).toEqual([{ kind: "company", name: "" }])
    for (const logoUrl of ["/i/x.png", "/account", "http://a.test/x.png"]) {
      expect((await api("PATCH", "/settings/company", { body: { logoUrl } })).status).toBe(422)
    }
    await must(api("PATCH", "/settings/company", { body: { logoUrl: null } }))
  })

  it("API-1 they are listed newest first, found by name, page by page", async () => {
    const mark = crypto.randomUUID()
    for (const n of [1, 2, 3]) await upload(fresh(), `${mark}-${n}.png`)
    const first = await must(api("GET", `/images?query=${mark}&limit=2`))
    const rest = await must(api("GET", `/images?query=${mark}&limit=2&cursor=${first.nextCursor}`))
    const titles = [...first.items, ...rest.items].map((one: { title: string }) => one.title)
    expect(titles).toEqual([3, 2, 1].map((n) => `${mark}-${n}.png`))
    expect(rest.nextCursor).toBeNull()
  })

  it("SEC-28 whoever may only look uploads and deletes nothing", async () => {
    const { token } = await must(api("POST", "/tokens", { body: { name: "Looks", scopes: ["read"] } }))
    const { json } = await upload(fresh())
    expect((await upload(fresh(), "x.png", token)).status).toBe(403)
    expect((await api("DELETE", `/images/${json.id}`, { token })).status).toBe(403)
    expect((await api("GET", `/images/${json.id}`, { token })).status).toBe(200)
    expect((await page("GET", "/images", { headers: ours })).status).toBe(303)
  })
})
