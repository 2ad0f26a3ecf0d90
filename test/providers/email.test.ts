import { describe, expect, it } from "vitest"
import { mailboxOf, refOfPieces, refPieces } from "../../src/providers/mail"
import { contract, type Fake, noSockets, refOf } from "./contract"
import { cloudflareFake } from "./fakes/cloudflare"
import { mailgunFake } from "./fakes/mailgun"
import { postmarkFake } from "./fakes/postmark"
import { resendFake } from "./fakes/resend"
import { sendgridFake } from "./fakes/sendgrid"
import { confirmation, confirmed, sesFake } from "./fakes/ses"

for (const fake of [cloudflareFake, mailgunFake, postmarkFake, resendFake, sendgridFake, sesFake]) contract(fake)

/** One message's outcome when the provider answers so. */
async function outcomeOf({ provider, settings, to }: Fake<"email">, answer: Response) {
  const ids = { idempotencyKey: "k", deliveryId: "k", memberId: "m", campaignId: "c", stepId: "s", ref: refOf(1) }
  const content = { channel: "email" as const, subject: "s", html: "h", text: "t", from: "a@bank.example" }
  const ports = {
    fetch: async () => answer,
    connect: noSockets,
    now: () => 0,
    outbox: { insert: async () => undefined },
    reportUrl: null,
    file: async () => null,
  }
  return (await provider.sendAll([{ ...ids, to: to(1), content }], settings, ports))[0]
}

describe("what providers say in their own way", () => {
  it("DEL-05 Resend: a key that is known with another content was taken; one that is being worked on is not yet", async () => {
    const known = Response.json({ name: "invalid_idempotent_request" }, { status: 409 })
    expect(await outcomeOf(resendFake, known)).toMatchObject({ kind: "accepted" })
    const working = Response.json({ name: "concurrent_idempotent_requests" }, { status: 409 })
    expect(await outcomeOf(resendFake, working)).toMatchObject({ kind: "retry" })
  })

  it("DEL-08 Postmark: an unconfirmed sender waits for a person, an unreadable answer is unknown", async () => {
    const sender = Response.json({ ErrorCode: 400, Message: "Sender signature not found" }, { status: 422 })
    expect(await outcomeOf(postmarkFake, sender)).toMatchObject({ kind: "refused", permanent: false })
    expect(await outcomeOf(postmarkFake, new Response("?"))).toMatchObject({ kind: "unknown" })
  })

  it("SEND-3 SES: a paused account waits for a person, a throttled one for its turn", async () => {
    const paused = { status: 400, headers: { "x-amzn-errortype": "SendingPausedException" } }
    expect(await outcomeOf(sesFake, Response.json({}, paused))).toMatchObject({ kind: "refused", permanent: false })
    const throttled = { status: 400, headers: { "x-amzn-errortype": "ThrottlingException:http" } }
    expect(await outcomeOf(sesFake, Response.json({}, throttled))).toMatchObject({ kind: "retry" })
  })

  it("DEL-06 a gateway that gave up waiting leaves it unknown where there are no keys", async () => {
    expect(await outcomeOf(mailgunFake, new Response("", { status: 504 }))).toMatchObject({ kind: "unknown" })
    expect(await outcomeOf(resendFake, new Response("", { status: 504 }))).toMatchObject({ kind: "retry" })
  })

  it("SEND-5 SES: a subscription to our topic is confirmed by visiting its address", async () => {
    const { callbacks, provider, settings } = sesFake
    const ports = { now: () => 0, fetch: callbacks?.fetch ?? fetch }
    expect(await provider.readCallback?.(await confirmation(), settings, ports)).toEqual({ reports: [] })
    expect(confirmed).toEqual(["https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription"])
  })
})

describe("parts of mails", () => {
  it.each([
    ["a@x.example", { name: null, email: "a@x.example" }],
    ["Ana <a@x.example>", { name: "Ana", email: "a@x.example" }],
    ['"Ana, \\"B\\"" <a@x.example>', { name: 'Ana, "B"', email: "a@x.example" }],
    ["<a@x.example>", { name: null, email: "a@x.example" }],
    ["Ana", null],
    ["a@x.example, b@x.example", null],
    ["Ana <a@x.example> <b@x.example>", { name: "Ana <a@x.example>", email: "b@x.example" }],
  ])("MSG-1 a sender is a name and an address: %s", (text, mailbox) => expect(mailboxOf(text)).toEqual(mailbox))

  it("SEND-5 a ref goes in pieces and comes back whole; one that does not fit is left out", () => {
    const pieces = refPieces(refOf(3), 80, 10)
    expect(Object.values(pieces).every((piece) => /^[\w-]{1,80}$/.test(piece))).toBe(true)
    expect(refOfPieces((name) => pieces[name])).toBe(refOf(3))
    expect(refPieces("x".repeat(1000), 80, 10)).toEqual({})
    expect(refOfPieces(() => undefined)).toBeNull()
  })
})
