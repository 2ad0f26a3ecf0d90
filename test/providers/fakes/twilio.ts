import { base64Of } from "../../../src/core/encoding"
import { hmacOf } from "../../../src/core/hmac"
import { providers } from "../../../src/providers/registry"
import type { Fake, MadeCallback } from "../contract"
import { withHeader } from "./parts"

const accountSid = `AC${"0a".repeat(16)}`
const authToken = "twilio-auth-token"
const report = "https://millrace.example/webhooks/providers/sms/twilio"

/** Twilio by https://www.twilio.com/docs/messaging/api/message-resource and …/usage/webhooks/webhooks-security. */
export const twilioFake: Fake<"sms"> = {
  provider: providers.sms.twilio,
  settings: { baseUrl: null, credentials: { accountSid, authToken, from: "+15005550006" } },
  badCredentials: [
    ["accountSid", { accountSid: "AC1", authToken, from: "x" }],
    ["authToken", { accountSid, from: "x" }],
    ["from", { accountSid, authToken }],
    ["from", { accountSid, authToken, from: "x", messagingServiceSid: "MG1" }],
    ["token", { accountSid, authToken, from: "x", token: "y" }],
  ],
  to: (n) => `+5989912${String(n).padStart(4, "0")}`,
  async read(request) {
    const url = `https://api.twilio.com/2010-04-01/Accounts/${accountSid}/Messages.json`
    if (`${request.method} ${request.url}` !== `POST ${url}`) throw new Error(request.url)
    if (request.headers.get("authorization") !== `Basic ${btoa(`${accountSid}:${authToken}`)}`)
      throw new Error("No key")
    if (request.headers.get("content-type") !== "application/x-www-form-urlencoded") throw new Error("No form")
    const form = new URLSearchParams(new TextDecoder().decode(await request.arrayBuffer()))
    if (form.get("From") !== "+15005550006") throw new Error("No sender")
    const callback = new URL(form.get("StatusCallback") ?? "")
    if (`${callback.origin}${callback.pathname}` !== report) throw new Error("Wrong report address")
    return [
      { key: null, to: form.get("To") ?? "", ref: callback.searchParams.get("ref"), text: form.get("Body") ?? "" },
    ]
  },
  answer: (_, refused) =>
    refused.has(0)
      ? Response.json({ code: 21211, message: "Invalid 'To' Phone Number", status: 400 }, { status: 400 })
      : Response.json({ sid: "SM1", status: "queued" }, { status: 201 }),
  callbacks: {
    async make({ ref, from }) {
      const url = `${report}?ref=${encodeURIComponent(ref)}`
      const status = async (fields: Record<string, string>, read: MadeCallback["report"]) => ({
        request: await signed(url, { AccountSid: accountSid, MessageSid: "SM1", To: from, ...fields }),
        report: read,
      })
      const inbound = { MessageSid: "SM9", SmsStatus: "received", From: from, To: "+15005550006", Body: "  Baja & ñ " }
      return [
        await status({ MessageStatus: "delivered" }, { type: "delivered" }),
        await status({ MessageStatus: "undelivered", ErrorCode: "30003" }, { type: "bounced", permanent: false }),
        await status({ MessageStatus: "failed", ErrorCode: "30005" }, { type: "bounced", permanent: true }),
        { request: await signed(report, inbound), report: { type: "replied", text: "  Baja & ñ " } },
        // Some of their servers sign the address with its port.
        {
          request: await signed(
            report,
            { ...inbound, MessageSid: "SM10" },
            report.replace(".example/", ".example:443/"),
          ),
          report: { type: "replied", text: "  Baja & ñ " },
        },
      ]
    },
    forge: (genuine) => [
      { ...genuine, body: `${genuine.body}&x=1` },
      { ...genuine, url: `${genuine.url}x` },
      withHeader(genuine, "x-twilio-signature", "AAAA"),
      { ...genuine, headers: new Headers() },
    ],
  },
}

async function signed(url: string, fields: Record<string, string>, signedUrl = url) {
  const sorted = Object.keys(fields).sort()
  const text = signedUrl + sorted.map((name) => name + fields[name]).join("")
  const signature = base64Of(await hmacOf("SHA-1", authToken, text))
  const headers = new Headers({ "x-twilio-signature": signature })
  return { method: "POST", url, headers, body: new URLSearchParams(fields).toString() }
}
