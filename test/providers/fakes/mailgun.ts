import { hmacOf } from "../../../src/core/hmac"
import { providers } from "../../../src/providers/registry"
import type { Fake, MadeCallback } from "../contract"
import { callbackOf, expectRequest } from "./parts"

/** Mailgun by https://documentation.mailgun.com/docs/mailgun/api-reference. */
export const mailgunFake: Fake<"email"> = {
  provider: providers.email.mailgun,
  settings: {
    baseUrl: null,
    credentials: { apiKey: "key", domain: "mg.bank.example", region: "eu", webhookKey: "signing" },
  },
  badCredentials: [
    ["domain", { apiKey: "key" }],
    ["domain", { apiKey: "key", domain: "https://mg.bank.example/x" }],
    ["region", { apiKey: "key", domain: "mg.bank.example", region: "asia" }],
  ],
  to: (n) => `m${n}@example.com`,
  async read(request) {
    const line = "POST https://api.eu.mailgun.net/v3/mg.bank.example/messages"
    expectRequest(request, line, ["authorization", `Basic ${btoa("api:key")}`])
    const form = await request.formData()
    const text = (name: string) => String(form.get(name) ?? "")
    const headers = [...form.entries()].flatMap(([name, value]) =>
      name.startsWith("h:") && name !== "h:Reply-To" ? [[name.slice(2), String(value)]] : [],
    )
    const files = await Promise.all(
      form.getAll("attachment").map(async (file) => {
        if (typeof file === "string") throw new Error("An attachment is a file")
        const bytes = new Uint8Array(await file.arrayBuffer())
        return { filename: file.name, contentType: file.type, bytes }
      }),
    )
    return [
      {
        ...{ key: null, to: text("to"), ref: text("v:ref"), from: text("from"), replyTo: text("h:Reply-To"), files },
        ...{ subject: text("subject"), html: text("html"), text: text("text"), headers: Object.fromEntries(headers) },
      },
    ]
  },
  answer: (arrived, refused) =>
    refused.has(0)
      ? Response.json({ message: "to parameter is not a valid address" }, { status: 400 })
      : Response.json({ id: `<${arrived[0]?.to}>`, message: "Queued. Thank you." }),
  callbacks: {
    async make({ ref, at }) {
      const events: [object, MadeCallback["report"]][] = [
        [{ event: "delivered" }, { type: "delivered" }],
        [
          { event: "failed", severity: "permanent" },
          { type: "bounced", permanent: true },
        ],
        [
          { event: "failed", severity: "temporary" },
          { type: "bounced", permanent: false },
        ],
        [{ event: "complained" }, { type: "complained" }],
        [
          { event: "opened", "client-info": { bot: "gmail" } },
          { type: "opened", machine: true },
        ],
        [
          { event: "clicked", url: "https://x.example/" },
          { type: "clicked", machine: false, url: "https://x.example/" },
        ],
      ]
      return await Promise.all(
        events.map(async ([event, report], n) => {
          const timestamp = String(at / 1000)
          const token = `token-${n}`
          const bytes = await hmacOf("SHA-256", "signing", timestamp + token)
          const signature = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("")
          const data = { ...event, id: `e${n}`, timestamp: at / 1000, "user-variables": { ref } }
          return { request: callbackOf({ signature: { timestamp, token, signature }, "event-data": data }), report }
        }),
      )
    },
    // Mailgun signs time and token only; what is said of a delivery is vouched for by its own signed name.
    forge: (genuine) => [
      { ...genuine, body: genuine.body.replace("token-", "taken-") },
      { ...genuine, body: genuine.body.replace(/"timestamp":"\d+"/, '"timestamp":"1"') },
      { ...genuine, body: genuine.body.replace(/"signature":"../, '"signature":"zz') },
      { ...genuine, body: "[]" },
    ],
  },
}
