import { env } from "cloudflare:workers"
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest"
import { base64Of } from "../../src/core/encoding"
import { sha256Hex } from "../../src/core/hash"
import { hmacOf } from "../../src/core/hmac"
import { MemberObject } from "../../src/member/member-object"
import { advance, chain, delayOf, emailStep, join, must, smsStep, startFlow } from "../helpers/flows"
import { hs256, pemOf, rsa } from "../providers/fakes/keys"
import { api, origin, send } from "../routes/client"

const accountSid = `AC${"0a".repeat(16)}`
const authToken = "twilio-auth-token"
const inboundUrl = `${origin}/webhooks/providers/sms/twilio`
const number = "+59899123456"
const baseUrl = "https://sms.millrace-tests.com"

/** What Twilio was given, and what it answers next. */
let given: URLSearchParams[] = []
let answers: (() => Response)[] = []

beforeEach(() => {
  given = []
  answers = []
  vi.spyOn(globalThis, "fetch").mockImplementation(async (input, init) => {
    const request = new Request(input as RequestInfo, init)
    if (!request.url.startsWith(baseUrl)) throw new Error(`Nobody is at ${request.url}`)
    given.push(new URLSearchParams(new TextDecoder().decode(await request.arrayBuffer())))
    return answers.shift()?.() ?? Response.json({ sid: `SM${given.length}` }, { status: 201 })
  })
})
afterEach(() => vi.restoreAllMocks())

async function useTwilio() {
  const credentials = { accountSid, authToken, from: "+15005550006" }
  await must(api("PUT", "/providers/sms", { body: { kind: "twilio", baseUrl, credentials } }))
}

/** As Twilio posts: a form, signed with the address as it was told. */
async function post(url: string, fields: Record<string, string>, token = authToken) {
  const text =
    url +
    Object.keys(fields)
      .sort()
      .map((name) => name + fields[name])
      .join("")
  const signature = base64Of(await hmacOf("SHA-1", token, text))
  const { pathname, search } = new URL(url)
  return await send(`${pathname}${search}`, {
    method: "POST",
    headers: { "x-twilio-signature": signature, "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams(fields).toString(),
  })
}

const text = (body: string, sid = `SMin${body}`, from = number) =>
  post(inboundUrl, { MessageSid: sid, From: from, To: "+15005550006", Body: body })
const report = (n: number, status: string, more: Record<string, string> = {}) =>
  post(given[n]?.get("StatusCallback") ?? "", { MessageSid: `SM${n + 1}`, MessageStatus: status, ...more })

async function deliveries(): Promise<{ status: string; reason?: string; stepId: string; memberId: string }[]> {
  return (await must(api("GET", "/deliveries"))).items.toReversed()
}

const twoTexts = chain({ one: smsStep, wait: delayOf("P1D"), two: smsStep })

describe("callbacks", () => {
  it("SEND-5 DEL-16 reports are about their delivery, and doubles and disorder change nothing", async () => {
    await useTwilio()
    const { campaignId, segmentId } = await startFlow(chain({ one: smsStep }))
    await join(segmentId, ["a"])
    await advance()
    expect(given[0]?.get("StatusCallback")).toContain(`${inboundUrl}?ref=`)
    for (let i = 0; i < 5; i++) expect((await report(0, "delivered")).status).toBe(200)
    expect((await report(0, "undelivered", { ErrorCode: "30003" })).status).toBe(200)
    await report(0, "sent")
    await advance()
    expect(await deliveries()).toMatchObject([{ status: "bounced" }])
    const { steps } = await must(api("GET", `/campaigns/${campaignId}/stats`))
    expect(steps.one).toMatchObject({ sent: 1, delivered: 1, bounced: 1 })
  })

  it("SEND-5 what is not the provider's own is a bare 401: a forged one, an unknown one, one that was never set up", async () => {
    const before = await text("STOP")
    await useTwilio()
    await must(api("PUT", "/members/a", { body: { phone: number } }))
    const forged = await post(inboundUrl, { MessageSid: "1", From: number, Body: "STOP" }, "another token")
    const unknown = await send("/webhooks/providers/sms/nosuch", { method: "POST", body: "x" })
    const silent = await send("/webhooks/providers/push/fcm", { method: "POST", body: "x" })
    for (const answer of [before, forged, unknown, silent]) {
      expect([answer.status, await answer.text()]).toEqual([401, ""])
    }
    expect((await must(api("GET", "/members/a"))).consent).toEqual([])
  })

  it("SEND-5 a callback needs no cookie, no Origin and no token; more than a megabyte is a 413", async () => {
    await useTwilio()
    expect((await post(inboundUrl, { MessageSid: "1", From: number, Body: "hi" })).status).toBe(200)
    const huge = await send("/webhooks/providers/sms/twilio", { method: "POST", body: "x".repeat(1_048_577) })
    expect(huge.status).toBe(413)
  })

  it("SEND-5 a report on an erased member, and one with a name that is not ours, are taken and do nothing", async () => {
    await useTwilio()
    const { segmentId } = await startFlow(chain({ one: smsStep }))
    await join(segmentId, ["a"])
    await advance()
    await must(api("DELETE", "/members/a"))
    expect((await report(0, "delivered")).status).toBe(200)
    const strange = { MessageSid: "SM9", MessageStatus: "delivered" }
    expect((await post(`${inboundUrl}?ref=abc.def`, strange)).status).toBe(200)
    expect((await api("GET", "/members/a")).status).toBe(404)
  })

  it("DEL-17 a hard bounce by callback closes the number; email still goes out", async () => {
    await useTwilio()
    const { segmentId } = await startFlow(chain({ one: smsStep, wait: delayOf("P1D"), two: smsStep, mail: emailStep }))
    await join(segmentId, ["a"])
    await advance()
    await report(0, "undelivered", { ErrorCode: "30005" })
    await advance("P1D")
    expect(given).toHaveLength(1)
    expect(await deliveries()).toMatchObject([
      { stepId: "one", status: "bounced" },
      { stepId: "two", status: "skipped", reason: "suppressed" },
      { stepId: "mail", status: "sent" },
    ])
  })

  it("SEND-5 a number that has bounced for good is closed for whoever else has it", async () => {
    await useTwilio()
    const { segmentId } = await startFlow(chain({ one: smsStep }))
    const phone = "+59899000001"
    await join(segmentId, ["a"], { phone })
    await advance()
    await report(0, "undelivered", { ErrorCode: "30005" })
    await join(segmentId, ["b"], { phone })
    await join(segmentId, ["c"], { phone: "+59899000002" })
    await advance()
    expect((await must(api("GET", "/deliveries?memberId=b"))).items).toMatchObject([{ reason: "suppressed" }])
    expect((await must(api("GET", "/deliveries?memberId=c"))).items).toMatchObject([{ status: "sent" }])
  })
})

describe("ways of other providers", () => {
  const consent = async () => (await must(api("GET", "/members/a"))).consent

  it("SEND-5 Vonage signs with a header that is no token of ours", async () => {
    const signatureSecret = "vonage-signature-secret"
    const credentials = { applicationId: "a", privateKey: await pemOf(rsa.privateKey), signatureSecret, from: "1500" }
    await must(api("PUT", "/providers/sms", { body: { kind: "vonage", credentials } }))
    await must(api("PUT", "/members/a", { body: { phone: number } }))
    const body = JSON.stringify({ message_uuid: "v", from: number.slice(1), text: "ALTO", channel: "sms" })
    const token = await hs256(signatureSecret, { iss: "Vonage", payload_hash: await sha256Hex(body) })
    const post = (bearer: string) =>
      send("/webhooks/providers/sms/vonage", { method: "POST", body, headers: { authorization: `Bearer ${bearer}` } })
    expect((await post("test-admin-token")).status).toBe(401)
    expect(await consent()).toEqual([])
    expect((await post(token)).status).toBe(200)
    expect(await consent()).toMatchObject([{ channel: "sms", status: "unsubscribed" }])
  })

  it("SEND-5 MessageBird reports by GET, signed with the address; a GET that is not signed does nothing", async () => {
    const credentials = { accessKey: "key", signingKey: "messagebird-signing-key", originator: "Bank" }
    await must(api("PUT", "/providers/sms", { body: { kind: "messagebird", baseUrl, credentials } }))
    let reportUrl = ""
    vi.spyOn(globalThis, "fetch").mockImplementation(async (_, init) => {
      reportUrl = JSON.parse(String(init?.body)).reportUrl
      return Response.json({ id: "mb" }, { status: 201 })
    })
    const { segmentId } = await startFlow(chain({ one: smsStep }))
    await join(segmentId, ["a"])
    await advance()
    const url = `${reportUrl}&id=mb&reference=r&status=delivered`
    const claims = { iss: "MessageBird", url_hash: await sha256Hex(url) }
    const get = (headers: HeadersInit) => send(url.slice(origin.length), { headers })
    expect((await get({})).status).toBe(401)
    expect((await deliveries())[0]?.status).toBe("sent")
    const token = await hs256("messagebird-signing-key", claims)
    expect((await get({ "messagebird-signature-jwt": token })).status).toBe(200)
    await advance()
    expect((await deliveries())[0]?.status).toBe("delivered")
  })
})

describe("failures on our side", () => {
  it("ING-17 a callback that could not be stored is a 503, and has its effect when it comes again", async () => {
    await useTwilio()
    const { segmentId } = await startFlow(chain({ one: smsStep }))
    await join(segmentId, ["a"])
    await advance()
    const down = vi.spyOn(MemberObject.prototype, "receive").mockRejectedValue(new Error("down"))
    const refused = await report(0, "delivered")
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([503, "5"])
    down.mockRestore()
    expect((await report(0, "delivered")).status).toBe(200)
    await advance()
    expect(await deliveries()).toMatchObject([{ status: "delivered" }])
  })

  it("ING-17 so is every inbound webhook: never a 403, never a redirect", async () => {
    await useTwilio()
    await must(api("PUT", "/members/a", { body: { phone: number } }))
    const { id } = await must(api("POST", "/segments", { body: { name: "Gold", kind: "list" } }))
    vi.spyOn(env.DB, "batch").mockRejectedValue(new Error("D1_ERROR: down"))
    const member = { id: "a", memberId: "a", name: "applied" }
    for (const path of [`/webhooks/segments/${id}/joins`, `/webhooks/segments/${id}/leaves`, "/webhooks/events"]) {
      const answer = await api("POST", path, { body: member })
      expect([path, answer.status, answer.headers.get("retry-after")]).toEqual([path, 503, "5"])
    }
    expect((await text("STOP")).status).toBe(503)
  })
})

describe("texts from members", () => {
  it("DEL-20 STOP ends SMS to everybody with the number, at once and in their language; START opens it again", async () => {
    await useTwilio()
    const { segmentId } = await startFlow(twoTexts)
    await join(segmentId, ["a", "b"], { locale: "es" })
    await join(segmentId, ["c"], { phone: "+59899000000" })
    await advance()
    expect(given).toHaveLength(3)
    expect(await (await text("please stop by")).text()).toBe(
      '<?xml version="1.0" encoding="UTF-8"?><Response></Response>',
    )
    const stopped = await text(" Baja. ")
    expect(stopped.headers.get("content-type")).toContain("text/xml")
    expect(await stopped.text()).toContain("<Message>No recibirá más mensajes.")
    await advance("P1D")
    expect(given.slice(3).map((one) => one.get("To"))).toEqual(["+59899000000"])
    for (const id of ["a", "b"]) {
      const { consent } = await must(api("GET", `/members/${id}`))
      expect(consent).toMatchObject([{ channel: "sms", scope: "all", status: "unsubscribed" }])
    }
    expect(await (await text("alta")).text()).toContain("<Message>Volverá a recibir mensajes.")
    expect((await must(api("GET", "/members/a"))).consent).toMatchObject([{ channel: "sms", status: "subscribed" }])
  })

  it("DEL-20 STOP from a member who was never written to, and sleeps in the table, holds from then on", async () => {
    await useTwilio()
    await must(api("PUT", "/members/a", { body: { phone: number } }))
    await text("STOP")
    const { segmentId } = await startFlow(chain({ one: smsStep }))
    await join(segmentId, ["a"])
    await advance()
    expect(given).toEqual([])
    expect(await deliveries()).toMatchObject([{ status: "skipped", reason: "suppressed" }])
  })

  it("DEL-20 error 21610 at sending closes the number as STOP does, and START opens it", async () => {
    await useTwilio()
    const { segmentId } = await startFlow(twoTexts)
    answers = [
      () => Response.json({ code: 21610, message: "Attempt to send to unsubscribed recipient" }, { status: 400 }),
    ]
    await join(segmentId, ["a"])
    await advance("P1D")
    expect(given).toHaveLength(1)
    expect(await deliveries()).toMatchObject([
      { stepId: "one", status: "failed", reason: "failedPermanently" },
      { stepId: "two", status: "skipped", reason: "suppressed" },
    ])
    await text("UNSTOP")
    expect((await must(api("GET", "/members/a"))).consent).toMatchObject([{ channel: "sms", status: "subscribed" }])
  })

  it("FLOW-6 any other text is the answer to the latest SMS: whoever waits for it goes on", async () => {
    await useTwilio()
    const wait = {
      type: "waitForEvent",
      name: "Yes?",
      event: { message: "ask", did: "replied" },
      timeout: "P7D",
      outcomes: { happened: "thanks", timedOut: "end" },
    }
    const flow = chain({ ask: smsStep, wait, thanks: smsStep })
    const { segmentId } = await startFlow(flow)
    await join(segmentId, ["a"])
    await advance()
    await text("Yes, please", "once")
    await text("Yes, please", "once")
    await advance()
    expect(given).toHaveLength(2)
  })

  it("DEL-24 an auto-reply that has an outside system report a join each time starts one run", async () => {
    await useTwilio()
    const { segmentId, campaignId } = await startFlow(twoTexts)
    for (let minute = 0; minute < 60; minute += 10) {
      await text("I am away", `away-${minute}`)
      await join(segmentId, ["a"])
      await advance("PT10M")
    }
    const { items } = await must(api("GET", `/campaigns/${campaignId}/runs`))
    expect([items.length, given.length]).toEqual([1, 1])
  })

  it("MSG-4 where Twilio has answered the keyword itself, we say nothing", async () => {
    await useTwilio()
    await must(api("PUT", "/members/a", { body: { phone: number } }))
    const fields = { MessageSid: "1", From: number, Body: "STOP", OptOutType: "STOP" }
    expect(await (await post(inboundUrl, fields)).text()).not.toContain("<Message>")
    expect((await must(api("GET", "/members/a"))).consent).toMatchObject([{ status: "unsubscribed" }])
  })
})
