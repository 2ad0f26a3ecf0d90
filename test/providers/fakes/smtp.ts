import { vi } from "vitest"
import { providers } from "../../../src/providers/registry"
import type { Fake } from "../contract"
import { fieldOf, filesOf, readMime, textOf } from "./mime"
import { mailbox } from "./parts"
import { hangsUp, silence, smtpServer } from "./smtp-server"

/** Fields that every message has, beside its author's own. */
const usual = new Set(["date", "from", "reply-to", "to", "message-id", "subject", "mime-version", "content-type"])

/** Longer than a server may take for anything, in ms. */
const patienceMs = 60_000

/** Lets time pass for who waits for a silent server; needs fake timers. */
export function letTimePass(): void {
  void vi.advanceTimersByTimeAsync(patienceMs)
}

/** A mail server by RFC 6409. */
export const smtpFake: Fake<"email"> = {
  provider: providers.email.smtp,
  settings: {
    baseUrl: null,
    credentials: { host: "smtp.bank.example", security: "starttls", user: "u", password: "pässword" },
  },
  badCredentials: [
    ["host", { security: "tls" }],
    ["host", { host: "smtp.bank.example/x" }],
    ["port", { host: "smtp.bank.example", port: "25" }],
    ["port", { host: "smtp.bank.example", port: "65536" }],
    ["security", { host: "smtp.bank.example", security: "ssl" }],
    ["password", { host: "smtp.bank.example", user: "u" }],
    ["user", { host: "smtp.bank.example", password: "p" }],
  ],
  to: (n) => `m${n}@example.com`,
  connect: (put) =>
    smtpServer({
      offers: ["STARTTLS"],
      offersInTls: ["PIPELINING", "AUTH=PLAIN", "AUTH PLAIN"],
      takes: async ({ from, to, text }) => {
        const headers = { from, to: to.join(" ") }
        try {
          const { status } = await put(
            new Request("https://smtp.bank.example", { method: "POST", headers, body: text }),
          )
          return replies.get(status) ?? "250 2.0.0 Ok: queued as 1"
        } catch (error) {
          if (!(error instanceof DOMException)) return hangsUp
          letTimePass()
          return silence
        }
      },
    }).connect,
  async read(request) {
    const mail = readMime(await request.text())
    const [, name, address = ""] = /^(?:(.*) <)?([^<>]+)>?$/.exec(fieldOf(mail, "from")) ?? []
    if (address !== request.headers.get("from")) throw new Error(`Sent by ${request.headers.get("from")}`)
    if (fieldOf(mail, "to") !== request.headers.get("to")) throw new Error(`Sent to ${request.headers.get("to")}`)
    if (!/^<[0-9a-f]{32}@bank\.example>$/.test(fieldOf(mail, "message-id"))) throw new Error("No id")
    if (fieldOf(mail, "date") !== "Sun, 22 Nov 2026 12:00:00 +0000") throw new Error(fieldOf(mail, "date"))
    const own = mail.fields.filter(([field]) => !usual.has(field.toLowerCase()) && !field.startsWith("Content-"))
    return [
      {
        ...{ key: null, ref: null, to: fieldOf(mail, "to"), replyTo: fieldOf(mail, "reply-to") },
        from: mailbox(address, name?.replace(/^"(.*)"$/, "$1").replaceAll(/\\(.)/g, "$1")),
        subject: fieldOf(mail, "subject"),
        ...{ text: textOf(mail, "text/plain") ?? "", html: textOf(mail, "text/html") ?? "" },
        ...{ headers: Object.fromEntries(own), files: filesOf(mail) },
      },
    ]
  },
  answer: (_, refused) => new Response(null, { status: refused.has(0) ? 400 : 200 }),
}

/** What a server says where a Web service answers with a status. */
const replies = new Map([
  [400, "554 5.6.0 Not this one"],
  [401, "530 5.7.0 Authentication required"],
  [429, "451 4.7.1 Too much"],
  [500, "451 4.3.0 Not now"],
])
