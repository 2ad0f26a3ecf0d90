import { createExecutionContext, runDurableObjectAlarm, waitOnExecutionContext } from "cloudflare:test"
import { env } from "cloudflare:workers"
import { beforeEach, describe, expect, it } from "vitest"
import { signMemberLink } from "../../src/core/member-link"
import worker from "../../src/worker"
import { advance, chain, delayOf, emailStep, join, must, outbox, smsStep, startFlow, stats } from "../helpers/flows"
import { api, origin, page, send } from "./client"

const browser =
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36"
type Mail = { html: string; text: string; headers: Record<string, string>; deliveryId: string }

const mails = async (query = "") => (await outbox(query)) as unknown as Mail[]
const consentOf = async (id: string) => (await must(api("GET", `/members/${id}`))).consent
const pathOf = (mail: Mail | undefined, kind: "u" | "p" | "d") =>
  new URL(new RegExp(`http://localhost/${kind}/[\\w.-]+`).exec(mail?.text + (mail?.html ?? ""))?.[0] ?? "x:").pathname

/** A member who has got one email, and another is to come in a week. */
async function mailed(settings: Record<string, unknown> = {}, member: Record<string, unknown> = {}) {
  const steps = { one: emailStep, wait: delayOf("P7D"), two: emailStep, text: smsStep }
  const flow = await startFlow(chain(steps), settings)
  await join(flow.segmentId, ["ana"], member)
  await advance()
  const [mail] = await mails()
  return { ...flow, mail, path: pathOf(mail, "u") }
}

const oneClick = (path: string) =>
  send(path, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: "List-Unsubscribe=One-Click",
  })

describe("the link to unsubscribe", () => {
  it("UNS-01 MSG-4 every marketing email has the link in both parts and the headers of one click", async () => {
    await must(
      api("PATCH", "/settings/company", {
        body: { name: "Bank", postalAddress: "18 de Julio 1234", unsubscribeEmail: "leave@bank.example" },
      }),
    )
    const { mail, path } = await mailed()
    const url = `http://localhost${path}`
    expect(mail?.headers).toMatchObject({
      "List-Unsubscribe": `<${url}>, <mailto:leave@bank.example?subject=unsubscribe>`,
      "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
      "Auto-Submitted": "auto-generated",
    })
    for (const part of [mail?.html, mail?.text]) {
      expect(part).toContain(url)
      expect(part).toContain("18 de Julio 1234")
    }
    await must(api("PATCH", "/settings/company", { body: { name: null, postalAddress: null, unsubscribeEmail: null } }))
  })

  it("UNS-03 twenty scanners that GET and HEAD every link change nothing", async () => {
    const { mail } = await mailed()
    const kinds = ["u", "p", "d"] as const
    for (let i = 0; i < 20; i++) {
      const path = pathOf(mail, "u").replace("/u/", `/${kinds[i % 3]}/`)
      for (const method of ["GET", "HEAD"]) {
        const answer = await send(path, { method, headers: { "user-agent": `Scanner/${i}.0 (bot)` } })
        expect([path, answer.status, answer.headers.get("set-cookie")]).toEqual([path, 200, null])
      }
    }
    expect(await consentOf("ana")).toEqual([])
    await advance("P7D")
    expect(await mails("&stepId=two")).toHaveLength(1)
  })

  it("UNS-04 CAM-13 twice is one event; undo puts back what was; the page says what holds", async () => {
    const { path, campaignId } = await mailed({ unsubscribe: { scope: "campaign", channels: "all" } })
    expect((await oneClick(path)).status).toBe(200)
    expect((await oneClick(path)).status).toBe(200)
    expect(await consentOf("ana")).toMatchObject([
      { channel: "all", scope: `campaign:${campaignId}`, status: "unsubscribed" },
    ])
    const { items } = await must(api("GET", "/members/ana/timeline"))
    expect(items.filter((one: { type: string }) => one.type === "consentChanged")).toHaveLength(1)
    expect((await stats(campaignId)).steps.one.unsubscribed).toBe(1)
    expect(await (await page("GET", path)).text()).toContain("You are unsubscribed")
    const undone = await page("POST", path, { form: { act: "undo" } })
    expect(await undone.text()).toContain("You are subscribed again")
    expect(await consentOf("ana")).toEqual([])
  })

  it.each(["campaign", "category", "group", "categoryAndGroup", "all"] as const)(
    "UNS-07 CAM-13 the link closes the scope of its campaign and no other: %s",
    async (scope) => {
      const holder = { name: "Loans", priority: 1, policy: { caps: [], over: "defer" } }
      const { id: categoryId } = await must(api("POST", "/categories", { body: holder }))
      const { id: groupId } = await must(api("POST", "/groups", { body: holder }))
      const { path, campaignId } = await mailed({ categoryId, groupId, unsubscribe: { scope, channels: "this" } })
      await oneClick(path)
      const named = {
        campaign: `campaign:${campaignId}`,
        category: `category:${categoryId}`,
        group: `group:${groupId}`,
        categoryAndGroup: `categoryAndGroup:${categoryId}+${groupId}`,
        all: "all",
      }
      const [said, ...others] = await consentOf("ana")
      expect(others).toEqual([])
      expect(said).toMatchObject({ channel: "email", scope: named[scope], status: "unsubscribed", reason: "link" })
    },
  )

  it("UNS-06 on the second day of a week's delay: no more emails, the rest by scope, and nobody is stuck", async () => {
    const { path, campaignId } = await mailed({ unsubscribe: { scope: "campaign", channels: "this" } })
    await advance("P2D")
    await oneClick(path)
    await advance("P6D")
    expect(await mails("&stepId=two")).toEqual([])
    expect(await mails("&stepId=text")).toHaveLength(1)
    const { runs, steps } = await stats(campaignId)
    expect([runs.completed, steps.two.skipped]).toEqual([1, { unsubscribed: 1 }])
  })

  it("MSG-4 MSG-2 an SMS has the link where its author put it, and closes its own channel", async () => {
    const text = "Leave: {{ unsubscribeUrl }} or choose: {{ preferencesUrl }} {{ dismissUrl }}"
    const { segmentId } = await startFlow(chain({ text: { type: "sms", message: { text } }, again: emailStep }))
    await join(segmentId, ["ana"])
    await advance()
    const [sms] = await mails("&channel=sms")
    expect(sms?.text).toMatch(/^Leave: http:\/\/localhost\/u\/\S+ or choose: http:\/\/localhost\/p\/\S+ \S+\/d\/\S+$/)
    await oneClick(pathOf(sms, "u"))
    expect(await consentOf("ana")).toMatchObject([{ channel: "sms", scope: "all", status: "unsubscribed" }])
  })

  it("UNS-09 a token with any byte changed: the same page for all, and nothing changes", async () => {
    const { path } = await mailed()
    const bodies = new Set<string>()
    for (let i = "/u/".length; i < path.length; i += 7) {
      const forged = path.slice(0, i) + (path[i] === "A" ? "B" : "A") + path.slice(i + 1)
      const answer = await oneClick(forged)
      expect(answer.status).toBe(404)
      bodies.add(await answer.text())
    }
    for (const one of [path.slice(0, -3), "/u/x", "/u/a.b", `${path}A`]) bodies.add(await (await oneClick(one)).text())
    expect(bodies.size).toBe(1)
    expect(await consentOf("ana")).toEqual([])
  })

  it("UNS-10 links of two years ago work after the key was rotated twice", async () => {
    const { path } = await mailed()
    await advance("P730D")
    const post = () => new Request(`${origin}${path}`, { method: "POST" })
    const with2 = { ...env, SECRET_KEY: "the third", SECRET_KEYS_OLD: "the second" }
    expect((await worker.fetch(post(), with2, createExecutionContext())).status).toBe(404)
    const with3 = { ...with2, SECRET_KEYS_OLD: `the second, ${env.SECRET_KEY}` }
    expect((await worker.fetch(post(), with3, createExecutionContext())).status).toBe(200)
    expect(await consentOf("ana")).toMatchObject([{ status: "unsubscribed" }])
  })

  it("UNS-11 MEM-8 of an erased member: the same answer; the address stays closed for whoever comes with it", async () => {
    const { path, segmentId } = await mailed()
    await api("DELETE", "/members/ana")
    const answer = await oneClick(path)
    expect(answer.status).toBe(200)
    expect(await answer.text()).toContain("You are unsubscribed")
    expect((await api("GET", "/members/ana")).status).toBe(404)
    await join(segmentId, ["eva"], { email: "Ana@example.com", phone: "+59899000000" })
    await advance()
    const { items } = await must(api("GET", "/deliveries?memberId=eva"))
    expect(items).toMatchObject([{ status: "skipped", reason: "suppressed" }])
    await must(api("PUT", "/members/eva/consent", { body: { channel: "email", scope: "all", status: "subscribed" } }))
    await advance("P7D")
    expect(await mails("&memberId=eva&channel=email")).toHaveLength(1)
  })

  it("SEND-5 an address that complained is closed for whoever else comes with it, until they ask for more", async () => {
    const { segmentId, mail } = await mailed()
    const event = { deliveryId: mail?.deliveryId, type: "complained" }
    await must(api("POST", "/dev/provider-events", { body: event }))
    await join(segmentId, ["eva"], { email: "ANA@example.com" })
    await advance()
    expect((await must(api("GET", "/deliveries?memberId=eva"))).items).toMatchObject([{ reason: "suppressed" }])
    await must(api("PUT", "/members/eva/consent", { body: { channel: "email", scope: "all", status: "subscribed" } }))
    await advance("P7D")
    expect(await mails("&memberId=eva&channel=email")).toHaveLength(1)
  })

  it("UNS-21 previews lead to the same pages, which change nothing", async () => {
    const { campaignId } = await mailed()
    const preview = { kind: "preview", campaignId, channel: "email", language: "es" } as const
    const token = await signMemberLink(env.SECRET_KEY, preview)
    expect(await (await page("GET", `/p/${token}`)).text()).toContain("Esto es una vista previa")
    for (const kind of ["u", "p", "d"]) {
      for (const act of ["unsubscribe", "undo", "save", "dismiss"]) {
        expect((await page("POST", `/${kind}/${token}`, { form: { act } })).status).toBe(200)
      }
    }
    expect(await consentOf("ana")).toEqual([])
    expect((await stats(campaignId)).steps.one.unsubscribed).toBe(0)
    const ofTemplate = await signMemberLink(env.SECRET_KEY, { ...preview, campaignId: "preview" })
    expect((await page("GET", `/u/${ofTemplate}`)).status).toBe(200)
    const body = { member: "ana", startAt: "2030-01-01T00:00:00.000Z", events: [] }
    const { timeline } = await must(api("POST", `/campaigns/${campaignId}/dry-run`, { body }))
    const shown = timeline.flatMap((one: { message?: { html?: string } }) => one.message?.html ?? [])
    expect(shown[0]).toContain(`/u/${await signMemberLink(env.SECRET_KEY, { ...preview, language: "en" })}`)
  })
})

describe("the preference page", () => {
  it("MSG-5 CAM-14 in the member's language: what is open, why it came, each to change, and to take back", async () => {
    const category = await must(
      api("POST", "/categories", { body: { name: "Loans", priority: 1, policy: { caps: [], over: "defer" } } }),
    )
    const { mail, campaignId } = await mailed(
      { categoryId: category.id, clientMessages: { es: { preferencesTitle: "Lo que recibe" } } },
      { locale: "es-UY" },
    )
    const path = pathOf(mail, "p")
    const text = await (await page("GET", path)).text()
    for (const one of ['lang="es"', "Lo que recibe", "Todo sobre Loans", "Members", "noindex"])
      expect(text).toContain(one)
    const cells = [...text.matchAll(/name="open" value="([^"]+)" checked/g)].map((match) => match[1])
    expect(cells).toEqual(
      ["all", `category:${category.id}`, `campaign:${campaignId}`].flatMap((scope) => [
        `email ${scope}`,
        `sms ${scope}`,
      ]),
    )
    const open = cells.filter((cell) => cell !== `sms category:${category.id}`)
    const body = new URLSearchParams([["act", "save"], ...open.map((one) => ["open", one ?? ""])])
    expect(await (await send(path, { method: "POST", body })).text()).toContain("Su elección está guardada")
    expect(await consentOf("ana")).toMatchObject([
      { channel: "sms", scope: `category:${category.id}`, status: "unsubscribed" },
    ])
    await page("POST", path, { form: { act: "undo" } })
    expect(await consentOf("ana")).toEqual([])
  })

  it("CAM-11 dismisses where the campaign offers it, and only there", async () => {
    const { mail, campaignId } = await mailed({ dismissible: true })
    const path = pathOf(mail, "u").replace("/u/", "/d/")
    expect(await (await page("GET", path)).text()).toContain("Not interested in this offer")
    expect(await (await page("POST", path, { form: { act: "dismiss" } })).text()).toContain("You will hear no more")
    await advance("P7D")
    expect(await mails("&stepId=two")).toEqual([])
    await must(api("PATCH", `/campaigns/${campaignId}`, { body: { dismissible: false } }))
    expect(await (await page("GET", path)).text()).not.toContain("<button")
  })

  it("CAM-13 after the form the campaign's own landing page, and no other; a mail program stays", async () => {
    const landingPage = "https://bank.example/bye?from=mail"
    const { path } = await mailed({ unsubscribe: { scope: "all", channels: "this", landingPage } })
    const shown = await page("GET", `${path}?landing=https://evil.example`)
    expect(shown.headers.get("content-security-policy")).toContain("form-action 'self' https://bank.example;")
    expect(shown.headers.get("referrer-policy")).toBe("no-referrer")
    expect((await oneClick(path)).status).toBe(200)
    const led = await page("POST", path, { form: { act: "unsubscribe", landing: "https://evil.example" } })
    expect([led.status, led.headers.get("location")]).toEqual([303, landingPage])
  })

  it("SEC-04 other sites' pages may post to it: no cookie is read, the link is the right", async () => {
    const { path } = await mailed()
    const headers = { origin: "null", "sec-fetch-site": "cross-site", cookie: "__Host-session=nobody" }
    expect((await page("POST", path, { headers, form: { act: "unsubscribe" } })).status).toBe(200)
    expect(await consentOf("ana")).toHaveLength(1)
  })
})

function fail(message: string): never {
  throw new Error(message)
}

const seen = async (path: string, more: Record<string, string> = {}, method = "GET") =>
  await send(path, { method, redirect: "manual", headers: { "user-agent": browser, ...more } })

describe("tracking", () => {
  const linked = {
    type: "email",
    message: {
      subject: "Hi",
      html: '<a href="https://example.com/a?b=1&amp;c=%20d">a</a> <a href="https://example.com/ñ">b</a>',
    },
  }
  let clicks: string[] = []
  let campaignId = ""
  let pixel = ""
  beforeEach(async () => {
    const flow = await startFlow(chain({ one: linked }))
    campaignId = flow.campaignId
    await join(flow.segmentId, ["ana"])
    await advance()
    const [mail] = await mails()
    clicks = [...(mail?.html ?? "").matchAll(/http:\/\/localhost(\/c\/[^"]+)/g)].map((match) => match[1] ?? "")
    pixel = /http:\/\/localhost(\/o\/[^"]+)/.exec(mail?.html ?? "")?.[1] ?? ""
  })
  const numbers = async () => {
    await advance()
    const { opened, clicked } = (await stats(campaignId)).steps.one
    return { opened, clicked }
  }

  it("MSG-6 leads on byte by byte, and nowhere else", async () => {
    const answer = await seen(clicks[0] ?? "")
    expect([answer.status, answer.headers.get("location")]).toEqual([302, "https://example.com/a?b=1&c=%20d"])
    expect((await seen(clicks[1] ?? "")).headers.get("location")).toBe("https://example.com/%C3%B1")
    const [, , to, token] = (clicks[0] ?? "").split("/")
    for (const path of [
      `/c/${to}/x.y`,
      `/c/x.y/${token}`,
      `/c/${token}/${token}`,
      `/c/${to}?to=https://evil.example`,
    ]) {
      const refused = await seen(path)
      expect([path, refused.status, refused.headers.get("location")]).toEqual([path, 404, null])
    }
    await advance()
  })

  it("UNS-18 a click implies an open, and the same click twice counts once", async () => {
    await seen(clicks[0] ?? "")
    await seen(clicks[0] ?? "")
    expect(await numbers()).toEqual({ opened: 1, clicked: 1 })
  })

  it("UNS-16 programs are told apart: HEAD, their names, every link at once, the hidden link", async () => {
    await seen(pixel, { "user-agent": "Mozilla/5.0" })
    await seen(clicks[0] ?? "", {}, "HEAD")
    await seen(clicks[1] ?? "", { "user-agent": "Barracuda Sentinel (EE)" })
    expect(await numbers()).toEqual({ opened: 0, clicked: 0 })
    for (const path of clicks) await seen(path)
    expect(await numbers()).toEqual({ opened: 0, clicked: 0 })
    const { items } = await must(api("GET", "/members/ana/timeline"))
    expect(items.filter((one: { type: string }) => one.type === "deliveryReported").length).toBeGreaterThan(2)
    expect((await seen(pixel)).headers.get("content-type")).toBe("image/gif")
    expect(await numbers()).toEqual({ opened: 1, clicked: 0 })
  })

  it("UNS-19 with the database away the link leads on and the pixel comes; both are told of later", async () => {
    const away = new Proxy({}, { get: () => fail("The database is away.") }) as D1Database
    const ctx = createExecutionContext()
    for (const path of [clicks[0] ?? "", pixel]) {
      const request = new Request(`${origin}${path}`, {
        headers: { "user-agent": browser, cookie: "__Host-session=x" },
      })
      const answer = await worker.fetch(request, { ...env, DB: away }, ctx)
      expect(answer.status).toBe(path === pixel ? 200 : 302)
    }
    await waitOnExecutionContext(ctx)
    expect(await numbers()).toEqual({ opened: 0, clicked: 0 })
    await runDurableObjectAlarm(env.MEMBER.getByName("ana"))
    expect(await numbers()).toEqual({ opened: 1, clicked: 1 })
  })

  it("MSG-6 is off where the company or the campaign says so", async () => {
    await must(api("PATCH", `/campaigns/${campaignId}`, { body: { tracking: false } }))
    const { segmentIds } = await must(api("GET", `/campaigns/${campaignId}`))
    await join(segmentIds[0], ["eva"])
    await advance()
    const [mail] = await mails("&memberId=eva")
    expect(mail?.html).toContain('href="https://example.com/a?b=1&amp;c=%20d"')
    expect(mail?.html).not.toMatch(/\/[cov]\//)
    expect(mail?.html).toContain("/u/")
  })
})
