import * as z from "zod"
import { sha256Hex } from "../../core/hash"
import { plain, secret } from "../credentials"
import { failureOf, isGood, jsonOf, postJson, wordsOf } from "../http"
import { readSignedCallback } from "../jwt"
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
  accessKey: secret(),
  /** Callbacks are signed with it. */
  signingKey: secret(),
  /** A number or sender name. */
  originator: plain(17),
})
type Credentials = z.infer<typeof credentials>

/** Error codes that tell of our settings: access, parameters of the account, balance. */
const settingsCodes = new Set([2, 20, 25, 98])

/** MessageBird SMS. It takes no idempotency keys. */
export const messagebird: Provider<"sms", Credentials> = {
  kind: "messagebird",
  channel: "sms",
  idempotent: false,
  credentials,
  sendAll: (messages, settings, ports) => sendEach(messages, (message) => send(message, settings, ports)),

  async readCallback(request, { credentials: { signingKey } }, { now }) {
    const token = request.headers.get("messagebird-signature-jwt") ?? ""
    const { body, url } = request
    const signed = await readSignedCallback(token, { secret: signingKey, body, issuer: "MessageBird", now: now() })
    if (signed === null || signed.url_hash !== (await sha256Hex(url))) return null
    const fields = fieldsOf(request.method, url, body)
    const status = fields.get("status")
    if (status !== null) return { reports: statusReports(status, fields, now()) }
    const from = numberOf(fields.get("originator"))
    const text = fields.get("body") ?? fields.get("payload")
    if (from === null || text === null) return { reports: [] }
    const id = fields.get("id") ?? fields.get("message_id") ?? (await sha256Hex(url + body))
    const at = Date.parse(fields.get("createdDatetime") ?? "") || now()
    return { reports: [{ id, at, about: { from }, report: { type: "replied", text } }] }
  },
}

async function send(
  message: OutboundMessage<"sms">,
  settings: ProviderSettings<Credentials>,
  ports: ProviderPorts,
): Promise<SendOutcome> {
  const { accessKey, originator } = settings.credentials
  const report = reportAddress(message, settings, ports)
  const body = {
    originator,
    recipients: [message.to.replace("+", "")],
    body: message.content.text,
    datacoding: "auto",
    // Without a reference there are no reports.
    reference: (await sha256Hex(message.idempotencyKey)).slice(0, 40),
    ...(report === null ? {} : { reportUrl: report }),
  }
  const base = settings.baseUrl ?? "https://rest.messagebird.com"
  const headers = { authorization: `AccessKey ${accessKey}` }
  const answer = await postJson(`${base}/messages`, { headers, body }, ports)
  if (answer.kind === "noAnswer") return failureOf(answer, { idempotent: false })
  const said = jsonOf(answer.body)
  if (isGood(answer.status)) return { kind: "accepted", providerId: String(said.id ?? "") || null }
  const [first] = (Array.isArray(said.errors) ? said.errors : []) as (Record<string, unknown> | null)[]
  const detail = wordsOf(first?.description)
  if (answer.status !== 422 || !first) return failureOf(answer, { idempotent: false, words: detail })
  const permanent = !settingsCodes.has(Number(first.code)) && first.parameter !== "originator"
  const address = /^recipients?$/.test(String(first.parameter)) ? { address: "hardBounce" as const } : {}
  return { kind: "refused", permanent, code: String(first.code), detail, ...address }
}

function statusReports(status: string, fields: URLSearchParams, now: number): ProviderReport[] {
  const ref = fields.get("ref")
  if (ref === null) return []
  const at = Date.parse(fields.get("statusDatetime") ?? "") || now
  const about = { id: `${fields.get("id")}.${status}`, at, about: { ref } }
  if (status === "delivered") return [{ ...about, report: { type: "delivered" } }]
  if (status !== "delivery_failed" && status !== "expired") return []
  const reason = fields.get("statusReason")?.toLowerCase() ?? ""
  if (reason === "opted out") return [{ ...about, report: { type: "bounced", permanent: true, stop: true } }]
  const permanent = reason === "unknown subscriber" || fields.get("statusErrorCode") === "1"
  return [{ ...about, report: { type: "bounced", permanent } }]
}

/** Reports come in the address; answers as a form, or as JSON from a flow of theirs. */
function fieldsOf(method: string, url: string, body: string): URLSearchParams {
  const fields = queryOf(url)
  if (method === "GET") return fields
  const given = body.trimStart().startsWith("{") ? Object.entries(jsonOf(body)) : [...new URLSearchParams(body)]
  for (const [name, value] of given) if (name !== "ref") fields.set(name, String(value))
  return fields
}
