/** Characters of one stored piece of a file; a record longer than `recordMaxChars` is cut there and refused later. */
const pieceChars = 120_000
const recordMaxChars = 1_000_000

/** Whole records of a file. */
export interface Piece {
  text: string
  /** Number of the first line in the file, from 1. */
  firstLine: number
  records: number
}

type Place = "fieldStart" | "plain" | "quoted" | "quoteInQuoted"

/** Cuts a file into pieces of whole records in bounded memory, minding line breaks inside CSV quotes (MEM-3). */
export class Splitter {
  private text = ""
  private scanned = 0
  private cut = 0
  private records = 0
  private line = 1
  private linesSeen = 0
  private linesAtCut = 0
  private place: Place = "fieldStart"

  constructor(private readonly quotes: boolean) {}

  /** Takes the next part of the file; gives the pieces that have become whole. */
  *push(part: string): Generator<Piece> {
    this.text += part
    for (; this.scanned < this.text.length; this.scanned++) {
      if (!this.endsRecord(this.text.charCodeAt(this.scanned))) continue
      this.cut = this.scanned + 1
      this.linesAtCut = this.linesSeen
      this.records++
      if (this.cut >= pieceChars) yield this.take()
    }
  }

  /** The rest of the file. */
  *end(): Generator<Piece> {
    if (this.text.length > this.cut) {
      this.cut = this.text.length
      this.linesAtCut = this.linesSeen + 1
      this.records++
    }
    if (this.cut > 0) yield this.take()
  }

  private take(): Piece {
    const piece = { text: this.text.slice(0, this.cut), firstLine: this.line, records: this.records }
    this.text = this.text.slice(this.cut)
    this.scanned -= this.cut
    this.line += this.linesAtCut
    this.linesSeen -= this.linesAtCut
    this.cut = 0
    this.records = 0
    this.linesAtCut = 0
    return piece
  }

  private endsRecord(char: number): boolean {
    const newline = char === 0x0a
    if (newline) this.linesSeen++
    const tooLong = this.scanned - this.cut > recordMaxChars
    const inside = this.quotes && this.insideQuotes(char)
    if (newline && (!inside || tooLong)) {
      this.place = "fieldStart"
      return true
    }
    return false
  }

  /** Follows the quoting of RFC 4180: a quote opens only at the start of a field. */
  private insideQuotes(char: number): boolean {
    const quote = char === 0x22
    const ends = char === 0x2c || char === 0x0a
    switch (this.place) {
      case "fieldStart":
        this.place = quote ? "quoted" : ends ? "fieldStart" : "plain"
        return false
      case "plain":
        if (ends) this.place = "fieldStart"
        return false
      case "quoted":
        if (quote) this.place = "quoteInQuoted"
        return true
      case "quoteInQuoted":
        this.place = quote ? "quoted" : ends ? "fieldStart" : "plain"
        return this.place === "quoted"
    }
  }
}
