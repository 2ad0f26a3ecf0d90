import { wordsOf } from "../http"
import type { AddressVerdict, SendOutcome } from "../provider"

/** What a server says to a command. */
export interface Reply {
  /** Three digits: 2xx done, 3xx go on, 4xx not now, 5xx no. */
  code: number
  /** Its lines without their codes. */
  lines: string[]
}

/** What a reply was given to. */
export type Stage = "greeting" | "login" | "sender" | "recipient" | "content"

/** The server closes the connection, whatever was asked (RFC 5321, 3.8). */
export const goodbye = 421
/** It wants a login that it knows: a person mends the settings. */
const loginCodes = new Set([530, 534, 535, 538])
/** There is no such mailbox (RFC 3463). */
const noMailbox = /^5\.1\.(1|2|3|6|10)\b/
/** A server that will not carry mail for us, rather than this mail: it takes us for strangers. */
const relaying = /relay/i
/** Too large, for whoever it goes to. */
const tooLarge = 552

/** Reads one whole reply off the front of what came in; null: it is not whole yet. Throws when it is none. */
export function takeReply(text: string): { reply: Reply; rest: string } | null {
  const lines: string[] = []
  let at = 0
  for (;;) {
    const end = text.indexOf("\n", at)
    if (end === -1) return null
    const [, code = "", mark, words = ""] = /^([2-5]\d\d)(?:([ -])(.*))?$/.exec(text.slice(at, end).trimEnd()) ?? []
    if (code === "") throw new Error("This is no reply of SMTP.")
    lines.push(words)
    at = end + 1
    if (mark !== "-") return { reply: { code: Number(code), lines }, rest: text.slice(at) }
  }
}

/**
 * What a refusal means (SEND-3): 4xx passes; before a message is named, or of its sender, 5xx is about our settings and
 * waits for a person; of a recipient or the content it is for good.
 */
export function refusalOf({ code, lines }: Reply, stage: Stage): SendOutcome {
  const words = wordsOf(lines.join(" "))
  const detail = `SMTP ${code}${words === "" ? "" : `: ${words}`}`
  // It has too many connections, or no time for anybody: that says nothing of the message.
  if (code === goodbye && stage === "greeting") return { kind: "retry", afterMs: null, detail, throttled: true }
  if (code < 500) return { kind: "retry", afterMs: null, detail }
  const isOurs = stage === "greeting" || stage === "login" || (stage === "sender" && code !== tooLarge)
  const permanent = !(isOurs || loginCodes.has(code) || relaying.test(words))
  const verdict: { address?: AddressVerdict } =
    stage === "recipient" && permanent && noMailbox.test(words) ? { address: "hardBounce" } : {}
  return { kind: "refused", permanent, code: `smtp${code}`, detail: words === "" ? detail : words, ...verdict }
}
