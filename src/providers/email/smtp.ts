import * as z from "zod"
import { choice, plain, secret } from "../credentials"
import { type Mail, sendMails } from "../mail"
import type { Provider, ProviderPorts, ProviderSettings } from "../provider"
import { deliverMails } from "../smtp/deliver"
import type { MailServer } from "../smtp/line"

/** What servers listen on for senders that log in (RFC 8314). */
const usualPort = { tls: 465, starttls: 587, none: 587 } as const

const credentials = z
  .strictObject({
    host: plain(253).regex(/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?\.?$/i, "It is a name such as smtp.example.com."),
    port: plain(5)
      .regex(/^[1-9]\d*$/, "It is a number.")
      .refine((port) => Number(port) <= 65_535, "A port is at most 65535.")
      .refine((port) => port !== "25", "Cloudflare lets nothing out by port 25: take 465 or 587.")
      .optional(),
    /** `none`: only for hosts that OUTBOUND_ALLOW names. */
    security: choice(["tls", "starttls", "none"]),
    user: plain().optional(),
    password: secret().optional(),
  })
  .refine(({ user, password }) => user === undefined || password !== undefined, {
    path: ["password"],
    message: "A user has a password.",
  })
  .refine(({ user, password }) => password === undefined || user !== undefined, {
    path: ["user"],
    message: "A password has a user.",
  })
type Settings = ProviderSettings<z.infer<typeof credentials>>

/**
 * Any mail server, by SMTP submission (RFC 6409) over Cloudflare's TCP sockets. It takes no idempotency keys; bounces go to
 * the sender's mailbox, and nothing is reported back.
 */
export const smtp: Provider<"email", z.infer<typeof credentials>> = {
  kind: "smtp",
  channel: "email",
  idempotent: false,
  credentials,
  hostOf: (credentials) => {
    const { hostname: host, port, security } = serverOf(credentials)
    return { host, port, encrypted: security !== "none" }
  },
  sendAll: async (messages, settings, ports) =>
    await sendMails(messages, ports, async (mails) => await send(mails, settings, ports)),
}

async function send(mails: readonly Mail[], { credentials }: Settings, ports: ProviderPorts) {
  const { user, password } = credentials
  const login = user === undefined || password === undefined ? null : { user, password }
  return await deliverMails(mails, { server: serverOf(credentials), login }, ports)
}

function serverOf({ host, port, security }: Settings["credentials"]): MailServer {
  return { hostname: host, port: port === undefined ? usualPort[security] : Number(port), security }
}
