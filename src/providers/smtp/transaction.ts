import type { SendOutcome } from "../provider"
import { LineLost, type SmtpLine } from "./line"
import { type Reply, refusalOf } from "./reply"
import type { Session } from "./session"

/** How long one message may take, in ms: less than a cancel waits for what is in flight (CAM-7). */
const messageMaxMs = 20_000

/** A message with its envelope. */
export interface Letter {
  from: string
  to: string
  /** What identifies it at the server. */
  id: string
  /** ASCII, lines end in CRLF. */
  text: string
}

/**
 * Hands one message over. Until its last line is out nothing was taken; once that is out and no reply comes, nobody knows
 * (DEL-06). Never throws; a session whose line is lost is of no more use.
 */
export async function handIn({ line, pipelining }: Session, letter: Letter): Promise<SendOutcome> {
  line.within(messageMaxMs)
  let isOut = false
  try {
    const refusal = await address({ line, pipelining }, letter)
    if (refusal !== null) {
      await startAfresh(line)
      return refusal
    }
    await line.say(stuffed(letter.text))
    isOut = true
    const reply = await line.ask(".")
    return isDone(reply) ? { kind: "accepted", providerId: letter.id } : refusalOf(reply, "content")
  } catch (error) {
    if (!(error instanceof LineLost)) throw error
    const { message: detail } = error
    return isOut ? { kind: "unknown", detail } : { kind: "retry", afterMs: null, detail }
  }
}

/** Says whom it is from and for, and that the content follows; what the server has against it, or null. */
async function address({ line, pipelining }: Session, { from, to }: Letter): Promise<SendOutcome | null> {
  const commands = [`MAIL FROM:<${from}>`, `RCPT TO:<${to}>`, "DATA"]
  if (pipelining) await line.say(`${commands.join("\r\n")}\r\n`)
  const next = async (command: string): Promise<Reply> => (pipelining ? await line.reply() : await line.ask(command))
  let refusal: SendOutcome | null = null
  for (const [index, command] of commands.entries()) {
    const reply = await next(command)
    const isGood = index === 2 ? reply.code === 354 : isDone(reply)
    if (!isGood) refusal ??= refusalOf(reply, stages[index] ?? "content")
    // It waits for a content although nobody may have it: there is none.
    else if (index === 2 && refusal !== null) await line.ask(".")
    if (refusal !== null && !pipelining) return refusal
  }
  return refusal
}

/** Forgets the message that was refused; what the server said of it stands, whatever becomes of the line. */
async function startAfresh(line: SmtpLine): Promise<void> {
  if (line.lost) return
  try {
    await line.ask("RSET")
  } catch (error) {
    if (!(error instanceof LineLost)) throw error
  }
}

function isDone({ code }: Reply): boolean {
  return code >= 200 && code < 300
}

const stages = ["sender", "recipient", "content"] as const

/** A line of the content must not look like its end (RFC 5321, 4.5.2). */
function stuffed(text: string): string {
  return text.replaceAll(/^\./gm, "..")
}
