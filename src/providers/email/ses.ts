import { AwsClient } from "aws4fetch"
import * as z from "zod"
import { plain, secret } from "../credentials"
import { callProvider, failureOf, isGood, jsonOf, wordsOf } from "../http"
import { asciiMailbox, type Mail, refOfPieces, refPieces, sendMails } from "../mail"
import { sendEach } from "../parallel"
import type { Provider, ProviderPorts, ProviderReport, ProviderSettings, SendOutcome } from "../provider"
import { readNotification } from "../sns"

/** Of one tag's value, and tags of one email. */
const tagMax = { characters: 256, count: 8 }
/** Errors of the account or the sender: a person mends them. */
const settingsErrors =
  /MailFromDomainNotVerified|AccountSuspended|SendingPaused|ConfigurationSet|NotFound|not verified/i
const throttled = /Throttl|TooManyRequests|LimitExceeded/i

const credentials = z.strictObject({
  accessKeyId: plain(200),
  secretAccessKey: secret(),
  region: plain(40).regex(/^[a-z0-9-]+$/, "It is a region such as eu-west-1."),
  configurationSet: plain(100).optional(),
  /** The SNS topic that reports to us: anybody may have a topic, so that only this one is heard. */
  topicArn: plain(300).startsWith("arn:", "It begins with arn:.").optional(),
})
type Settings = ProviderSettings<z.infer<typeof credentials>>

/** Amazon SES, version 2 of its API. It takes no idempotency keys. */
export const ses: Provider<"email", z.infer<typeof credentials>> = {
  kind: "ses",
  channel: "email",
  idempotent: false,
  credentials,
  sendAll: async (messages, settings, ports) =>
    await sendMails(messages, ports, (mails) => sendEach(mails, (mail) => send(mail, settings, ports))),
  async readCallback(request, settings, { fetch }) {
    const { topicArn } = settings.credentials
    const told = topicArn === undefined ? null : await readNotification(request.body, topicArn, fetch)
    if (told === null) return null
    return { reports: told.message === null ? [] : reportsOf(told.id, jsonOf(told.message)) }
  },
}

async function send(mail: Mail, { baseUrl, credentials }: Settings, ports: ProviderPorts): Promise<SendOutcome> {
  const { accessKeyId, secretAccessKey, region } = credentials
  const aws = new AwsClient({ accessKeyId, secretAccessKey, region, service: "ses", retries: 0 })
  const url = `${baseUrl ?? `https://email.${region}.amazonaws.com`}/v2/email/outbound-emails`
  const body = JSON.stringify(bodyOf(mail, credentials.configurationSet))
  const unsigned = { method: "POST", headers: { "content-type": "application/json" }, body }
  const signed = await aws.sign(url, unsigned)
  const headers = Object.fromEntries(signed.headers)
  const answer = await callProvider({ method: "POST", url, headers, body }, ports)
  if (answer.kind === "noAnswer") return failureOf(answer, { idempotent: false })
  const said = jsonOf(answer.body)
  if (isGood(answer.status))
    return { kind: "accepted", providerId: typeof said.MessageId === "string" ? said.MessageId : null }
  const type = answer.headers.get("x-amzn-errortype") ?? String(said.__type ?? "")
  const words = wordsOf(`${type.split(":")[0]} ${said.message ?? said.Message ?? ""}`)
  if (throttled.test(type)) return { kind: "retry", afterMs: answer.retryAfterMs, detail: words, throttled: true }
  const failure = failureOf(answer, { idempotent: false, words })
  return failure.kind === "refused" && settingsErrors.test(words) ? { ...failure, permanent: false } : failure
}

function bodyOf(mail: Mail, configurationSet: string | undefined): Record<string, unknown> {
  const { message, from, replyTo, to, subject, html, text, files } = mail
  const utf8 = (Data: string) => ({ Data, Charset: "UTF-8" })
  const tags = Object.entries(refPieces(message.ref, tagMax.characters, tagMax.count))
  return {
    FromEmailAddress: asciiMailbox(from),
    Destination: { ToAddresses: [to] },
    ...(replyTo === null ? {} : { ReplyToAddresses: [asciiMailbox(replyTo)] }),
    Content: {
      Simple: {
        Subject: utf8(subject),
        Body: { ...(html === "" ? {} : { Html: utf8(html) }), ...(text === "" ? {} : { Text: utf8(text) }) },
        Headers: mail.headers.map(([Name, Value]) => ({ Name, Value })),
        ...(files.length === 0
          ? {}
          : {
              Attachments: files.map(({ filename, contentType, base64 }) => ({
                ...{ FileName: filename, ContentType: contentType, RawContent: base64 },
                ContentDisposition: "ATTACHMENT",
              })),
            }),
      },
    },
    EmailTags: tags.map(([Name, Value]) => ({ Name, Value })),
    ...(configurationSet === undefined ? {} : { ConfigurationSetName: configurationSet }),
  }
}

interface Event {
  eventType?: unknown
  notificationType?: unknown
  mail?: { tags?: Record<string, unknown[]> }
  bounce?: { bounceType?: unknown; timestamp?: unknown }
  complaint?: { timestamp?: unknown }
  delivery?: { timestamp?: unknown }
  open?: { timestamp?: unknown }
  click?: { timestamp?: unknown; link?: unknown }
}

function reportsOf(id: string, event: Event): ProviderReport[] {
  const ref = refOfPieces((name) => event.mail?.tags?.[name]?.[0])
  const told = reportOf(event)
  const at = told === null ? Number.NaN : Date.parse(String(told.at))
  return ref === null || told === null || Number.isNaN(at) ? [] : [{ id, at, about: { ref }, report: told.report }]
}

function reportOf(event: Event): { at: unknown; report: ProviderReport["report"] } | null {
  switch (event.eventType ?? event.notificationType) {
    case "Delivery":
      return { at: event.delivery?.timestamp, report: { type: "delivered" } }
    case "Bounce": {
      const permanent = event.bounce?.bounceType === "Permanent"
      return { at: event.bounce?.timestamp, report: { type: "bounced", permanent } }
    }
    case "Complaint":
      return { at: event.complaint?.timestamp, report: { type: "complained" } }
    case "Open":
      return { at: event.open?.timestamp, report: { type: "opened", machine: false } }
    case "Click": {
      const { timestamp, link } = event.click ?? {}
      return {
        at: timestamp,
        report: { type: "clicked", machine: false, ...(typeof link === "string" ? { url: link } : {}) },
      }
    }
    default:
      return null
  }
}
