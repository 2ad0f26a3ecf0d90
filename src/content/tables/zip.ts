import { constants, crc32, deflateRawSync } from "node:zlib"

/** One file in the archive: where it begins, and what is known of it so far. */
export interface ZipEntry {
  path: string
  at: number
  crc: number
  packed: number
  size: number
}

/** All that a writer knows, as plain data: another one goes on from here. */
export interface ZipState {
  /** The last one is open while `open`. */
  entries: ZipEntry[]
  open: boolean
  /** Bytes given so far. */
  written: number
}

/** Of deflate: it takes half the time of the usual level and a fifth more bytes. */
const level = 1
/** The end of a deflate stream: a last block that holds nothing. */
const lastBlock = new Uint8Array([3, 0])
/** Sizes follow the data; names are UTF-8. */
const flags = 0x0808
const version = 20
const deflated = 8
/** 1 January 1981, noon: a file says what is in it, not when it was made. */
const [time, date] = [12 << 11, (1 << 9) | (1 << 5) | 1]
const signatures = { local: 0x04034b50, descriptor: 0x08074b50, central: 0x02014b50, end: 0x06054b50 }

const encoder = new TextEncoder()

export const emptyZip: ZipState = { entries: [], open: false, written: 0 }

/**
 * Writes a ZIP archive (APPNOTE 6.3, without ZIP64) piece by piece. Every piece is compressed by itself, so that nothing but
 * `state` is kept between two of them. Sizes and offsets have 32 bits: the caller keeps below.
 */
export class ZipWriter {
  private readonly entries: ZipEntry[]
  private open: boolean
  private written: number
  private pieces: Uint8Array[] = []

  constructor({ entries, open, written }: ZipState) {
    this.entries = entries.map((entry) => ({ ...entry }))
    this.open = open
    this.written = written
  }

  get state(): ZipState {
    return { entries: this.entries.map((entry) => ({ ...entry })), open: this.open, written: this.written }
  }

  /** Bytes of the archive so far. */
  get length(): number {
    return this.written
  }

  /** Begins a file; the one before is ended. */
  begin(path: string): void {
    this.endEntry()
    const name = encoder.encode(path)
    const entry = { path, at: this.written, crc: 0, packed: 0, size: 0 }
    this.give(record([[4, signatures.local], ...common(entry, false), [2, name.length], [2, 0]]), name)
    this.entries.push(entry)
    this.open = true
  }

  /** Adds to the file begun last. */
  add(bytes: Uint8Array): void {
    if (bytes.length > 0) this.pack(bytes.length, crc32(bytes, this.last.crc), compressed(bytes))
  }

  /** Ends the archive. */
  end(): void {
    this.endEntry()
    const at = this.written
    for (const entry of this.entries) {
      const name = encoder.encode(entry.path)
      const rest: Field[] = [
        [2, name.length],
        [2, 0],
        [2, 0],
        [2, 0],
        [2, 0],
        [4, 0],
        [4, entry.at],
      ]
      this.give(record([[4, signatures.central], [2, version], ...common(entry, true), ...rest]), name)
    }
    const n = this.entries.length
    this.give(
      record([
        [4, signatures.end],
        [2, 0],
        [2, 0],
        [2, n],
        [2, n],
        [4, this.written - at],
        [4, at],
        [2, 0],
      ]),
    )
  }

  /** The bytes since it was last asked. */
  take(): Uint8Array {
    const pieces = this.pieces
    this.pieces = []
    const whole = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0))
    let at = 0
    for (const piece of pieces) {
      whole.set(piece, at)
      at += piece.length
    }
    return whole
  }

  private endEntry(): void {
    if (!this.open) return
    this.pack(0, this.last.crc, lastBlock)
    const { crc, packed, size } = this.last
    this.give(
      record([
        [4, signatures.descriptor],
        [4, crc],
        [4, packed],
        [4, size],
      ]),
    )
    this.open = false
  }

  private pack(size: number, crc: number, bytes: Uint8Array): void {
    const entry = this.last
    entry.crc = crc
    entry.packed += bytes.length
    entry.size += size
    this.give(bytes)
  }

  private get last(): ZipEntry {
    const entry = this.entries.at(-1)
    if (entry === undefined) throw new Error("Nothing was begun in the archive")
    return entry
  }

  private give(...pieces: Uint8Array[]): void {
    for (const piece of pieces) {
      this.pieces.push(piece)
      this.written += piece.length
    }
  }
}

/** Whole blocks that more can follow. */
function compressed(bytes: Uint8Array): Uint8Array {
  return deflateRawSync(bytes, { level, finishFlush: constants.Z_SYNC_FLUSH })
}

/** Length in bytes, and a number. */
type Field = readonly [2 | 4, number]

/** What the head of a file and its line in the directory share; the head does not know sizes yet. */
function common({ crc, packed, size }: ZipEntry, known: boolean): Field[] {
  const sums: Field[] = known
    ? [
        [4, crc],
        [4, packed],
        [4, size],
      ]
    : [
        [4, 0],
        [4, 0],
        [4, 0],
      ]
  return [[2, version], [2, flags], [2, deflated], [2, time], [2, date], ...sums]
}

/** Numbers one after the other, the lowest byte first. */
function record(fields: readonly Field[]): Uint8Array {
  const bytes = new Uint8Array(fields.reduce((sum, [length]) => sum + length, 0))
  const view = new DataView(bytes.buffer)
  let at = 0
  for (const [length, value] of fields) {
    if (length === 2) view.setUint16(at, value, true)
    else view.setUint32(at, value, true)
    at += length
  }
  return bytes
}
