import { sha256Hex } from "../../../src/core/hash"
import { providers } from "../../../src/providers/registry"
import type { Fake, MadeCallback } from "../contract"
import { hs256 } from "./keys"
import { withHeader } from "./parts"

const signingKey = "messagebird-signing-key"
const report = "https://millrace.example/webhooks/providers/sms/messagebird"

/** MessageBird by https://developers.messagebird.com/api/sms-messaging and …/docs/verify-http-requests. */
export const messagebirdFake: Fake<"sms"> = {
  provider: providers.sms.messagebird,
  settings: { baseUrl: null, credentials: { accessKey: "live_key", signingKey, originator: "Millrace" } },
  badCredentials: [
    ["accessKey", { signingKey, originator: "x" }],
    ["originator", { accessKey: "k", signingKey, originator: "x".repeat(18) }],
    ["from", { accessKey: "k", signingKey, originator: "x", from: "y" }],
  ],
  to: (n) => `+5989912${String(n).padStart(4, "0")}`,
  async read(request) {
    if (`${request.method} ${request.url}` !== "POST https://rest.messagebird.com/messages")
      throw new Error(request.url)
    if (request.headers.get("authorization") !== "AccessKey live_key") throw new Error("No key")
    const said = (await request.json()) as { [name: string]: string } & { recipients: string[] }
    const [to = ""] = said.recipients
    if (said.originator !== "Millrace" || said.datacoding !== "auto" || !/^\d+$/.test(to)) throw new Error("Bad field")
    // Reports are only made about messages with a reference, of at most 128 characters.
    if (!/^.{1,128}$/.test(said.reference ?? "")) throw new Error("No reference")
    const callback = new URL(said.reportUrl ?? "")
    if (`${callback.origin}${callback.pathname}` !== report) throw new Error("Wrong report address")
    return [{ key: null, to: `+${to}`, ref: callback.searchParams.get("ref"), text: said.body ?? "" }]
  },
  answer(_, refused) {
    const errors = [{ code: 9, description: "no (correct) recipients found", parameter: "recipient" }]
    return refused.has(0) ? Response.json({ errors }, { status: 422 }) : Response.json({ id: "mb-1" }, { status: 201 })
  },
  callbacks: {
    async make({ ref, from, at }) {
      const to = from.slice(1)
      const statusDatetime = new Date(at).toISOString()
      const status = async (more: Record<string, string>, read: MadeCallback["report"], glue = "&") => {
        const fields = new URLSearchParams({ id: "mb-1", reference: "r", recipient: to, statusDatetime, ...more })
        const url = `${report}?ref=${encodeURIComponent(ref)}${glue}${fields}`
        return { request: await signed({ method: "GET", url, body: "" }, at), report: read }
      }
      const failed = { status: "delivery_failed" }
      const inbound = new URLSearchParams({ id: "mb-9", originator: to, recipient: "31600000000", body: "Stop" })
      return [
        await status({ status: "delivered" }, { type: "delivered" }),
        // Their own part may come with a question mark of its own.
        await status({ status: "expired" }, { type: "bounced", permanent: false }, "?"),
        await status({ ...failed, statusReason: "unknown subscriber" }, { type: "bounced", permanent: true }),
        {
          request: await signed({ method: "POST", url: report, body: `${inbound}` }, at),
          report: { type: "replied", text: "Stop" },
        },
      ]
    },
    forge: (genuine) => [
      { ...genuine, body: `${genuine.body}&x=1` },
      { ...genuine, url: `${genuine.url}1` },
      withHeader(genuine, "messagebird-signature-jwt", "AAAA"),
      { ...genuine, headers: new Headers() },
    ],
  },
}

async function signed(request: { method: string; url: string; body: string }, at: number) {
  const claims = {
    iss: "MessageBird",
    nbf: at / 1000,
    exp: at / 1000 + 60,
    jti: "j",
    url_hash: await sha256Hex(request.url),
    ...(request.body === "" ? {} : { payload_hash: await sha256Hex(request.body) }),
  }
  return { ...request, headers: new Headers({ "messagebird-signature-jwt": await hs256(signingKey, claims) }) }
}
