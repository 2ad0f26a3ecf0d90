import type { Mail } from "../mail"
import { beginMaxMs, notBegun } from "../parallel"
import type { ProviderPorts, SendOutcome } from "../provider"
import type { MailServer } from "./line"
import { asciiAddress, mimeOf } from "./mime"
import { type Login, openSession, type Session } from "./session"
import { handIn } from "./transaction"

/** Connections of one batch at once: servers tend to allow few. */
const connectionsMax = 3
/** Messages that make another connection worth its while. */
const messagesPerConnection = 20

/** Whom mails are handed to. */
export interface Submission {
  server: MailServer
  login: Login | null
}

/** Mails on their way, and what has become of them. */
interface Batch extends Submission {
  mails: readonly Mail[]
  ports: Pick<ProviderPorts, "connect" | "now">
  outcomes: (SendOutcome | undefined)[]
  /** The next mail that nobody has begun. */
  next: number
  /** What meets every mail that is not begun: the time is up, or the server cannot be spoken to. */
  stop: SendOutcome | null
}

/** Hands mails over, several on one connection; one outcome a mail, in their order. Never throws. */
export async function deliverMails(
  mails: readonly Mail[],
  submission: Submission,
  ports: Pick<ProviderPorts, "connect" | "now">,
): Promise<SendOutcome[]> {
  const batch: Batch = { ...submission, mails, ports, outcomes: [], next: 0, stop: null }
  const timer = setTimeout(() => {
    batch.stop ??= notBegun
  }, beginMaxMs)
  const width = Math.min(connectionsMax, Math.ceil(mails.length / messagesPerConnection))
  await Promise.all(Array.from({ length: width }, (_, index) => work(batch, index === 0)))
  clearTimeout(timer)
  return mails.map((_, index) => batch.outcomes[index] ?? batch.stop ?? untried)
}

const untried: SendOutcome = { kind: "retry", afterMs: null, detail: "The message was not tried." }

/** Works through the batch with one connection at a time. */
async function work(batch: Batch, isFirst: boolean): Promise<void> {
  let session: Session | null = null
  let taken = 0
  for (;;) {
    const mail = batch.stop === null ? batch.mails[batch.next] : undefined
    if (mail === undefined) break
    if (session === null) {
      const opened = await open(batch, mail)
      if ("outcome" in opened) {
        // The server may allow no more connections: then the first one carries everything.
        if (isFirst) batch.stop ??= opened.outcome
        return
      }
      session = opened
      taken = 0
      continue // while it was opened, others have gone on
    }
    const index = batch.next++
    const outcome = await handOne(session, mail, batch.ports.now())
    batch.outcomes[index] = outcome
    if (outcome.kind === "accepted") taken++
    if (!session.line.lost) continue
    await session.line.close()
    session = null
    // A line that has carried nothing is no better the next time; that is an attempt, however late it has become.
    if (taken === 0) batch.stop = { kind: "retry", afterMs: null, detail: "The server does not hold its connections." }
  }
  await session?.line.close()
}

async function open({ ports, server, login }: Batch, mail: Mail): Promise<Session | { outcome: SendOutcome }> {
  const name = asciiAddress(`x@${mail.from.email.slice(mail.from.email.lastIndexOf("@") + 1)}`)?.slice(2)
  return await openSession(ports.connect, server, { name: name ?? "localhost", login })
}

async function handOne(session: Session, mail: Mail, now: number): Promise<SendOutcome> {
  const from = asciiAddress(mail.from.email)
  const to = asciiAddress(mail.to)
  if (to === null) return beyondAscii(true, "The address")
  if (from === null) return beyondAscii(false, "The sender’s address")
  return await handIn(session, { from, to, ...(await mimeOf(mail, now)) })
}

/** RFC 6531 is known to few servers. */
function beyondAscii(permanent: boolean, whose: string): SendOutcome {
  const detail = `${whose} has letters beyond ASCII before its @, which SMTP does not carry.`
  return { kind: "refused", permanent, code: "smtpUtf8", detail }
}
