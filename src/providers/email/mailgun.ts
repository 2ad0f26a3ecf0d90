import * as z from "zod"
import { base64Of, bytesOfBase64 } from "../../core/encoding"
import { isHmacOf } from "../../core/hmac"
import { plain, secret } from "../credentials"
import { callProvider, failureOf, isGood, jsonOf } from "../http"
import { type Mail, sendMails, writtenMailbox } from "../mail"
import { sendEach } from "../parallel"
import type { Provider, ProviderPorts, ProviderReport, ProviderSettings, SendOutcome } from "../provider"
import { isRecent } from "../signed-webhook"

const api = { us: "https://api.mailgun.net", eu: "https://api.eu.mailgun.net" }

const credentials = z.strictObject({
  apiKey: secret(),
  domain: plain(200).regex(/^[a-z0-9.-]+\.[a-z]+$/i, "It is a domain such as mg.example.com."),
  /** `us` (default) or `eu`. */
  region: plain(10)
    .refine((region) => region === "us" || region === "eu", "It is us or eu.")
    .optional(),
  /** The HTTP webhook signing key. */
  webhookKey: secret().optional(),
})
type Settings = ProviderSettings<z.infer<typeof credentials>>

/**
 * Mailgun (https://documentation.mailgun.com). One call a message: its batches share one body, and ours are rendered for
 * each member. It takes no idempotency keys.
 */
export const mailgun: Provider<"email", z.infer<typeof credentials>> = {
  kind: "mailgun",
  channel: "email",
  idempotent: false,
  credentials,
  sendAll: async (messages, settings, ports) =>
    await sendMails(messages, ports, (mails) => sendEach(mails, (mail) => send(mail, settings, ports))),
  async readCallback({ body }, settings, { now }) {
    const { webhookKey } = settings.credentials
    const { signature, "event-data": event } = jsonOf(body) as { signature?: Signature; "event-data"?: Event }
    if (webhookKey === undefined || event === undefined || !(await isSigned(signature, webhookKey, now()))) return null
    return { reports: reportsOf(event) }
  },
}

async function send(mail: Mail, { baseUrl, credentials }: Settings, ports: ProviderPorts): Promise<SendOutcome> {
  const { message, from, replyTo, to, subject, html, text, files } = mail
  const { apiKey, domain, region } = credentials
  const form = new FormData()
  for (const [name, value] of [
    ["from", writtenMailbox(from)],
    ["to", to],
    ["subject", subject],
    ["html", html],
    ["text", text],
    ["v:ref", message.ref],
    // Links are ours to track (MSG-6).
    ["o:tracking", "no"],
    ...mail.headers.map(([header, content]) => [`h:${header}`, content] as const),
    ...(replyTo === null ? [] : [["h:Reply-To", writtenMailbox(replyTo)] as const]),
  ] as const)
    form.append(name, value)
  for (const { filename, contentType, base64 } of files) {
    form.append("attachment", new Blob([bytesOfBase64(base64) ?? ""], { type: contentType }), filename)
  }
  const base = baseUrl ?? (region === "eu" ? api.eu : api.us)
  const key = base64Of(new TextEncoder().encode(`api:${apiKey}`))
  const headers = { accept: "application/json", authorization: `Basic ${key}` }
  const url = `${base}/v3/${encodeURIComponent(domain)}/messages`
  const answer = await callProvider({ method: "POST", url, headers, body: form }, ports)
  const said = answer.kind === "answered" ? jsonOf(answer.body) : {}
  if (answer.kind === "answered" && isGood(answer.status))
    return { kind: "accepted", providerId: typeof said.id === "string" ? said.id : null }
  return failureOf(answer, { idempotent: false, words: String(said.message ?? "") })
}

interface Signature {
  timestamp?: unknown
  token?: unknown
  signature?: unknown
}

/** HMAC over time and token; the event itself is vouched for by our own signature in its `ref`. */
async function isSigned(given: Signature | undefined, key: string, now: number): Promise<boolean> {
  const { timestamp, token, signature } = given ?? {}
  if (typeof signature !== "string" || !/^[0-9a-f]{64}$/.test(signature)) return false
  if (!isRecent(Number(timestamp) * 1000, now)) return false
  const bytes = Uint8Array.from(signature.match(/../g) ?? [], (hex) => Number.parseInt(hex, 16))
  return await isHmacOf("SHA-256", key, { text: `${timestamp}${token}`, signature: bytes })
}

interface Event {
  id?: unknown
  event?: unknown
  severity?: unknown
  timestamp?: unknown
  url?: unknown
  "user-variables"?: { ref?: unknown }
  "client-info"?: { "client-type"?: unknown; bot?: unknown }
}

function reportsOf(event: Event): ProviderReport[] {
  const ref = event["user-variables"]?.ref
  const report = reportOf(event)
  if (typeof ref !== "string" || typeof event.id !== "string" || report === null) return []
  return [{ id: event.id, at: Math.round(Number(event.timestamp) * 1000), about: { ref }, report }]
}

function reportOf(event: Event): ProviderReport["report"] | null {
  const client = event["client-info"]
  const machine = client?.["client-type"] === "robot" || (typeof client?.bot === "string" && client.bot !== "")
  switch (event.event) {
    case "delivered":
      return { type: "delivered" }
    case "failed":
      return { type: "bounced", permanent: event.severity === "permanent" }
    case "complained":
      return { type: "complained" }
    case "opened":
      return { type: "opened", machine }
    case "clicked":
      return { type: "clicked", machine, ...(typeof event.url === "string" ? { url: event.url } : {}) }
    default:
      return null
  }
}
