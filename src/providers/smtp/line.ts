import type { ProviderPorts, TcpConnection } from "../provider"
import { goodbye, type Reply, takeReply } from "./reply"

/** Characters of one reply; a server that says more is none. */
const replyCharactersMax = 64 * 1024
/** Written at once, in characters of ASCII. */
const pieceMax = 64 * 1024

/** Where a server listens, and how the connection is kept secret. */
export interface MailServer {
  hostname: string
  port: number
  security: "tls" | "starttls" | "none"
}

/** The connection is gone, or has been silent for too long. */
export class LineLost extends Error {}

/** A conversation over one connection: lines go out, replies come in, all within a time that the caller sets. */
export class SmtpLine {
  private reader: ReadableStreamDefaultReader<Uint8Array>
  private writer: WritableStreamDefaultWriter<Uint8Array>
  private heard = ""
  private readonly decoder = new TextDecoder()
  private timer: ReturnType<typeof setTimeout> | undefined
  private giveUp: (reason: LineLost) => void = () => undefined
  private timeUp: Promise<never> = new Promise(() => undefined)
  /** Nothing more can be said on it. */
  lost = false

  private constructor(private connection: TcpConnection) {
    this.reader = connection.readable.getReader()
    this.writer = connection.writable.getWriter()
  }

  /** Connects within `ms` of real time. Throws LineLost. */
  static async open(connect: ProviderPorts["connect"], server: MailServer, ms: number): Promise<SmtpLine> {
    const { hostname, port, security } = server
    const secureTransport = security === "tls" ? "on" : security === "starttls" ? "starttls" : "off"
    const line = new SmtpLine(connect({ hostname, port }, { secureTransport, allowHalfOpen: false }))
    line.within(ms)
    await line.race(line.connection.opened, "There is no connection to the server.")
    return line
  }

  /** From now on everything that is asked for must be done within `ms` of real time, until this is called again. */
  within(ms: number): void {
    clearTimeout(this.timer)
    this.timeUp = new Promise((_, reject) => {
      this.giveUp = reject
    })
    this.timeUp.catch(() => undefined)
    this.timer = setTimeout(() => this.giveUp(new LineLost(`No answer within ${ms} ms.`)), ms)
  }

  /** The next reply. Throws LineLost. */
  async reply(): Promise<Reply> {
    for (;;) {
      const taken = this.taken()
      if (taken !== null) {
        if (taken.code === goodbye) this.lost = true
        return taken
      }
      if (this.heard.length > replyCharactersMax) throw this.lose("The server’s reply has no end.")
      const { value, done } = await this.race(this.reader.read(), hungUp)
      if (done || value === undefined) throw this.lose(hungUp)
      this.heard += this.decoder.decode(value, { stream: true })
    }
  }

  /** Says something, CRLF and all, without waiting for a reply. Throws LineLost. */
  async say(ascii: string): Promise<void> {
    const encoder = new TextEncoder()
    for (let at = 0; at < ascii.length; at += pieceMax) {
      await this.race(this.writer.write(encoder.encode(ascii.slice(at, at + pieceMax))), hungUp)
    }
  }

  /** Says one command and hears the reply. Throws LineLost. */
  async ask(command: string): Promise<Reply> {
    await this.say(`${command}\r\n`)
    return await this.reply()
  }

  /** Goes on in TLS. Throws LineLost. */
  async startTls(): Promise<void> {
    // Whatever came before the handshake may be of somebody else on the way (RFC 3207, CVE-2011-0411).
    if (this.heard !== "") throw this.lose("The server spoke out of turn before TLS.")
    this.reader.releaseLock()
    this.writer.releaseLock()
    this.connection = this.connection.startTls()
    this.reader = this.connection.readable.getReader()
    this.writer = this.connection.writable.getWriter()
    await this.race(this.connection.opened, "There is no TLS with this server.")
  }

  /** Says goodbye without waiting for what the server says to that. Never throws. */
  async close(): Promise<void> {
    const bye = this.lost ? Promise.resolve() : this.say("QUIT\r\n").catch(() => undefined)
    this.lost = true
    await bye
    clearTimeout(this.timer)
    await this.connection.close().catch(() => undefined)
  }

  private taken(): Reply | null {
    try {
      const taken = takeReply(this.heard)
      if (taken === null) return null
      this.heard = taken.rest
      return taken.reply
    } catch {
      throw this.lose("The server does not speak SMTP.")
    }
  }

  private async race<T>(work: Promise<T>, otherwise: string): Promise<T> {
    try {
      return await Promise.race([work, this.timeUp])
    } catch (error) {
      work.catch(() => undefined)
      throw error instanceof LineLost ? this.lose(error.message) : this.lose(otherwise)
    }
  }

  private lose(reason: string): LineLost {
    this.lost = true
    return new LineLost(reason)
  }
}

const hungUp = "The server hung up."
