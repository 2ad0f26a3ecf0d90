import * as z from "zod"
import { sha256Hex } from "../../core/hash"
import { longSecret, plain, secret } from "../credentials"
import { failureOf, isGood, jsonOf, postJson, wordsOf } from "../http"
import { readSignedCallback, signedToken } from "../jwt"
import { sendEach } from "../parallel"
import type {
  OutboundMessage,
  Provider,
  ProviderPorts,
  ProviderReport,
  ProviderSettings,
  SendOutcome,
} from "../provider"
import { numberOf, queryOf, reportAddress } from "../report-address"

const credentials = z.strictObject({
  applicationId: plain(60),
  /** Of the application, PKCS#8 in PEM. */
  privateKey: longSecret(),
  /** Of the account: callbacks are signed with it. */
  signatureSecret: secret(),
  /** A number or sender name. */
  from: plain(40),
})
type Credentials = z.infer<typeof credentials>

const tokenSeconds = 15 * 60
/** Error codes of reports that tell of the number: missing or invalid, absent for good, illegal. */
const goneCodes = new Set(["1170", "1190", "1240"])

/** Vonage Messages API. It takes no idempotency keys. */
export const vonage: Provider<"sms", Credentials> = {
  kind: "vonage",
  channel: "sms",
  idempotent: false,
  credentials,
  sendAll: (messages, settings, ports) => sendEach(messages, (message) => send(message, settings, ports)),

  async readCallback(request, { credentials: { signatureSecret } }, { now }) {
    const token = /^Bearer +(\S+)$/i.exec(request.headers.get("authorization") ?? "")?.[1] ?? ""
    const signed = await readSignedCallback(token, {
      secret: signatureSecret,
      body: request.body,
      issuer: "Vonage",
      now: now(),
    })
    if (signed === null) return null
    const said = jsonOf(request.body)
    const id = String(said.message_uuid ?? "")
    const at = Date.parse(String(said.timestamp)) || now()
    if (typeof said.status === "string") return { reports: statusReports(request.url, { id, at, said }) }
    const from = numberOf(said.from)
    if (from === null || typeof said.text !== "string") return { reports: [] }
    return { reports: [{ id, at, about: { from }, report: { type: "replied", text: said.text } }] }
  },
}

async function send(
  message: OutboundMessage<"sms">,
  settings: ProviderSettings<Credentials>,
  ports: ProviderPorts,
): Promise<SendOutcome> {
  const { from } = settings.credentials
  const bearer = await bearerOf(settings.credentials)
  if (bearer === null) {
    return { kind: "refused", permanent: false, code: "privateKey", detail: "The private key cannot be read." }
  }
  const report = reportAddress(message, settings, ports)
  const body = {
    message_type: "text",
    channel: "sms",
    to: message.to.replace("+", ""),
    from: from.replace(/^\+/, ""),
    text: message.content.text,
    client_ref: (await sha256Hex(message.idempotencyKey)).slice(0, 40),
    ...(report === null ? {} : { webhook_url: report, webhook_version: "v1" }),
  }
  const base = settings.baseUrl ?? "https://api.nexmo.com"
  const answer = await postJson(`${base}/v1/messages`, { headers: { authorization: bearer }, body }, ports)
  if (answer.kind === "noAnswer") return failureOf(answer, { idempotent: false })
  const said = jsonOf(answer.body)
  if (isGood(answer.status)) return { kind: "accepted", providerId: String(said.message_uuid ?? "") || null }
  return failureOf(answer, { idempotent: false, words: wordsOf(said.detail ?? said.title) })
}

async function bearerOf({ applicationId, privateKey }: Credentials): Promise<string | null> {
  try {
    const token = await signedToken({
      name: `vonage ${applicationId} ${privateKey}`,
      algorithm: "RS256",
      privateKey,
      claims: { application_id: applicationId },
      reuseSeconds: tokenSeconds / 2,
      validSeconds: tokenSeconds,
    })
    return `Bearer ${token}`
  } catch {
    return null // no PKCS#8, or not of RSA
  }
}

function statusReports(
  url: string,
  { id, at, said }: { id: string; at: number; said: Record<string, unknown> },
): ProviderReport[] {
  const ref = queryOf(url).get("ref")
  if (ref === null) return []
  const about = { id: `${id}.${said.status}`, at, about: { ref } }
  if (said.status === "delivered") return [{ ...about, report: { type: "delivered" } }]
  if (said.status !== "rejected" && said.status !== "undeliverable") return []
  return [{ ...about, report: { type: "bounced", permanent: goneCodes.has(errorCodeOf(said.error)) } }]
}

/** Their codes are the title, and the end of the type's address. */
function errorCodeOf(error: unknown): string {
  const { title, type } = (typeof error === "object" && error !== null ? error : {}) as Record<string, unknown>
  return /^\d+$/.exec(String(title))?.[0] ?? /#(\d+)$/.exec(String(type))?.[1] ?? ""
}
