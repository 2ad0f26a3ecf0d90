import * as z from "zod"
import { chunksOf } from "../../core/chunks"
import { plain, secret } from "../credentials"
import { failureOf, type HttpAnswer, isGood, jsonOf, postJson, wordsOf } from "../http"
import { type Mail, refOfPieces, refPieces, sendMails, writtenMailbox } from "../mail"
import type { Provider, ProviderPorts, ProviderReport, ProviderSettings, SendOutcome } from "../provider"
import { isBasicAuth } from "../signed-webhook"

const api = "https://api.postmarkapp.com"
/** Of one call. */
const batchMax = { items: 500, chars: 20_000_000 }
/** Of one metadata value, and values of one email. */
const metadataMax = { characters: 80, count: 10 }
/** Error codes of the account, the server or the sender: a person mends them. */
const settingsCodes = new Set([10, 400, 401, 402, 403, 405, 412, 413, 1235])
/** The address has bounced for good, complained or was suppressed by hand. */
const inactiveRecipient = 406

const credentials = z.strictObject({
  serverToken: secret(),
  /** Absent: `outbound`, the transactional one. */
  messageStream: plain(100).optional(),
  /** User and password of the webhook's address: Postmark signs nothing. */
  webhookUser: plain(100).optional(),
  webhookPassword: secret().optional(),
})
type Settings = ProviderSettings<z.infer<typeof credentials>>

/** Postmark (https://postmarkapp.com/developer), in batches. It takes no idempotency keys. */
export const postmark: Provider<"email", z.infer<typeof credentials>> = {
  kind: "postmark",
  channel: "email",
  idempotent: false,
  credentials,
  sendAll: async (messages, settings, ports) =>
    await sendMails(messages, ports, async (mails) => {
      const outcomes: SendOutcome[] = []
      for (const batch of chunksOf(mails, batchMax)) outcomes.push(...(await sendBatch(batch, settings, ports)))
      return outcomes
    }),
  async readCallback({ headers, body }, settings) {
    const { webhookUser, webhookPassword } = settings.credentials
    if (webhookUser === undefined || webhookPassword === undefined) return null
    if (!isBasicAuth(headers, { user: webhookUser, password: webhookPassword })) return null
    return { reports: reportsOf(jsonOf(body)) }
  },
}

async function sendBatch(
  mails: readonly Mail[],
  { baseUrl, credentials }: Settings,
  ports: ProviderPorts,
): Promise<SendOutcome[]> {
  const body = mails.map((mail) => bodyOf(mail, credentials.messageStream ?? "outbound"))
  const headers = { "x-postmark-server-token": credentials.serverToken }
  const answer = await postJson(`${baseUrl ?? api}/email/batch`, { headers, body }, ports)
  if (answer.kind === "answered" && isGood(answer.status)) {
    const results = resultsOf(answer.body)
    if (results?.length === mails.length) return results.map(outcomeOf)
    return mails.map(() => unreadable)
  }
  const failure = wholeFailure(answer)
  return mails.map(() => failure)
}

function bodyOf(mail: Mail, stream: string): Record<string, unknown> {
  const { message, from, replyTo, to, subject, html, text, files } = mail
  return {
    ...{ From: writtenMailbox(from), To: to, Subject: subject, HtmlBody: html, TextBody: text, MessageStream: stream },
    ...(replyTo === null ? {} : { ReplyTo: writtenMailbox(replyTo) }),
    Headers: mail.headers.map(([Name, Value]) => ({ Name, Value })),
    Metadata: refPieces(message.ref, metadataMax.characters, metadataMax.count),
    // Links are ours to track (MSG-6).
    ...{ TrackOpens: false, TrackLinks: "None" },
    ...(files.length === 0
      ? {}
      : {
          Attachments: files.map((file) => ({
            ...{ Name: file.filename, Content: file.base64, ContentType: file.contentType },
          })),
        }),
  }
}

const unreadable: SendOutcome = { kind: "unknown", detail: "The provider's answer cannot be read." }

interface Result {
  ErrorCode?: unknown
  Message?: unknown
  MessageID?: unknown
}

function resultsOf(body: string): Result[] | null {
  const json: unknown = jsonOf(body)
  return Array.isArray(json) ? (json as Result[]) : null
}

/** One message's result within a batch. */
function outcomeOf(result: Result | null): SendOutcome {
  const { ErrorCode, Message, MessageID } = result ?? {}
  if (typeof ErrorCode !== "number") return unreadable
  if (ErrorCode === 0) return { kind: "accepted", providerId: typeof MessageID === "string" ? MessageID : null }
  const code = Number(ErrorCode)
  const detail = wordsOf(Message)
  if (code === 429) return { kind: "retry", afterMs: null, detail, throttled: true }
  if (code === 100) return { kind: "retry", afterMs: null, detail }
  const permanent = !settingsCodes.has(code)
  return {
    ...{ kind: "refused", permanent, code: `postmark${code}`, detail },
    ...(code === inactiveRecipient ? { address: "hardBounce" } : {}),
  }
}

/** The whole call has failed. */
function wholeFailure(answer: HttpAnswer): SendOutcome {
  const said = answer.kind === "answered" ? jsonOf(answer.body) : {}
  const failure = failureOf(answer, { idempotent: false, words: wordsOf(said.Message) })
  return failure.kind === "refused" && settingsCodes.has(Number(said.ErrorCode))
    ? { ...failure, permanent: false }
    : failure
}

function reportsOf(event: Record<string, unknown>): ProviderReport[] {
  const metadata = (event.Metadata ?? {}) as Record<string, unknown>
  const ref = refOfPieces((name) => metadata[name])
  const told = reportOf(event)
  const at = told === null ? Number.NaN : Date.parse(String(told.at))
  if (ref === null || told === null || Number.isNaN(at)) return []
  const id = [event.RecordType, event.MessageID, event.ID ?? told.at, told.report.type].join(" ")
  return [{ id, at, about: { ref }, report: told.report }]
}

function reportOf(event: Record<string, unknown>): { at: unknown; report: ProviderReport["report"] } | null {
  switch (event.RecordType) {
    case "Delivery":
      return { at: event.DeliveredAt, report: { type: "delivered" } }
    case "Bounce": {
      const permanent = event.Type === "HardBounce" || event.Type === "BadEmailAddress"
      return { at: event.BouncedAt, report: { type: "bounced", permanent } }
    }
    case "SpamComplaint":
      return { at: event.BouncedAt, report: { type: "complained" } }
    case "Open":
      return { at: event.ReceivedAt, report: { type: "opened", machine: false } }
    case "Click": {
      const url = typeof event.OriginalLink === "string" ? { url: event.OriginalLink } : {}
      return { at: event.ReceivedAt, report: { type: "clicked", machine: false, ...url } }
    }
    default:
      return null
  }
}
