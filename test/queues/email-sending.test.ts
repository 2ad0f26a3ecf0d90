import { env } from "cloudflare:workers"
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from "vitest"
import { realClock } from "../../src/core/clock"
import { RateObject } from "../../src/system/rate-object"
import { advance, chain, emailStep, join, must, startFlow } from "../helpers/flows"
import { wrap } from "../helpers/wrap"
import { api } from "../routes/client"

/** A call that reached the provider. */
interface Call {
  url: string
  key: string | null
  to: string
  subject: string
}

describe("email by a provider", () => {
  let calls: Call[] = []
  /** Answers in order; afterwards everything is taken. */
  let answers: (() => Response)[] = []
  const hangUp = () => {
    throw new TypeError("Network connection lost.")
  }
  const status =
    (code: number, headers: Record<string, string> = {}) =>
    () =>
      new Response("{}", { status: code, headers })

  beforeEach(async () => {
    calls = []
    answers = []
    vi.spyOn(globalThis, "fetch").mockImplementation(async (input, init) => {
      const request = new Request(input, init)
      const key = request.headers.get("idempotency-key")
      const posted = (await request.json()) as {
        to?: string[]
        subject: string
        personalizations?: { to: { email: string }[] }[]
      }
      const to = posted.to?.[0] ?? posted.personalizations?.[0]?.to[0]?.email ?? ""
      calls.push({ url: request.url, key, to, subject: posted.subject })
      return answers.shift()?.() ?? Response.json({ id: `id-${calls.length}` })
    })
    await must(api("PATCH", "/settings/company", { body: { senderEmail: "hello@bank.example", senderName: "Bank" } }))
  })
  afterEach(() => vi.restoreAllMocks())

  const use = async (kind: "resend" | "sendgrid", more: Record<string, unknown> = {}) =>
    await must(
      api("PUT", "/providers/email", { body: { kind, credentials: { apiKey: "key-that-is-secret" }, ...more } }),
    )
  const deliveries = async () => (await must(api("GET", "/deliveries?limit=200"))).items.toReversed()
  /** Senders look at the company's preferences at most once in a second of real time. */
  async function nameSender(senderEmail: string | null) {
    await must(api("PATCH", "/settings/company", { body: { senderEmail } }))
    const later = Date.now() + 2_000
    vi.spyOn(Date, "now").mockReturnValue(later)
  }
  const rows = async (table: string) => (await env.DB.prepare(`SELECT * FROM ${table}`).all()).results
  async function started(ids: string[]) {
    const made = await startFlow(chain({ hello: emailStep }))
    await join(made.segmentId, ids)
    await advance()
    return made
  }

  it("DEL-05 a provider that hangs up is asked again with the same key; the member is sent to once", async () => {
    await use("resend")
    answers.push(hangUp)
    await started(["a"])
    expect(calls).toHaveLength(1)
    await advance("PT1M")
    expect(calls).toHaveLength(2)
    const [first, second] = calls
    expect(second).toEqual(first)
    const [delivery] = await deliveries()
    expect([first?.key, delivery.status, delivery.to]).toEqual([delivery.id, "sent", "a@example.com"])
    expect(await rows("attempts")).toEqual([])
  })

  it("DEL-06 without keys nobody is sent to twice: unknown, for a person after a day, delivered when the provider says so", async () => {
    await use("sendgrid")
    answers.push(hangUp)
    await started(["a"])
    await advance("PT23H")
    const [delivery] = await deliveries()
    expect([calls.length, delivery.status]).toEqual([1, "unknown"])
    expect((await must(api("GET", "/dead-letters"))).items).toEqual([])
    await advance("PT2H")
    expect((await must(api("GET", "/dead-letters"))).items).toMatchObject([
      { id: delivery.id, queue: "email", body: { status: "unknown", memberId: "a", to: null } },
    ])
    await must(api("POST", "/dev/provider-events", { body: { deliveryId: delivery.id, type: "delivered" } }))
    expect([calls.length, (await deliveries())[0].status]).toEqual([1, "delivered"])
    expect((await must(api("GET", "/dead-letters"))).items).toEqual([])
  })

  it("DEL-15 a retry says what the first attempt said, whatever has changed since", async () => {
    await use("resend")
    answers.push(hangUp)
    const subject = "For {{ member.attributes.name }}"
    const made = await startFlow(chain({ hello: { ...emailStep, message: { subject, html: "<p>x</p>" } } }))
    await join(made.segmentId, ["a"], { attributes: { name: "Ana" } })
    await advance()
    await must(api("PUT", "/members/a", { body: { attributes: { name: "Eva" } } }))
    await advance("PT1M")
    expect(calls.map((call) => call.subject)).toEqual(["For Ana", "For Ana"])
  })

  it("DEL-04 a provider's pause is kept to the second, and what it says is counted without addresses", async () => {
    await use("resend")
    answers.push(status(429, { "retry-after": "90" }))
    await started(["a"])
    await advance("PT1M29S")
    expect(calls).toHaveLength(1)
    await advance("PT2S")
    expect(calls).toHaveLength(2)
    expect(await rows("provider_errors")).toMatchObject([
      { channel: "email", kind: "resend", detail: "HTTP 429", n: 1 },
    ])
  })

  it("SEND-3 what has failed for good lies with the dead letters and goes out when a person says so", async () => {
    await use("resend")
    answers.push(() => Response.json({ message: "No such user ana@example.com, key-that-is-secret" }, { status: 422 }))
    await started(["a"])
    await advance("P2D")
    expect(calls).toHaveLength(1)
    const [letter] = (await must(api("GET", "/dead-letters"))).items
    expect(letter.body).toMatchObject({ status: "failed", reason: "failedPermanently" })
    // SEC-32: a provider may quote the key that it was given.
    expect(letter.body.detail).toBe("http422: No such user ana@example.com, •••")
    await must(api("POST", `/dead-letters/${letter.id}/retry`))
    await advance()
    expect(calls).toHaveLength(2)
    expect(await deliveries()).toMatchObject([{ status: "sent" }])
    expect((await must(api("GET", "/dead-letters"))).items).toEqual([])
  })

  it("SEND-3 twelve tries, then the dead letters; all at once they are tried again", async () => {
    await use("resend")
    answers.push(...Array(24).fill(status(500)))
    await started(["a", "b"])
    await advance("P2D")
    expect([calls.length, (await deliveries()).map((one: { reason: string }) => one.reason)]).toEqual([
      24,
      ["failedRetries", "failedRetries"],
    ])
    expect(await must(api("POST", "/dead-letters/retry"))).toEqual({ retried: 2, left: 0 })
    await advance()
    expect((await deliveries()).map((one: { status: string }) => one.status)).toEqual(["sent", "sent"])
    // DEL-15: kept with the first attempt, forgotten with the last.
    expect(await rows("attempts")).toEqual([])
  })

  it("SEND-3 of a campaign that is over nothing is sent again", async () => {
    await use("resend")
    answers.push(status(422))
    const { campaignId } = await started(["a"])
    await must(api("POST", `/campaigns/${campaignId}/cancel`))
    const [letter] = (await must(api("GET", "/dead-letters"))).items
    expect((await api("POST", `/dead-letters/${letter.id}/retry`)).status).toBe(409)
    expect(calls).toHaveLength(1)
  })

  it("SEND-3 without a sender mail waits, and goes out with the one that is named", async () => {
    await use("resend")
    await nameSender(null)
    await started(["a"])
    expect(calls).toHaveLength(0)
    expect(await rows("attempts")).toEqual([])
    await nameSender("new@bank.example")
    await advance("PT1M")
    expect(calls).toHaveLength(1)
  })

  it("SEND-4 no more leave in a second than the rate allows; a turn that is waited for is no attempt", async () => {
    /** When messages were let through, in epoch ms of real time. */
    const turns: number[] = []
    const undo = wrap(RateObject.prototype, "take", async (original, self, args) => {
      const at = realClock.now()
      const waits: number[] = await original.apply(self, args)
      turns.push(...waits.filter((wait) => wait === 0).map(() => at))
      return waits
    })
    onTestFinished(undo)
    await use("resend", { ratePerSecond: 4 })
    await started(["a", "b", "c", "d", "e", "f"])
    await advance("PT1M")
    expect(new Set(calls.map((call) => call.to)).size).toBe(6)
    expect(calls).toHaveLength(6)
    // Rates go by real time, also while the local clock is held. When a call arrives says nothing: it may be held up.
    expect(turns).toHaveLength(6)
    expect(Math.max(...turns) - Math.min(...turns)).toBeGreaterThanOrEqual(900)
    expect(await rows("attempts")).toEqual([])
  })
})
