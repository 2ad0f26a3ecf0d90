/** Characters of a line, its soft break included (RFC 2045). */
const lineMax = 76

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
  let out = ""
  let length = 0
  for (const [at, byte] of bytes.entries()) {
    const one = isPlain(byte, at === bytes.length - 1) ? String.fromCharCode(byte) : hexOf(byte)
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

/** A blank stands for itself but at the end of a line, where it would be lost on the way. */
function isPlain(byte: number, isLast: boolean): boolean {
  const isBlank = byte === 32 || byte === 9
  return isBlank ? !isLast : byte > 32 && byte < 127 && byte !== 61
}

function hexOf(byte: number): string {
  return `=${byte.toString(16).toUpperCase().padStart(2, "0")}`
}
