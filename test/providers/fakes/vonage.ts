import { jwtVerify } from "jose"
import { sha256Hex } from "../../../src/core/hash"
import { providers } from "../../../src/providers/registry"
import type { Fake, MadeCallback } from "../contract"
import { hs256, pemOf, rsa } from "./keys"
import { withHeader } from "./parts"

const signatureSecret = "vonage-signature-secret-of-some-length"
const applicationId = "aaaaaaaa-bbbb-cccc-dddd-0123456789ab"
const report = "https://millrace.example/webhooks/providers/sms/vonage"
const privateKey = await pemOf(rsa.privateKey)

/** Vonage by https://developer.vonage.com/api/messages and …/getting-started/concepts/webhooks (signed webhooks). */
export const vonageFake: Fake<"sms"> = {
  provider: providers.sms.vonage,
  settings: { baseUrl: null, credentials: { applicationId, privateKey, signatureSecret, from: "+15005550006" } },
  badCredentials: [
    ["privateKey", { applicationId, signatureSecret, from: "x" }],
    ["signatureSecret", { applicationId, privateKey, from: "x" }],
    ["apiKey", { applicationId, privateKey, signatureSecret, from: "x", apiKey: "y" }],
  ],
  to: (n) => `+5989912${String(n).padStart(4, "0")}`,
  async read(request) {
    if (`${request.method} ${request.url}` !== "POST https://api.nexmo.com/v1/messages") throw new Error(request.url)
    const bearer = (request.headers.get("authorization") ?? "").replace("Bearer ", "")
    const { payload } = await jwtVerify(bearer, rsa.publicKey, { algorithms: ["RS256"] })
    if (payload.application_id !== applicationId || !payload.jti || !payload.exp) throw new Error("No key")
    const said = (await request.json()) as Record<string, string>
    if (said.message_type !== "text" || said.channel !== "sms" || said.from !== "15005550006") throw new Error("No SMS")
    if (!/^\d+$/.test(said.to ?? "") || (said.client_ref ?? "").length > 100) throw new Error("Bad field")
    const callback = new URL(said.webhook_url ?? "")
    if (`${callback.origin}${callback.pathname}` !== report || said.webhook_version !== "v1")
      throw new Error("No report")
    return [{ key: null, to: `+${said.to}`, ref: callback.searchParams.get("ref"), text: said.text ?? "" }]
  },
  answer: (_, refused) =>
    refused.has(0)
      ? Response.json({ title: "Invalid params", detail: "The to field is not valid" }, { status: 422 })
      : Response.json({ message_uuid: "v-1" }, { status: 202 }),
  callbacks: {
    async make({ ref, from, at }) {
      const url = `${report}?ref=${encodeURIComponent(ref)}`
      const base = { message_uuid: "v-1", to: from.slice(1), from: "15005550006", channel: "sms" }
      const timestamp = new Date(at).toISOString()
      const status = async (more: object, read: MadeCallback["report"]) => ({
        request: await signed(url, { ...base, timestamp, ...more }, at),
        report: read,
      })
      const absent = { type: "https://developer.vonage.com/api-errors/messages#1190", title: "1190" }
      const reply = { ...base, message_uuid: "v-9", to: base.from, from: base.to, message_type: "text", text: "ALTA" }
      return [
        await status({ status: "delivered" }, { type: "delivered" }),
        await status({ status: "undeliverable", error: absent }, { type: "bounced", permanent: true }),
        await status({ status: "rejected", error: { title: "1220" } }, { type: "bounced", permanent: false }),
        { request: await signed(report, { ...reply, timestamp }, at), report: { type: "replied", text: "ALTA" } },
      ]
    },
    forge: (genuine) => [
      { ...genuine, body: genuine.body.replace("v-", "w-") },
      { ...genuine, body: "" },
      withHeader(genuine, "authorization", "Bearer AAAA"),
      { ...genuine, headers: new Headers() },
    ],
  },
}

async function signed(url: string, said: object, at: number) {
  const body = JSON.stringify(said)
  const claims = { iss: "Vonage", iat: at / 1000, jti: "j", payload_hash: await sha256Hex(body) }
  const headers = new Headers({ authorization: `Bearer ${await hs256(signatureSecret, claims)}` })
  return { method: "POST", url, headers, body }
}
