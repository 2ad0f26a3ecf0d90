import { sha256Hex } from "../../core/hash"
import { encodedWords } from "../encoded-words"
import { asciiMailbox, type Mail, type Mailbox } from "../mail"
import { quotedPrintable } from "./quoted-printable"

/** Where a line of the head is folded, in characters, if it can be; longer than `lineMax` it must not be (RFC 5322). */
const foldAt = 76
const lineMax = 998
/** Written by us, whatever an author says. */
const ownNames = new Set(
  ["Date", "From", "Sender", "Reply-To", "To", "Cc", "Bcc", "Subject", "Message-ID", "MIME-Version"].map((name) =>
    name.toLowerCase(),
  ),
)

/** A part of a message: its own head, and its body in ASCII. */
interface Part {
  head: string[]
  body: string
}

/**
 * An email by RFC 5322 and MIME: ASCII, every line ends in CRLF. The same mail gives the same text but for its date, so
 * that whoever gets it twice can tell by its id.
 * @param at its date, epoch ms
 * @returns the text, and the id that it carries without its brackets
 */
export async function mimeOf(mail: Mail, at: number): Promise<{ id: string; text: string }> {
  const name = (await sha256Hex(mail.message.idempotencyKey)).slice(0, 32)
  const id = `${name}@${domainOf(mail.from.email)}`
  const { from, replyTo, to, subject } = mail
  const content = contentOf(mail, name)
  const head = [
    `Date: ${new Date(at).toUTCString().replace("GMT", "+0000")}`,
    field("From", writtenBy(from)),
    ...(replyTo === null ? [] : [field("Reply-To", writtenBy(replyTo))]),
    field("To", asciiAddress(to) ?? to),
    `Message-ID: <${id}>`,
    textField("Subject", subject),
    ...mail.headers.flatMap(([own, value]) => (isOurs(own) ? [] : [textField(own, value)])),
    "MIME-Version: 1.0",
    ...content.head,
  ]
  return { id, text: `${head.join("\r\n")}\r\n\r\n${content.body}\r\n` }
}

/** An address whose domain is written in ASCII; null: what stands before the @ cannot be (RFC 6531). */
export function asciiAddress(email: string): string | null {
  const at = email.lastIndexOf("@")
  const local = email.slice(0, at)
  return /^[!-~]+$/.test(local) ? `${local}@${domainOf(email)}` : null
}

function domainOf(email: string): string {
  const domain = email.slice(email.lastIndexOf("@") + 1)
  return URL.canParse(`http://${domain}`) && !/^[!-~]*$/.test(domain) ? new URL(`http://${domain}`).hostname : domain
}

function writtenBy({ name, email }: Mailbox): string {
  return asciiMailbox({ name, email: asciiAddress(email) ?? email })
}

function isOurs(name: string): boolean {
  return ownNames.has(name.toLowerCase()) || name.toLowerCase().startsWith("content-")
}

/** A field that holds any text: what is not plain ASCII, or has no place to be folded, goes in encoded words. */
function textField(name: string, value: string): string {
  const isPlain = /^[ -~]*$/.test(value) && !value.includes("=?") && !/^ | {2}| $/.test(value)
  const folded = isPlain ? field(name, value) : ""
  const fits = isPlain && folded.split("\r\n").every((line) => line.length <= lineMax)
  return fits ? folded : field(name, encodedWords(value).join(" "))
}

/** A field of the head, folded at single blanks. */
function field(name: string, value: string): string {
  const lines = [`${name}:`]
  for (const word of value.split(" ")) {
    const last = lines.at(-1) ?? ""
    const isFirst = lines.length === 1 && last.length === name.length + 1
    if (isFirst || last.length + 1 + word.length <= foldAt) lines[lines.length - 1] = `${last} ${word}`
    else lines.push(` ${word}`)
  }
  return lines.join("\r\n")
}

/** Both forms of the text, and the files beside them. */
function contentOf({ text, html, files }: Mail, name: string): Part {
  const forms = [
    ...(text === "" && html !== "" ? [] : [textPart("plain", text)]),
    ...(html === "" ? [] : [textPart("html", html)]),
  ]
  const said = several("alternative", forms, `${name}.1`)
  return several("mixed", [said, ...files.map(filePart)], `${name}.2`)
}

/** One part stands for itself. */
function several(kind: "alternative" | "mixed", parts: readonly Part[], name: string): Part {
  const [only] = parts
  if (only !== undefined && parts.length === 1) return only
  // No line of a part can begin like this: neither encoding has a `=` before a `_`.
  const boundary = `=_${name}`
  const bodies = parts.map((part) => `--${boundary}\r\n${part.head.join("\r\n")}\r\n\r\n${part.body}\r\n`)
  return {
    head: [`Content-Type: multipart/${kind};\r\n boundary="${boundary}"`],
    body: `${bodies.join("")}--${boundary}--`,
  }
}

function textPart(kind: "plain" | "html", text: string): Part {
  return {
    head: [`Content-Type: text/${kind}; charset=utf-8`, "Content-Transfer-Encoding: quoted-printable"],
    body: quotedPrintable(text),
  }
}

function filePart({ filename, contentType, base64 }: Mail["files"][number]): Part {
  const type = /^[\w.+-]+\/[\w.+-]+$/.test(contentType) ? contentType : "application/octet-stream"
  return {
    head: [
      `Content-Type: ${type}`,
      "Content-Transfer-Encoding: base64",
      `Content-Disposition: attachment;\r\n ${fileName(filename)}`,
    ],
    body: base64.replaceAll(/.{76}/g, "$&\r\n").trimEnd(),
  }
}

/** A name beyond ASCII in the way of RFC 2231, with a plain one for programs that do not know it. */
function fileName(name: string): string {
  const plain = `filename="${name.replaceAll(/[^ -~]/gu, "_").replaceAll(/["\\]/g, "_")}"`
  if (/^[ -~]*$/.test(name) && !/["\\]/.test(name)) return plain
  const bytes = new TextEncoder().encode(name)
  const coded = Array.from(bytes, (byte) => {
    const char = String.fromCharCode(byte)
    return /[A-Za-z0-9._-]/.test(char) ? char : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`
  })
  return `${plain};\r\n filename*=UTF-8''${coded.join("")}`
}
