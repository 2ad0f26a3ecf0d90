const encoder = new TextEncoder()

/** A reference to an object that may not have been written yet. */
export type Ref = number

/** Writes a PDF file object by object; the same objects give the same bytes. */
export class PdfFile {
  private readonly chunks: Uint8Array[] = [encoder.encode("%PDF-1.7\n%\u00e2\u00e3\u00cf\u00d3\n")]
  private length = this.chunks[0]?.length ?? 0
  private readonly offsets: number[] = []
  private count = 0

  reserve(): Ref {
    this.count++
    return this.count
  }

  /** Writes a dictionary or array, given as its own text. */
  add(text: string, ref: Ref = this.reserve()): Ref {
    this.begin(ref)
    this.write(encoder.encode(`${text}\nendobj\n`))
    return ref
  }

  /** Writes a stream, compressed; `entries` are those of its dictionary beside length and filter. */
  async addStream(bytes: Uint8Array, entries = ""): Promise<Ref> {
    const packed = await deflate(bytes)
    const ref = this.reserve()
    this.begin(ref)
    this.write(encoder.encode(`<< /Length ${packed.length} /Filter /FlateDecode ${entries} >>\nstream\n`))
    this.write(packed)
    this.write(encoder.encode("\nendstream\nendobj\n"))
    return ref
  }

  /** Ends the file with its table of objects. */
  end(trailer: { root: Ref; info: Ref }): Uint8Array {
    const start = this.length
    const rows = Array.from({ length: this.count }, (_, i) => `${padded(this.offsets[i + 1] ?? 0, 10)} 00000 n \n`)
    const size = this.count + 1
    this.write(encoder.encode(`xref\n0 ${size}\n0000000000 65535 f \n${rows.join("")}`))
    this.write(encoder.encode(`trailer\n<< /Size ${size} /Root ${trailer.root} 0 R /Info ${trailer.info} 0 R >>\n`))
    this.write(encoder.encode(`startxref\n${start}\n%%EOF\n`))
    return joined(this.chunks, this.length)
  }

  private begin(ref: Ref): void {
    this.offsets[ref] = this.length
    this.write(encoder.encode(`${ref} 0 obj\n`))
  }

  private write(chunk: Uint8Array): void {
    this.chunks.push(chunk)
    this.length += chunk.length
  }
}

/** A text string in UTF-16 with its mark. */
export function textString(text: string): string {
  return `<FEFF${utf16Hex(text)}>`
}

/** UTF-16 code units in hex. */
export function utf16Hex(text: string): string {
  let hex = ""
  for (let i = 0; i < text.length; i++) hex += text.charCodeAt(i).toString(16).padStart(4, "0")
  return hex.toUpperCase()
}

/** A number with at most three decimals. */
export function num(value: number): string {
  return String(Math.round(value * 1000) / 1000)
}

function padded(value: number, digits: number): string {
  return String(value).padStart(digits, "0")
}

async function deflate(bytes: Uint8Array): Promise<Uint8Array> {
  const packed = new Blob([bytes as Uint8Array<ArrayBuffer>]).stream().pipeThrough(new CompressionStream("deflate"))
  return new Uint8Array(await new Response(packed).arrayBuffer())
}

function joined(chunks: readonly Uint8Array[], length: number): Uint8Array {
  const all = new Uint8Array(length)
  let at = 0
  for (const chunk of chunks) {
    all.set(chunk, at)
    at += chunk.length
  }
  return all
}
