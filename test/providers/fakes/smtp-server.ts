import type { TcpConnection } from "../../../src/providers/provider"

/** A message as a server gets it. */
export interface Envelope {
  from: string
  to: string[]
  /** Without dots that were stuffed. */
  text: string
}

/** How a server behaves; each answer may be `hangsUp` or `silence`. */
export interface Manners {
  greeting?: string
  /** Keywords of EHLO before and after TLS. */
  offers?: string[]
  offersInTls?: string[]
  /** Answers to a command by its first word; undefined: it does what it should. */
  answers?: (command: string) => string | undefined
  /** Answers to a whole message. */
  takes?: (envelope: Envelope) => string | Promise<string>
}

export const hangsUp = "hangsUp"
export const silence = "silence"

/** A server of SMTP submission, and what was said to it. */
export interface SmtpServer {
  connect: (to: { hostname: string; port: number }, how: { secureTransport: string }) => TcpConnection
  /** What each connection said, command by command; messages are left out. */
  talks: string[][]
  envelopes: Envelope[]
  /** Where and how it was connected to. */
  calls: { hostname: string; port: number; secureTransport: string }[]
}

/** Plays a server by RFC 5321, 2920, 3207 and 4954 in one process. */
export function smtpServer(manners: Manners = {}): SmtpServer {
  const server: SmtpServer = {
    talks: [],
    envelopes: [],
    calls: [],
    connect: (to, how) => {
      server.calls.push({ ...to, secureTransport: how.secureTransport })
      const talk: string[] = []
      server.talks.push(talk)
      return serve({ server, manners, talk, inTls: how.secureTransport === "on" })
    },
  }
  return server
}

interface Serving {
  server: SmtpServer
  manners: Manners
  talk: string[]
  inTls: boolean
}

function serve(serving: Serving, isUpgraded = false): TcpConnection {
  const { server, manners, talk, inTls } = serving
  const toServer = new TransformStream<Uint8Array, Uint8Array>()
  let out: ReadableStreamDefaultController<Uint8Array>
  const readable = new ReadableStream<Uint8Array>({
    start: (controller) => {
      out = controller
    },
  })
  let open = true
  const end = () => {
    if (open) out.close()
    open = false
  }
  const say = (line: string) => {
    if (line === hangsUp) end()
    else if (line !== silence && open) out.enqueue(new TextEncoder().encode(`${line}\r\n`))
  }
  const offers = (inTls ? (manners.offersInTls ?? manners.offers) : manners.offers) ?? [
    "PIPELINING",
    "AUTH PLAIN LOGIN",
  ]
  let envelope: Envelope = { from: "", to: [], text: "" }
  let content: string[] | null = null
  const hear = async (line: string): Promise<void> => {
    if (content !== null) {
      if (line !== ".") {
        content.push(line.replace(/^\./, ""))
        return
      }
      const whole = { ...envelope, text: content.map((one) => `${one}\r\n`).join("") }
      content = null
      server.envelopes.push(whole)
      say((await manners.takes?.(whole)) ?? "250 2.0.0 Ok: queued")
      return
    }
    talk.push(line)
    const word = line.split(/[ :]/)[0]?.toUpperCase() ?? ""
    const own = manners.answers?.(line)
    if (own !== undefined) {
      say(own)
      if (own.startsWith("354")) content = []
      return
    }
    switch (word) {
      case "EHLO":
        return say(["250-mx.example", ...offers.map((one) => `250-${one}`), "250 8BITMIME"].join("\r\n"))
      case "STARTTLS":
        return say("220 Go on")
      case "AUTH":
        return say("235 2.7.0 Welcome")
      case "MAIL":
        envelope = { from: /<(.*)>/.exec(line)?.[1] ?? "", to: [], text: "" }
        return say("250 2.1.0 Ok")
      case "RCPT":
        envelope.to.push(/<(.*)>/.exec(line)?.[1] ?? "")
        return say("250 2.1.5 Ok")
      case "DATA":
        if (envelope.to.length === 0) return say("503 5.5.1 No recipients")
        content = []
        return say("354 Go on")
      case "QUIT":
        say("221 Bye")
        return end()
      default:
        return say("250 2.0.0 Ok")
    }
  }
  const listen = async () => {
    let heard = ""
    const reader = toServer.readable.getReader()
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      heard += new TextDecoder().decode(next.value)
      for (let at = heard.indexOf("\r\n"); at !== -1; at = heard.indexOf("\r\n")) {
        const line = heard.slice(0, at)
        heard = heard.slice(at + 2)
        await hear(line)
      }
    }
  }
  void listen()
  if (!isUpgraded) say(manners.greeting ?? "220 mx.example ESMTP")
  return {
    readable,
    writable: toServer.writable,
    opened: Promise.resolve(),
    startTls: () => serve({ ...serving, inTls: true }, true),
    close: async () => end(),
  }
}
