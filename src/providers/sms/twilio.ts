import * as z from "zod"
import { bytesOfBase64 } from "../../core/encoding"
import { isHmacOf } from "../../core/hmac"
import { plain, secret } from "../credentials"
import { callProvider, failureOf, isGood, jsonOf, wordsOf } from "../http"
import { sendEach } from "../parallel"
import type {
  AddressVerdict,
  CallbackAnswer,
  CallbackRequest,
  OutboundMessage,
  Provider,
  ProviderPorts,
  ProviderReport,
  ProviderSettings,
  SendOutcome,
} from "../provider"
import { numberOf, queryOf, reportAddress } from "../report-address"

const credentials = z
  .strictObject({
    accountSid: plain(40).regex(/^AC[0-9a-fA-F]{32}$/, "Begins with AC and has 34 characters."),
    authToken: secret(),
    /** A number or sender name. */
    from: plain(40).optional(),
    messagingServiceSid: plain(40).optional(),
  })
  .refine(({ from, messagingServiceSid }) => (from === undefined) !== (messagingServiceSid === undefined), {
    path: ["from"],
    message: "Give either a sender (from) or a messaging service (messagingServiceSid).",
  })
type Credentials = z.infer<typeof credentials>

/** Error codes that tell of the number written to. */
const verdicts: Record<string, AddressVerdict> = {
  "21610": "stop", // the recipient has answered STOP
  "21211": "hardBounce", // no valid number
  "21214": "hardBounce",
  "21217": "hardBounce",
  "21614": "hardBounce", // cannot receive SMS
  "30005": "hardBounce", // unknown destination
  "30006": "hardBounce", // a landline
}
/** Error codes that tell of our settings: once a person has mended them, the message goes out. */
const settingsCodes = new Set(["21212", "21603", "21606", "21609", "21659", "21660", "21703", "21705", "30002"])

/** Twilio Programmable Messaging. It takes no idempotency keys. */
export const twilio: Provider<"sms", Credentials> = {
  kind: "twilio",
  channel: "sms",
  idempotent: false,
  credentials,
  sendAll: (messages, settings, ports) => sendEach(messages, (message) => send(message, settings, ports)),

  async readCallback(request, { credentials: { authToken } }, { now }) {
    const fields = new URLSearchParams(request.body)
    if (!(await isGenuine(request, fields, authToken))) return null
    const sid = fields.get("MessageSid") ?? ""
    const status = fields.get("MessageStatus")
    if (status !== null) return { reports: statusReports(request.url, { sid, status, fields }, now()) }
    const from = numberOf(fields.get("From"))
    if (from === null) return { reports: [], answer: twiml(null) }
    const said = { type: "replied", text: fields.get("Body") ?? "" } as const
    const reports: ProviderReport[] = [{ id: sid, at: now(), about: { from }, report: said }]
    // Where Twilio itself has answered a keyword, a second answer would be one too many.
    return fields.has("OptOutType") ? { reports, answer: twiml(null) } : { reports, reply: twiml }
  },
}

async function send(
  message: OutboundMessage<"sms">,
  settings: ProviderSettings<Credentials>,
  ports: ProviderPorts,
): Promise<SendOutcome> {
  const { accountSid, authToken, from, messagingServiceSid } = settings.credentials
  const report = reportAddress(message, settings, ports)
  const form = new URLSearchParams({
    To: message.to,
    Body: message.content.text,
    ...(from === undefined ? { MessagingServiceSid: messagingServiceSid ?? "" } : { From: from }),
    ...(report === null ? {} : { StatusCallback: report }),
  })
  const base = settings.baseUrl ?? "https://api.twilio.com"
  const answer = await callProvider(
    {
      method: "POST",
      url: `${base}/2010-04-01/Accounts/${accountSid}/Messages.json`,
      headers: {
        accept: "application/json",
        "content-type": "application/x-www-form-urlencoded",
        authorization: `Basic ${btoa(`${accountSid}:${authToken}`)}`,
      },
      body: form.toString(),
    },
    ports,
  )
  if (answer.kind === "noAnswer") return failureOf(answer, { idempotent: false })
  const { sid, code, message: words } = jsonOf(answer.body)
  if (isGood(answer.status)) return { kind: "accepted", providerId: typeof sid === "string" ? sid : null }
  const number = String(code ?? "")
  if (answer.status !== 400 || number === "") return failureOf(answer, { idempotent: false, words: wordsOf(words) })
  const address = verdicts[number]
  return {
    kind: "refused",
    permanent: !settingsCodes.has(number),
    code: number,
    detail: wordsOf(words),
    ...(address === undefined ? {} : { address }),
  }
}

function statusReports(
  url: string,
  { sid, status, fields }: { sid: string; status: string; fields: URLSearchParams },
  at: number,
): ProviderReport[] {
  const ref = queryOf(url).get("ref")
  if (ref === null) return []
  const about = { id: `${sid}.${status}`, at, about: { ref } }
  if (status === "delivered") return [{ ...about, report: { type: "delivered" } }]
  if (status !== "undelivered" && status !== "failed") return []
  const verdict = verdicts[fields.get("ErrorCode") ?? ""]
  const stop = verdict === "stop" ? { stop: true } : {}
  return [{ ...about, report: { type: "bounced", permanent: verdict !== undefined, ...stop } }]
}

/** Their signature: HMAC-SHA1 of the address and all fields, sorted. Some of their servers write the port, some do not. */
async function isGenuine(request: CallbackRequest, fields: URLSearchParams, authToken: string): Promise<boolean> {
  const signature = bytesOfBase64(request.headers.get("x-twilio-signature") ?? "")
  if (signature === null) return false
  const sorted = [...fields].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
  const tail = sorted.map(([name, value]) => name + value).join("")
  for (const url of [request.url, withPort(request.url)]) {
    if (await isHmacOf("SHA-1", authToken, { text: url + tail, signature })) return true
  }
  return false
}

function withPort(url: string): string {
  return url.replace(/^(https?):\/\/([^/:?]+)(?=[/?]|$)/, (_, scheme: string, host: string) => {
    return `${scheme}://${host}:${scheme === "https" ? 443 : 80}`
  })
}

const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" }

function twiml(text: string | null): CallbackAnswer {
  const said = text === null ? "" : `<Message>${text.replaceAll(/[&<>]/g, (char) => entities[char] ?? "")}</Message>`
  return { type: "text/xml; charset=utf-8", body: `<?xml version="1.0" encoding="UTF-8"?><Response>${said}</Response>` }
}
