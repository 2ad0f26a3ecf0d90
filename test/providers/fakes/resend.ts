import { base64Of, bytesOfBase64 } from "../../../src/core/encoding"
import { hmacOf } from "../../../src/core/hmac"
import { refOfPieces, refPieces } from "../../../src/providers/mail"
import { providers } from "../../../src/providers/registry"
import type { Arrived, Fake } from "../contract"
import { withHeader } from "./parts"

const key = base64Of(new TextEncoder().encode("a secret of thirty-two bytes, ok"))

interface Body {
  from: string
  to: string[]
  subject: string
  html: string
  text: string
  reply_to: string
  headers: Record<string, string>
  tags: { name: string; value: string }[]
  attachments?: Record<string, string>[]
}

/** Resend by https://resend.com/docs/api-reference. */
export const resendFake: Fake<"email"> = {
  provider: providers.email.resend,
  settings: { baseUrl: null, credentials: { apiKey: "re_key", webhookSecret: `whsec_${key}` } },
  badCredentials: [
    ["apiKey", {}],
    ["apiKey", { apiKey: "two\nlines" }],
    ["webhookSecret", { apiKey: "re_key", webhookSecret: "nope" }],
    ["token", { apiKey: "re_key", token: "x" }],
  ],
  to: (n) => `m${n}@example.com`,
  async read(request) {
    if (`${request.method} ${request.url}` !== "POST https://api.resend.com/emails") throw new Error(request.url)
    if (request.headers.get("authorization") !== "Bearer re_key") throw new Error("No key")
    const mail = (await request.json()) as Body
    const { from, to, subject, html, text, reply_to, headers, tags, attachments = [] } = mail
    for (const { name, value } of tags)
      if (!/^[\w-]{1,256}$/.test(name) || !/^[\w-]{1,256}$/.test(value)) throw new Error(`Bad tag ${name}`)
    const found = (name: string) => tags.find((tag) => tag.name === name)?.value
    const files = attachments.map(({ filename = "", content_type = "", content = "" }) => ({
      ...{ filename, contentType: content_type, bytes: bytesOfBase64(content) ?? new Uint8Array() },
    }))
    const keyOf = request.headers.get("idempotency-key")
    return [
      {
        key: keyOf,
        to: to[0] ?? "",
        ref: refOfPieces(found),
        from,
        replyTo: reply_to,
        subject,
        html,
        text,
        headers,
        files,
      } as Arrived,
    ]
  },
  answer: (arrived, refused) =>
    refused.has(0)
      ? Response.json({ statusCode: 422, name: "validation_error", message: "Invalid `to` field." }, { status: 422 })
      : Response.json({ id: `re-${arrived[0]?.to}` }),
  callbacks: {
    async make({ ref, at }) {
      const tags = refPieces(ref, 256, 8)
      const events: [string, object, Awaited<ReturnType<NonNullable<Fake["callbacks"]>["make"]>>[number]["report"]][] =
        [
          ["email.delivered", {}, { type: "delivered" }],
          ["email.bounced", { bounce: { type: "Permanent" } }, { type: "bounced", permanent: true }],
          ["email.bounced", { bounce: { type: "Transient" } }, { type: "bounced", permanent: false }],
          ["email.complained", {}, { type: "complained" }],
          ["email.opened", {}, { type: "opened", machine: false }],
          [
            "email.clicked",
            { click: { link: "https://x.example/" } },
            { type: "clicked", machine: false, url: "https://x.example/" },
          ],
        ]
      return await Promise.all(
        events.map(async ([type, more, report], n) => {
          const body = JSON.stringify({ type, created_at: new Date(at).toISOString(), data: { tags, ...more } })
          const [id, timestamp] = [`msg_${n}`, String(at / 1000)]
          const signature = await hmacOf("SHA-256", bytesOfBase64(key) ?? "", `${id}.${timestamp}.${body}`)
          const headers = new Headers({
            "svix-id": id,
            "svix-timestamp": timestamp,
            "svix-signature": `v1,AAAA v1,${base64Of(signature)}`,
          })
          return { request: { method: "POST", url: "https://millrace.example/x", headers, body }, report }
        }),
      )
    },
    forge: (genuine) => [
      { ...genuine, body: genuine.body.replace("email.", "email.x") },
      withHeader(genuine, "svix-id", "msg_other"),
      withHeader(genuine, "svix-timestamp", "1"),
      withHeader(genuine, "svix-signature", "v1,AAAA"),
      { ...genuine, headers: new Headers() },
    ],
  },
}
