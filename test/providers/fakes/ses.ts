import { AwsV4Signer } from "aws4fetch"
import { base64Of } from "../../../src/core/encoding"
import { refOfPieces, refPieces } from "../../../src/providers/mail"
import { providers } from "../../../src/providers/registry"
import type { Fake, MadeCallback } from "../contract"
import { callbackOf, expectRequest, fileOf, mailbox } from "./parts"

interface Mail {
  FromEmailAddress: string
  Destination: { ToAddresses: string[] }
  ReplyToAddresses: string[]
  Content: {
    Simple: {
      Subject: { Data: string; Charset: string }
      Body: Record<"Html" | "Text", { Data: string; Charset: string }>
      Headers: { Name: string; Value: string }[]
      Attachments?: { FileName: string; ContentType: string; RawContent: string }[]
    }
  }
  EmailTags: { Name: string; Value: string }[]
  ConfigurationSetName: string
}

const url = "https://email.eu-west-1.amazonaws.com/v2/email/outbound-emails"
const keys = { accessKeyId: "AKIA", secretAccessKey: "secret", region: "eu-west-1" }
const topicArn = "arn:aws:sns:eu-west-1:1:millrace"
const certUrl = "https://sns.eu-west-1.amazonaws.com/cert.pem"
const subscribeUrl = "https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription"

/** Reads encoded words (RFC 2047) of a header in ASCII. */
function decoded(header: string): string {
  if (!/^[ -~]*$/.test(header)) throw new Error(`Not ASCII: ${header}`)
  const [, words = "", email = ""] = /^((?:=\?UTF-8\?B\?[^ ]+\?= ?)+)<(.*)>$/.exec(header) ?? []
  if (words === "") return header
  const bytes = words
    .trim()
    .split(" ")
    .flatMap((word) => {
      if (word.length > 75) throw new Error("An encoded word has at most 75 characters")
      return [...atob(word.slice(10, -2))].map((char) => char.charCodeAt(0))
    })
  return mailbox(email, new TextDecoder().decode(Uint8Array.from(bytes)))
}

/** The signature must be the one that Amazon would compute. */
async function checkSignature(request: Request, body: string): Promise<void> {
  const datetime = request.headers.get("x-amz-date") ?? ""
  const headers = { "content-type": "application/json" }
  const signer = new AwsV4Signer({ ...keys, service: "ses", method: "POST", url, headers, body, datetime })
  const { headers: signed } = await signer.sign()
  expectRequest(request, `POST ${url}`, ["authorization", signed.get("authorization") ?? ""])
}

const algorithm = {
  ...{ name: "RSASSA-PKCS1-v1_5", modulusLength: 2048, hash: "SHA-256" },
  publicExponent: new Uint8Array([1, 0, 1]),
}
const pair = (await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"])) as CryptoKeyPair
const spki = new Uint8Array((await crypto.subtle.exportKey("spki", pair.publicKey)) as ArrayBuffer)

/** One element of DER. */
function der(tag: number, ...content: number[][]): number[] {
  const bytes = content.flat()
  const { length } = bytes
  if (length < 0x80) return [tag, length, ...bytes]
  return length < 0x100 ? [tag, 0x81, length, ...bytes] : [tag, 0x82, length >> 8, length & 0xff, ...bytes]
}

/** A certificate with nothing in it but its shape and the key. */
const certificate = der(
  0x30,
  der(0x30, der(0xa0, der(2, [2])), der(2, [1]), der(0x30), der(0x30), der(0x30), der(0x30), [...spki]),
  der(0x30),
  der(3, [0]),
)
const pem = `-----BEGIN CERTIFICATE-----\n${base64Of(Uint8Array.from(certificate))}\n-----END CERTIFICATE-----\n`
/** What was visited to confirm a subscription. */
export const confirmed: string[] = []

async function posted(post: Record<string, string>) {
  const names = Object.keys(post)
    .filter((name) => name !== "UnsubscribeURL")
    .sort()
  const text = names.map((name) => `${name}\n${post[name]}\n`).join("")
  const bytes = await crypto.subtle.sign(algorithm.name, pair.privateKey, new TextEncoder().encode(text))
  const signature = base64Of(new Uint8Array(bytes))
  return callbackOf({ ...post, SignatureVersion: "2", Signature: signature, SigningCertURL: certUrl })
}

/** The confirmation that Amazon asks for before anything else. */
export async function confirmation() {
  const post = { Type: "SubscriptionConfirmation", MessageId: "m0", TopicArn: topicArn, Timestamp: "t", Message: "x" }
  return await posted({ ...post, Token: "k", SubscribeURL: subscribeUrl })
}

/** Amazon SES by its API reference, version 2, and SNS by "Verifying the signatures of Amazon SNS messages". */
export const sesFake: Fake<"email"> = {
  provider: providers.email.ses,
  settings: { baseUrl: null, credentials: { ...keys, configurationSet: "set", topicArn } },
  badCredentials: [
    ["region", { ...keys, region: "eu west" }],
    ["secretAccessKey", { accessKeyId: "x", region: "eu-west-1" }],
    ["topicArn", { ...keys, topicArn: "millrace" }],
  ],
  to: (n) => `m${n}@example.com`,
  async read(request) {
    const body = await request.text()
    await checkSignature(request, body)
    const mail = JSON.parse(body) as Mail
    const { Subject, Body, Headers, Attachments = [] } = mail.Content.Simple
    for (const { Name, Value } of mail.EmailTags)
      if (!/^[\w-]{1,256}$/.test(Name + Value.slice(0, 1)) || !/^[\w-]{1,256}$/.test(Value)) throw new Error("Bad tag")
    const tag = (name: string) => mail.EmailTags.find(({ Name }) => Name === name)?.Value
    return [
      {
        ...{ key: null, to: mail.Destination.ToAddresses[0] ?? "", ref: refOfPieces(tag) },
        ...{ from: decoded(mail.FromEmailAddress), replyTo: decoded(mail.ReplyToAddresses[0] ?? "") },
        ...{ subject: Subject.Data, html: Body.Html.Data, text: Body.Text.Data },
        headers: Object.fromEntries(Headers.map(({ Name, Value }) => [Name, Value])),
        files: Attachments.map(({ FileName, ContentType, RawContent }) => fileOf(FileName, ContentType, RawContent)),
      },
    ]
  },
  answer: (arrived, refused) =>
    refused.has(0)
      ? Response.json(
          { message: "Missing final '@domain'" },
          { status: 400, headers: { "x-amzn-errortype": "BadRequestException" } },
        )
      : Response.json({ MessageId: `ses-${arrived[0]?.to}` }),
  callbacks: {
    fetch: async (input) => {
      if (String(input) === certUrl) return new Response(pem)
      confirmed.push(String(input))
      return new Response("<Confirmed/>")
    },
    async make({ ref, at }) {
      const timestamp = new Date(at).toISOString()
      const events: [object, MadeCallback["report"]][] = [
        [{ eventType: "Delivery", delivery: { timestamp } }, { type: "delivered" }],
        [
          { eventType: "Bounce", bounce: { bounceType: "Permanent", timestamp } },
          { type: "bounced", permanent: true },
        ],
        [
          { eventType: "Bounce", bounce: { bounceType: "Transient", timestamp } },
          { type: "bounced", permanent: false },
        ],
        [{ notificationType: "Complaint", complaint: { timestamp } }, { type: "complained" }],
        [
          { eventType: "Open", open: { timestamp } },
          { type: "opened", machine: false },
        ],
        [
          { eventType: "Click", click: { timestamp, link: "https://x.example/" } },
          { type: "clicked", machine: false, url: "https://x.example/" },
        ],
      ]
      const tags = Object.fromEntries(Object.entries(refPieces(ref, 256, 8)).map(([name, value]) => [name, [value]]))
      return await Promise.all(
        events.map(async ([event, report], n) => {
          const Message = JSON.stringify({ ...event, mail: { tags } })
          const post = { Type: "Notification", MessageId: `m${n}`, TopicArn: topicArn, Timestamp: timestamp, Message }
          return { request: await posted({ ...post, UnsubscribeURL: "https://x.example/" }), report }
        }),
      )
    },
    forge: (genuine) => [
      { ...genuine, body: genuine.body.replace("eventType", "otherType").replace("notificationType", "otherType") },
      { ...genuine, body: genuine.body.replace(topicArn, `${topicArn}-of-somebody-else`) },
      { ...genuine, body: genuine.body.replace(certUrl, "https://sns.eu-west-1.amazonaws.com.evil.example/cert.pem") },
      { ...genuine, body: genuine.body.replace(certUrl, "http://sns.eu-west-1.amazonaws.com/cert.pem") },
      { ...genuine, body: genuine.body.replace('"SignatureVersion":"2"', '"SignatureVersion":"9"') },
      { ...genuine, body: "{}" },
    ],
  },
}
