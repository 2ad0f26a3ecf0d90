import * as z from "zod"
import { bytesOfBase64 } from "../../core/encoding"
import { plain, secret } from "../credentials"
import { rawSignature } from "../der"
import { failureOf, isGood, jsonOf, postJson, wordsOf } from "../http"
import { type Mail, type Mailbox, sendMails } from "../mail"
import { sendEach } from "../parallel"
import type {
  CallbackRequest,
  Provider,
  ProviderPorts,
  ProviderReport,
  ProviderSettings,
  SendOutcome,
} from "../provider"
import { isRecent } from "../signed-webhook"

const api = "https://api.sendgrid.com"
const header = "x-twilio-email-event-webhook"

const credentials = z.strictObject({
  apiKey: secret(),
  /** Of the signed event webhook: base64, as its settings show it. */
  webhookPublicKey: plain(1_000)
    .regex(/^[A-Za-z0-9+/]+=*$/, "It is base64, without BEGIN and END.")
    .optional(),
})
type Settings = ProviderSettings<z.infer<typeof credentials>>

/**
 * Twilio SendGrid (https://www.twilio.com/docs/sendgrid). One call a message: its personalisations share one body, and
 * ours are rendered for each member. It takes no idempotency keys.
 */
export const sendgrid: Provider<"email", z.infer<typeof credentials>> = {
  kind: "sendgrid",
  channel: "email",
  idempotent: false,
  credentials,
  sendAll: async (messages, settings, ports) =>
    await sendMails(messages, ports, (mails) => sendEach(mails, (mail) => send(mail, settings, ports))),
  async readCallback(request, settings, { now }) {
    const { webhookPublicKey } = settings.credentials
    if (webhookPublicKey === undefined) return null
    if (!(await isSigned(request, webhookPublicKey, now()))) return null
    const events: unknown = jsonOf(request.body)
    return { reports: Array.isArray(events) ? events.flatMap(reportsOf) : [] }
  },
}

async function send(mail: Mail, { baseUrl, credentials }: Settings, ports: ProviderPorts): Promise<SendOutcome> {
  const { message, from, replyTo, to, subject, html, text, files } = mail
  const body = {
    personalizations: [{ to: [{ email: to }], custom_args: { ref: message.ref } }],
    from: named(from),
    ...(replyTo === null ? {} : { reply_to: named(replyTo) }),
    subject,
    content: [
      { type: "text/plain", value: text },
      { type: "text/html", value: html },
    ].filter(({ value }) => value !== ""),
    headers: Object.fromEntries(mail.headers),
    // Links are ours to track (MSG-6), and so is unsubscribing (MSG-4).
    tracking_settings: {
      click_tracking: { enable: false },
      open_tracking: { enable: false },
      subscription_tracking: { enable: false },
    },
    ...(files.length === 0
      ? {}
      : {
          attachments: files.map(({ filename, contentType, base64 }) => ({
            ...{ filename, type: contentType, content: base64, disposition: "attachment" },
          })),
        }),
  }
  const headers = { authorization: `Bearer ${credentials.apiKey}` }
  const answer = await postJson(`${baseUrl ?? api}/v3/mail/send`, { headers, body }, ports)
  if (answer.kind === "answered" && isGood(answer.status)) {
    return { kind: "accepted", providerId: answer.headers.get("x-message-id") }
  }
  const { errors } = answer.kind === "answered" ? jsonOf(answer.body) : {}
  const [first] = (Array.isArray(errors) ? errors : []) as { message?: unknown }[]
  return failureOf(answer, { idempotent: false, words: wordsOf(first?.message) })
}

function named({ name, email }: Mailbox) {
  return name === null ? { email } : { email, name }
}

/** ECDSA over the time and the body. */
async function isSigned({ headers, body }: CallbackRequest, publicKey: string, now: number): Promise<boolean> {
  const timestamp = headers.get(`${header}-timestamp`) ?? ""
  const der = bytesOfBase64(headers.get(`${header}-signature`) ?? "")
  const signature = der === null ? null : rawSignature(der)
  const spki = bytesOfBase64(publicKey)
  if (signature === null || spki === null || !isRecent(Number(timestamp) * 1000, now)) return false
  try {
    const curve = { name: "ECDSA", namedCurve: "P-256" }
    const key = await crypto.subtle.importKey("spki", spki, curve, false, ["verify"])
    const signed = new TextEncoder().encode(timestamp + body)
    return await crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, key, signature, signed)
  } catch {
    return false // the key that was set up is none
  }
}

function reportsOf(event: Record<string, unknown>): ProviderReport[] {
  const { ref, sg_event_id: id, timestamp } = event
  const report = reportOf(event)
  if (typeof ref !== "string" || typeof id !== "string" || report === null) return []
  return [{ id, at: Number(timestamp) * 1000, about: { ref }, report }]
}

/** Addresses that SendGrid does not write to any more. */
const droppedForGood = new Set(["Bounced Address", "Invalid"])

function reportOf(event: Record<string, unknown>): ProviderReport["report"] | null {
  switch (event.event) {
    case "delivered":
      return { type: "delivered" }
    case "bounce":
      return { type: "bounced", permanent: event.type !== "blocked" }
    case "dropped":
      return { type: "bounced", permanent: droppedForGood.has(String(event.reason)) }
    case "spamreport":
      return { type: "complained" }
    case "open":
      return { type: "opened", machine: event.sg_machine_open === true }
    case "click":
      return { type: "clicked", machine: false, ...(typeof event.url === "string" ? { url: event.url } : {}) }
    default:
      return null
  }
}
