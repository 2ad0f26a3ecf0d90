/** Characters of a line, its soft break included (RFC 2045). */
const lineMax = 76

/** How each byte is written within a line: as itself, or as `=` and its number. */
const written = Array.from({ length: 256 }, (_, byte) => {
  const isPlain = (byte > 32 && byte < 127 && byte !== 61) || byte === 32 || byte === 9
  return isPlain ? String.fromCharCode(byte) : coded(byte)
})

/**
 * Text in quoted-printable (RFC 2045): ASCII lines of at most 76 characters that end in CRLF. Line ends of any kind in the
 * text are line ends.
 */
export function quotedPrintable(text: string): string {
  return text
    .split(/\r\n|\r|\n/)
    .map(encodedLine)
    .join("\r\n")
}

function encodedLine(line: string): string {
  const bytes = new TextEncoder().encode(line)
  const last = bytes.length - 1
  let out = ""
  let length = 0
  for (let at = 0; at <= last; at++) {
    const byte = bytes[at] ?? 0
    // A blank at the end of a line would be lost on the way.
    const one = at === last && (byte === 32 || byte === 9) ? coded(byte) : (written[byte] ?? "")
    // One place is kept for the mark of a soft break.
    if (length + one.length > lineMax - 1) {
      out += "=\r\n"
      length = 0
    }
    out += one
    length += one.length
  }
  return out
}

function coded(byte: number): string {
  return `=${byte.toString(16).toUpperCase().padStart(2, "0")}`
}
