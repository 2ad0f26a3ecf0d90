import * as z from "zod"
import { secret } from "../credentials"
import { failureOf, isGood, jsonOf, postJson } from "../http"
import { type Mail, refOfPieces, refPieces, sendMails, writtenMailbox } from "../mail"
import { inParallel } from "../parallel"
import type { Provider, ProviderPorts, ProviderReport, ProviderSettings, SendOutcome } from "../provider"
import { isSignedWebhook } from "../signed-webhook"

const api = "https://api.resend.com"
/** Of one tag's value, and tags of one email. */
const tagMax = { characters: 256, count: 8 }

const credentials = z.strictObject({
  apiKey: secret(),
  /** Of the webhook that reports to us: `whsec_…`. */
  webhookSecret: secret().startsWith("whsec_", "It begins with whsec_.").optional(),
})
type Settings = ProviderSettings<z.infer<typeof credentials>>

/**
 * Resend (https://resend.com/docs). One call a message, not its batch call: there a key protects a whole batch only, and
 * a retry never has the same messages.
 */
export const resend: Provider<"email", z.infer<typeof credentials>> = {
  kind: "resend",
  channel: "email",
  idempotent: true,
  credentials,
  sendAll: async (messages, settings, ports) =>
    await sendMails(messages, ports, async (mails) =>
      inParallel(mails, mails.length, async (mail) => await send(mail, settings, ports)),
    ),
  async readCallback({ headers, body }, settings, { now }) {
    const { webhookSecret } = settings.credentials
    if (webhookSecret === undefined) return null
    const id = await isSignedWebhook({ prefix: "svix", headers, body }, webhookSecret, now())
    return id === null ? null : { reports: reportsOf(id, jsonOf(body)) }
  },
}

async function send(mail: Mail, { baseUrl, credentials }: Settings, ports: ProviderPorts): Promise<SendOutcome> {
  const { message, from, replyTo, to, subject, html, text, files } = mail
  const tags = Object.entries(refPieces(message.ref, tagMax.characters, tagMax.count))
  const body = {
    ...{ from: writtenMailbox(from), to: [to], subject, html, text },
    ...(replyTo === null ? {} : { reply_to: writtenMailbox(replyTo) }),
    headers: Object.fromEntries(mail.headers),
    tags: tags.map(([name, value]) => ({ name, value })),
    ...(files.length === 0
      ? {}
      : {
          attachments: files.map(({ filename, contentType, base64 }) => ({
            ...{ filename, content: base64, content_type: contentType },
          })),
        }),
  }
  const headers = { authorization: `Bearer ${credentials.apiKey}`, "idempotency-key": message.idempotencyKey }
  const answer = await postJson(`${baseUrl ?? api}/emails`, { headers, body }, ports)
  const said = answer.kind === "answered" ? jsonOf(answer.body) : {}
  if (answer.kind === "answered" && isGood(answer.status))
    return { kind: "accepted", providerId: typeof said.id === "string" ? said.id : null }
  if (answer.kind === "answered" && answer.status === 409) {
    // The key is known with another content: the first attempt was taken, whatever became of its answer.
    if (said.name === "invalid_idempotent_request") return { kind: "accepted", providerId: null }
    if (said.name === "concurrent_idempotent_requests")
      return { kind: "retry", afterMs: answer.retryAfterMs, detail: "An earlier attempt is still being worked on." }
  }
  return failureOf(answer, { idempotent: true, words: String(said.message ?? "") })
}

function reportsOf(id: string, event: Record<string, unknown>): ProviderReport[] {
  const data = (event.data ?? {}) as { tags?: unknown; bounce?: { type?: unknown }; click?: { link?: unknown } }
  const ref = refOfPieces((name) => tagOf(data.tags, name))
  const report = reportOf(String(event.type), data)
  const at = Date.parse(String(event.created_at))
  if (ref === null || report === null || Number.isNaN(at)) return []
  return [{ id, at, about: { ref }, report }]
}

/** Tags come back as an object, or as the list that they were sent as. */
function tagOf(tags: unknown, name: string): unknown {
  if (Array.isArray(tags))
    return (tags as { name?: unknown; value?: unknown }[]).find((tag) => tag.name === name)?.value
  return (tags as Record<string, unknown> | undefined)?.[name]
}

function reportOf(
  type: string,
  data: { bounce?: { type?: unknown }; click?: { link?: unknown } },
): ProviderReport["report"] | null {
  switch (type) {
    case "email.delivered":
      return { type: "delivered" }
    case "email.bounced":
      return { type: "bounced", permanent: (data.bounce?.type ?? "Permanent") === "Permanent" }
    case "email.complained":
      return { type: "complained" }
    case "email.opened":
      return { type: "opened", machine: false }
    case "email.clicked":
      return {
        type: "clicked",
        machine: false,
        ...(typeof data.click?.link === "string" ? { url: data.click.link } : {}),
      }
    default:
      return null
  }
}
