import { base64Of } from "../../../src/core/encoding"
import { providers } from "../../../src/providers/registry"
import type { Fake, MadeCallback } from "../contract"
import { callbackOf, expectRequest, fileOf, mailbox, withHeader } from "./parts"

interface Mail {
  personalizations: { to: { email: string }[]; custom_args: { ref: string } }[]
  from: { email: string; name?: string }
  reply_to: { email: string; name?: string }
  subject: string
  content: { type: string; value: string }[]
  headers: Record<string, string>
  attachments?: { filename: string; type: string; content: string }[]
}

const curve = { name: "ECDSA", namedCurve: "P-256" }
const pair = (await crypto.subtle.generateKey(curve, true, ["sign", "verify"])) as CryptoKeyPair
const publicKey = base64Of(new Uint8Array((await crypto.subtle.exportKey("spki", pair.publicKey)) as ArrayBuffer))
const header = "x-twilio-email-event-webhook"

/** A signature of two numbers in DER: each without leading zeros, and with one before a high bit. */
function derOf(raw: Uint8Array): Uint8Array {
  const numbers = [raw.slice(0, 32), raw.slice(32)].map((bytes) => {
    const number = bytes.slice(bytes.findIndex((byte) => byte !== 0))
    const signed = (number[0] ?? 0) >= 0x80 ? [0, ...number] : [...number]
    return [0x02, signed.length, ...signed]
  })
  return Uint8Array.from([0x30, numbers.flat().length, ...numbers.flat()])
}

/** SendGrid by https://www.twilio.com/docs/sendgrid/api-reference/mail-send/mail-send. */
export const sendgridFake: Fake<"email"> = {
  provider: providers.email.sendgrid,
  settings: { baseUrl: null, credentials: { apiKey: "SG.key", webhookPublicKey: publicKey } },
  badCredentials: [
    ["apiKey", {}],
    ["webhookPublicKey", { apiKey: "SG.key", webhookPublicKey: "-----BEGIN" }],
  ],
  to: (n) => `m${n}@example.com`,
  async read(request) {
    expectRequest(request, "POST https://api.sendgrid.com/v3/mail/send", ["authorization", "Bearer SG.key"])
    const mail = (await request.json()) as Mail
    if (mail.content.map(({ type }) => type).join() !== "text/plain,text/html") throw new Error("text comes first")
    const [text, html] = mail.content.map(({ value }) => value)
    return mail.personalizations.map(({ to, custom_args }) => ({
      ...{ key: null, to: to[0]?.email ?? "", ref: custom_args.ref, subject: mail.subject, headers: mail.headers },
      ...{ text: text ?? "", html: html ?? "", from: mailbox(mail.from.email, mail.from.name) },
      replyTo: mailbox(mail.reply_to.email, mail.reply_to.name),
      files: (mail.attachments ?? []).map(({ filename, type, content }) => fileOf(filename, type, content)),
    }))
  },
  answer: (arrived, refused) =>
    refused.has(0)
      ? Response.json({ errors: [{ message: "Does not contain a valid address.", field: "to" }] }, { status: 400 })
      : new Response(null, { status: 202, headers: { "x-message-id": `sg-${arrived[0]?.to}` } }),
  callbacks: {
    async make({ ref, at }) {
      const events: [object, MadeCallback["report"]][] = [
        [{ event: "delivered" }, { type: "delivered" }],
        [
          { event: "bounce", type: "bounce" },
          { type: "bounced", permanent: true },
        ],
        [
          { event: "bounce", type: "blocked" },
          { type: "bounced", permanent: false },
        ],
        [
          { event: "dropped", reason: "Bounced Address" },
          { type: "bounced", permanent: true },
        ],
        [{ event: "spamreport" }, { type: "complained" }],
        [
          { event: "open", sg_machine_open: true },
          { type: "opened", machine: true },
        ],
        [
          { event: "click", url: "https://x.example/" },
          { type: "clicked", machine: false, url: "https://x.example/" },
        ],
      ]
      return await Promise.all(
        events.map(async ([event, report], n) => {
          const timestamp = at / 1000
          const body = JSON.stringify([{ ...event, timestamp, ref, sg_event_id: `e${n}`, email: "m1@example.com" }])
          const signed = new TextEncoder().encode(timestamp + body)
          const raw = await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, pair.privateKey, signed)
          const signature = base64Of(derOf(new Uint8Array(raw)))
          const headers = { [`${header}-signature`]: signature, [`${header}-timestamp`]: String(timestamp) }
          return { request: callbackOf(body, headers), report }
        }),
      )
    },
    forge: (genuine) => [
      { ...genuine, body: genuine.body.replace("m1@", "m2@") },
      withHeader(genuine, `${header}-timestamp`, "1"),
      withHeader(genuine, `${header}-signature`, "AAAA"),
      { ...genuine, headers: new Headers() },
    ],
  },
}
