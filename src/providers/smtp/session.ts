import { base64Of } from "../../core/encoding"
import type { ProviderPorts, SendOutcome } from "../provider"
import { LineLost, type MailServer, SmtpLine } from "./line"
import { type Reply, refusalOf } from "./reply"

/** A connection on which mail can be handed over. */
export interface Session {
  line: SmtpLine
  /** Whether several commands may be said before their replies (RFC 2920). */
  pipelining: boolean
}

export interface Login {
  user: string
  password: string
}

/** How long it may take to connect and log in, in ms. */
const sessionMaxMs = 8_000

/**
 * Connects, greets, goes into TLS where that is asked for, and logs in. Never throws, and never goes on without the secrecy
 * that was asked for.
 * @param name what we call ourselves
 * @returns the session, or what every message meets with now
 */
export async function openSession(
  connect: ProviderPorts["connect"],
  server: MailServer,
  { name, login }: { name: string; login: Login | null },
): Promise<Session | { outcome: SendOutcome }> {
  let line: SmtpLine | null = null
  try {
    line = await SmtpLine.open(connect, server, sessionMaxMs)
    const agreed = await agree(line, server, { name, login })
    if (!("outcome" in agreed)) return agreed
    await line.close()
    return agreed
  } catch (error) {
    if (!(error instanceof LineLost)) throw error
    await line?.close()
    return { outcome: { kind: "retry", afterMs: null, detail: error.message } }
  }
}

async function agree(
  line: SmtpLine,
  server: MailServer,
  { name, login }: { name: string; login: Login | null },
): Promise<Session | { outcome: SendOutcome }> {
  const greeting = await line.reply()
  if (greeting.code !== 220) return { outcome: refusalOf(greeting, "greeting") }
  let hello = await line.ask(`EHLO ${name}`)
  if (hello.code !== 250) return { outcome: refusalOf(hello, "greeting") }
  if (server.security === "starttls") {
    if (!offers(hello, "STARTTLS")) return ours("noStartTls", "The server offers no STARTTLS.")
    const ready = await line.ask("STARTTLS")
    if (ready.code !== 220) return { outcome: refusalOf(ready, "greeting") }
    await line.startTls()
    hello = await line.ask(`EHLO ${name}`)
    if (hello.code !== 250) return { outcome: refusalOf(hello, "greeting") }
  }
  if (login !== null) {
    const answer = await logIn(line, offered(hello, "AUTH"), login)
    if (answer === null) return ours("noLogin", "The server offers no login by user and password.")
    if (answer.code !== 235) return { outcome: refusalOf(answer, "login") }
  }
  return { line, pipelining: offers(hello, "PIPELINING") }
}

/** The server's answer to the login, or null when it knows none of our ways. */
async function logIn(line: SmtpLine, ways: readonly string[], { user, password }: Login): Promise<Reply | null> {
  const coded = (text: string) => base64Of(new TextEncoder().encode(text))
  if (ways.includes("PLAIN")) return await line.ask(`AUTH PLAIN ${coded(`\0${user}\0${password}`)}`)
  if (!ways.includes("LOGIN")) return null
  for (const part of ["AUTH LOGIN", coded(user)]) {
    const answer = await line.ask(part)
    if (answer.code !== 334) return answer
  }
  return await line.ask(coded(password))
}

function offers(hello: Reply, keyword: string): boolean {
  return hello.lines.slice(1).some((line) => line.split(" ")[0]?.toUpperCase() === keyword)
}

/** What stands behind a keyword of the server's; some write `AUTH=` beside it. */
function offered(hello: Reply, keyword: string): string[] {
  return hello.lines.slice(1).flatMap((line) => {
    const [first = "", ...rest] = line.toUpperCase().split(/[ =]+/)
    return first === keyword ? rest : []
  })
}

/** A person mends the settings. */
function ours(code: string, detail: string): { outcome: SendOutcome } {
  return { outcome: { kind: "refused", permanent: false, code, detail } }
}
