import * as z from "zod"
import { plain, secret } from "../credentials"
import { failureOf, isGood, jsonOf, postJson, wordsOf } from "../http"
import { type Mail, type Mailbox, sendMails } from "../mail"
import { sendEach } from "../parallel"
import type { Provider, ProviderPorts, ProviderSettings, SendOutcome } from "../provider"

const api = "https://api.cloudflare.com/client/v4"

const credentials = z.strictObject({
  apiToken: secret(),
  accountId: plain(64).regex(/^[0-9a-z]+$/i, "It is letters and digits."),
})
type Settings = ProviderSettings<z.infer<typeof credentials>>

/**
 * Cloudflare Email Service (https://developers.cloudflare.com/email-service). It takes no idempotency keys, and tells of
 * what became of a message by a queue of the account, not by callbacks.
 */
export const cloudflare: Provider<"email", z.infer<typeof credentials>> = {
  kind: "cloudflare",
  channel: "email",
  idempotent: false,
  credentials,
  sendAll: async (messages, settings, ports) =>
    await sendMails(messages, ports, (mails) => sendEach(mails, (mail) => send(mail, settings, ports))),
}

async function send(mail: Mail, { baseUrl, credentials }: Settings, ports: ProviderPorts): Promise<SendOutcome> {
  const { from, replyTo, to, subject, html, text, files } = mail
  const body = {
    ...{ to, from: named(from), subject, html, text },
    ...(replyTo === null ? {} : { reply_to: named(replyTo) }),
    headers: Object.fromEntries(mail.headers),
    ...(files.length === 0
      ? {}
      : {
          attachments: files.map(({ filename, contentType, base64 }) => ({
            ...{ filename, type: contentType, content: base64, disposition: "attachment" },
          })),
        }),
  }
  const url = `${baseUrl ?? api}/accounts/${credentials.accountId}/email/sending/send`
  const headers = { authorization: `Bearer ${credentials.apiToken}` }
  const answer = await postJson(url, { headers, body }, ports)
  const said = answer.kind === "answered" ? (jsonOf(answer.body) as Said) : {}
  const words = wordsOf(said.errors?.[0]?.message)
  if (answer.kind !== "answered" || !isGood(answer.status)) return failureOf(answer, { idempotent: false, words })
  if (said.success === false) return { kind: "refused", permanent: false, code: "cloudflare", detail: words }
  if ((said.result?.permanent_bounces ?? []).length > 0) {
    const detail = "The mailbox refused it for good."
    return { kind: "refused", permanent: true, code: "permanentBounce", detail, address: "hardBounce" }
  }
  return { kind: "accepted", providerId: null }
}

interface Said {
  success?: boolean
  errors?: { message?: unknown }[]
  result?: { permanent_bounces?: unknown[] }
}

function named({ name, email }: Mailbox) {
  return name === null ? email : { address: email, name }
}
