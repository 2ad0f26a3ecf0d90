import { base64Of } from "../core/encoding"
import { oneLine } from "../core/one-line"
import { isEmail } from "../core/profile"
import { encodedWords } from "./encoded-words"
import type { OutboundMessage, ProviderPorts, SendOutcome } from "./provider"

/** A name and an address. */
export interface Mailbox {
  name: string | null
  email: string
}

/** An email as providers are told of it: checked, every header on one line (DEL-30). */
export interface Mail {
  message: OutboundMessage<"email">
  to: string
  from: Mailbox
  replyTo: Mailbox | null
  subject: string
  html: string
  text: string
  headers: [name: string, value: string][]
  files: { filename: string; contentType: string; base64: string }[]
}

/** Field names by RFC 5322. */
const headerName = /^[!-9;-~]+$/

/**
 * Prepares messages, hands the good ones over by `send` (one outcome a mail, in their order), and puts all outcomes in
 * the order of the messages.
 */
export async function sendMails(
  messages: readonly OutboundMessage<"email">[],
  ports: Pick<ProviderPorts, "file">,
  send: (mails: Mail[]) => Promise<SendOutcome[]>,
): Promise<SendOutcome[]> {
  const prepared = await Promise.all(messages.map(async (message) => await mailOf(message, ports)))
  const mails = prepared.flatMap((one) => ("mail" in one ? [one.mail] : []))
  const sent = mails.length === 0 ? [] : await send(mails)
  let next = 0
  return prepared.map((one) => ("outcome" in one ? one.outcome : (sent[next++] ?? noAnswer)))
}

const noAnswer: SendOutcome = { kind: "retry", afterMs: null, detail: "The provider said nothing of this message." }

async function mailOf(
  message: OutboundMessage<"email">,
  ports: Pick<ProviderPorts, "file">,
): Promise<{ mail: Mail } | { outcome: SendOutcome }> {
  const { content, to } = message
  const refused = (permanent: boolean, code: string, detail: string) => ({
    outcome: { kind: "refused" as const, permanent, code, detail },
  })
  if (!isEmail(to)) return refused(true, "badAddress", "The address is none.")
  const from = mailboxOf(content.from ?? "")
  // A person names the sender, and the message goes out.
  if (from === null) return refused(false, "noSender", "No sender is set: name one in the company preferences.")
  const files: Mail["files"] = []
  for (const { key, filename, contentType } of message.attachments ?? []) {
    const bytes = await ports.file(key).catch(() => undefined)
    if (bytes === undefined) return { outcome: { kind: "retry", afterMs: null, detail: "A file cannot be read now." } }
    if (bytes !== null) files.push({ filename: oneLine(filename), contentType, base64: base64Of(bytes) })
  }
  return {
    mail: {
      ...{ message, to, from, files },
      replyTo: mailboxOf(content.replyTo ?? ""),
      subject: oneLine(content.subject),
      html: content.html,
      text: content.text,
      headers: Object.entries(content.headers ?? {}).flatMap(([name, value]) =>
        headerName.test(name) ? [[name, oneLine(value)]] : [],
      ),
    },
  }
}

/** Reads `a@b.c`, `Name <a@b.c>` or `"Name" <a@b.c>`; null when there is no such address. */
export function mailboxOf(text: string): Mailbox | null {
  const line = oneLine(text)
  const [, quoted = "", email = ""] = /^(.*?)<([^<>]*)>$/.exec(line) ?? [null, "", line]
  if (!isEmail(email.trim())) return null
  const name = quoted
    .trim()
    .replace(/^"(.*)"$/, "$1")
    .replaceAll(/\\(.)/g, "$1")
    .trim()
  return { name: name === "" ? null : name, email: email.trim() }
}

/** As a header writes it, in Unicode; the name is always quoted, so that nothing in it means anything. */
export function writtenMailbox({ name, email }: Mailbox): string {
  return name === null ? email : `"${name.replaceAll(/["\\]/g, (found) => `\\${found}`)}" <${email}>`
}

/** The same in ASCII: a name beyond it becomes encoded words (RFC 2047). */
export function asciiMailbox(mailbox: Mailbox): string {
  const { name, email } = mailbox
  if (name === null || /^[ -~]*$/.test(name)) return writtenMailbox(mailbox)
  return `${encodedWords(name).join(" ")} <${email}>`
}

/** Of a tag's value where providers allow little: letters, digits, `-` and `_`. */
const separator = "."

/**
 * A delivery's ref in pieces of at most `size` characters that hold nothing but letters, digits, `-` and `_`, by name
 * (`ref0`, `ref1` …, `sig`); nothing when it would take more than `most`.
 */
export function refPieces(ref: string, size: number, most: number): Record<string, string> {
  const [payload = "", signature = ""] = ref.split(separator)
  const pieces: Record<string, string> = {}
  for (let at = 0; at < payload.length; at += size) pieces[`ref${at / size}`] = payload.slice(at, at + size)
  pieces.sig = signature
  return Object.keys(pieces).length > most ? {} : pieces
}

/** The ref that `refPieces` made, or null. `piece` reads one by its name. */
export function refOfPieces(piece: (name: string) => unknown): string | null {
  let payload = ""
  for (let n = 0; ; n++) {
    const part = piece(`ref${n}`)
    if (typeof part !== "string") break
    payload += part
  }
  const signature = piece("sig")
  return payload === "" || typeof signature !== "string" ? null : payload + separator + signature
}
