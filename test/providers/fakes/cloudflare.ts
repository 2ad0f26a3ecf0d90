import { providers } from "../../../src/providers/registry"
import type { Fake } from "../contract"
import { expectRequest, fileOf, mailbox } from "./parts"

type Address = string | { address: string; name: string }
interface Mail {
  to: string
  from: Address
  reply_to: Address
  subject: string
  html: string
  text: string
  headers: Record<string, string>
  attachments?: { filename: string; type: string; content: string; disposition: string }[]
}
const written = (one: Address) => (typeof one === "string" ? one : mailbox(one.address, one.name))

/** Cloudflare Email Service by https://developers.cloudflare.com/api/resources/email_sending/methods/send. */
export const cloudflareFake: Fake<"email"> = {
  provider: providers.email.cloudflare,
  settings: { baseUrl: null, credentials: { apiToken: "token", accountId: "abc123" } },
  badCredentials: [
    ["accountId", { apiToken: "token" }],
    ["accountId", { apiToken: "token", accountId: "../x" }],
  ],
  to: (n) => `m${n}@example.com`,
  async read(request) {
    const line = "POST https://api.cloudflare.com/client/v4/accounts/abc123/email/sending/send"
    expectRequest(request, line, ["authorization", "Bearer token"])
    const mail = (await request.json()) as Mail
    return [
      {
        ...{ key: null, ref: null, to: mail.to, from: written(mail.from), replyTo: written(mail.reply_to) },
        ...{ subject: mail.subject, html: mail.html, text: mail.text, headers: mail.headers },
        files: (mail.attachments ?? []).map(({ filename, type, content }) => fileOf(filename, type, content)),
      },
    ]
  },
  answer(arrived, refused) {
    const to = arrived.map((one) => one.to)
    const result = refused.has(0)
      ? { delivered: [], permanent_bounces: to, queued: [] }
      : { delivered: to, permanent_bounces: [], queued: [] }
    return Response.json({ success: true, errors: [], messages: [], result })
  },
}
