import { bytesOfBase64 } from "../../../src/core/encoding"

/** A message or a part of one, read as a mail program reads it. */
export interface ReadPart {
  /** Fields by name, in their order, unfolded; encoded words are decoded. */
  fields: [name: string, value: string][]
  /** Decoded. */
  bytes: Uint8Array
  parts: ReadPart[]
}

const decoder = new TextDecoder()

/** Reads a message; throws where it breaks RFC 5322, 2045 or 2047. Knows nothing of how it was written. */
export function readMime(text: string): ReadPart {
  for (const line of text.split("\r\n")) {
    if (/[^\t -~]/.test(line)) throw new Error(`Not ASCII: ${line}`)
    if (line.length > 998) throw new Error(`Too long: ${line.length}`)
  }
  const end = text.indexOf("\r\n\r\n")
  const raw = text.slice(0, end).replaceAll(/\r\n(?=[ \t])/g, "")
  const fields = raw.split("\r\n").map((line): [string, string] => {
    const [, name = "", value = ""] = /^([!-9;-~]+): ?(.*)$/.exec(line) ?? []
    if (name === "") throw new Error(`No field: ${line}`)
    return [name, decodedWords(value)]
  })
  const body = text.slice(end + 4)
  const type = fieldOf({ fields }, "content-type")
  const boundary = /boundary="([^"]+)"/.exec(type)?.[1]
  if (boundary === undefined) return { fields, bytes: decodedBody(body, fields), parts: [] }
  const [before, ...rest] = `\r\n${body}`.split(`\r\n--${boundary}`)
  const last = rest.pop()
  if (before !== "" || last === undefined || !last.startsWith("--")) throw new Error("The parts do not end")
  return { fields, bytes: new Uint8Array(), parts: rest.map((part) => readMime(part.replace(/^\r\n/, ""))) }
}

/** The first field of a name, in any case; "" when there is none. */
export function fieldOf({ fields }: Pick<ReadPart, "fields">, name: string): string {
  return fields.find(([own]) => own.toLowerCase() === name)?.[1] ?? ""
}

/** The text of the first part of a media type, wherever it is. */
export function textOf(part: ReadPart, type: string): string | undefined {
  if (fieldOf(part, "content-type").startsWith(type)) return decoder.decode(part.bytes).replaceAll("\r\n", "\n")
  return part.parts.map((one) => textOf(one, type)).find((one) => one !== undefined)
}

/** Files that go along. */
export function filesOf(part: ReadPart): { filename: string; contentType: string; bytes: Uint8Array }[] {
  const how = fieldOf(part, "content-disposition")
  if (!how.startsWith("attachment")) return part.parts.flatMap(filesOf)
  const coded = /filename\*=UTF-8''([^;]+)/.exec(how)?.[1]
  const filename = coded === undefined ? (/filename="([^"]*)"/.exec(how)?.[1] ?? "") : decodeURIComponent(coded)
  return [{ filename, contentType: fieldOf(part, "content-type"), bytes: part.bytes }]
}

/** Each encoded word is decoded by itself, as RFC 2047 asks: a character may not be split over two. */
function decodedWords(text: string): string {
  const strict = new TextDecoder("utf-8", { fatal: true })
  const joined = text.replaceAll(/\?=\s+=\?/g, "?==?")
  return joined.replaceAll(/=\?UTF-8\?B\?([^?]*)\?=/g, (word, coded: string) => {
    if (word.length > 75) throw new Error(`A long word: ${word}`)
    return strict.decode(bytesOfBase64(coded) ?? new Uint8Array())
  })
}

function decodedBody(body: string, fields: ReadPart["fields"]): Uint8Array {
  const how = fieldOf({ fields }, "content-transfer-encoding")
  for (const line of body.split("\r\n")) if (line.length > 76) throw new Error(`A long line: ${line}`)
  if (how === "base64") return bytesOfBase64(body.replaceAll("\r\n", "")) ?? new Uint8Array()
  if (how !== "quoted-printable") throw new Error(`An encoding of its own: ${how}`)
  if (/[ \t](\r\n|$)/.test(body)) throw new Error("A blank at the end of a line is lost")
  const bytes: number[] = []
  for (const [piece] of body.replaceAll("=\r\n", "").matchAll(/=[0-9A-F]{2}|[^=]|=/g)) {
    if (piece === "=") throw new Error("A lone =")
    bytes.push(piece.length === 3 ? Number.parseInt(piece.slice(1), 16) : piece.charCodeAt(0))
  }
  return Uint8Array.from(bytes)
}
