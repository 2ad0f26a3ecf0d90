import { crc32 } from "node:zlib"
import { strFromU8, unzipSync } from "fflate"
import { describe, expect, it } from "vitest"
import {
  type Column,
  type Row,
  type TableFormat,
  type TableWriter,
  tableWriter,
} from "../../../src/content/tables/table"
import { createXlsx } from "../../../src/content/tables/xlsx"

const columns: Column[] = [
  { name: "memberId", type: "text" },
  { name: "amount", type: "number" },
  { name: "vip", type: "boolean" },
  { name: "due", type: "date" },
  { name: "enteredAt", type: "instant" },
  { name: "plan", type: "any" },
]
const row: Row = ["m-1", 1200.5, true, "2027-03-01", "2026-12-01T12:00:00.000Z", ["a", "b"]]

function made(writer: TableWriter, pages: readonly Row[][]): Uint8Array {
  const parts = [writer.start(), ...pages.map((rows) => writer.add(rows)), writer.end()]
  return Uint8Array.from(parts.flatMap((part) => [...part]))
}
const text = (format: TableFormat, rows: Row[], of = columns, options = {}) =>
  new TextDecoder("utf-8", { ignoreBOM: true }).decode(made(tableWriter(format, of, options), [rows]))
const sheets = (bytes: Uint8Array) =>
  Object.fromEntries(Object.entries(unzipSync(bytes)).map(([path, part]) => [path, strFromU8(part)]))

describe("tables", () => {
  it("ANA-4 CSV by RFC 4180, with Excel's mark when it is asked for", () => {
    const said: Row = ['say "hi", all\nof you', null, false, null, null, 7]
    expect(text("csv", [row, said])).toBe(
      'memberId,amount,vip,due,enteredAt,plan\r\nm-1,1200.5,true,2027-03-01,2026-12-01T12:00:00.000Z,a; b\r\n"say ""hi"", all\nof you",,false,,,7\r\n',
    )
    expect(text("csv", [], columns, { bom: true }).startsWith("\uFEFFmemberId")).toBe(true)
  })

  it.each([
    ["=1+1", "'=1+1"],
    ['=HYPERLINK("http://x")', `"'=HYPERLINK(""http://x"")"`],
    ["+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"],
    ["-2+3", "'-2+3"],
    ["@SUM(1)", "'@SUM(1)"],
    ["\t=1", "'\t'=1"],
    ["\r=1", `"'\r'=1"`],
    [" =1+1", "' =1+1"],
    ["a;=1+1", "a;'=1+1"],
    ["a; @SUM(1);b", "a;' @SUM(1);b"],
    ["a;b=1", "a;b=1"],
    ["＝1+1", "'＝1+1"],
    ["-12.5", "-12.5"],
    ["+59899123456", "+59899123456"],
    ["plain", "plain"],
  ])("ANA-4 a CSV cell %j cannot be a formula", (value, cell) => {
    expect(text("csv", [[value]], [{ name: "a", type: "text" }])).toBe(`a\r\n${cell}\r\n`)
  })

  it("ANA-4 NDJSON keeps every type", () => {
    const [line] = text("ndjson", [row])
      .trimEnd()
      .split("\n")
      .map((one) => JSON.parse(one))
    expect(line).toEqual({
      memberId: "m-1",
      amount: 1200.5,
      vip: true,
      due: "2027-03-01",
      enteredAt: "2026-12-01T12:00:00.000Z",
      plan: ["a", "b"],
    })
    expect(text("ndjson", [["x"]], [{ name: "__proto__", type: "text" }])).toBe('{"__proto__":"x"}\n')
  })

  it("ANA-4 XLSX cells have their types; a text is never a formula, an id of digits stays one", () => {
    const odd: Row = ["=1+1", -3, false, "1899-12-31", "no instant", "a<b>&\u0001_x0041_"]
    const parts = sheets(made(tableWriter("xlsx", columns), [[row], [odd, ["007", null, null, null, null, "42"]]]))
    const xml = parts["xl/worksheets/sheet1.xml"] ?? ""
    expect(xml).toContain('state="frozen"')
    expect(xml).toContain('<c r="A1" s="3" t="inlineStr"><is><t xml:space="preserve">memberId</t></is></c>')
    expect(xml).toContain('<c r="B2"><v>1200.5</v></c><c r="C2" t="b"><v>1</v></c><c r="D2" s="1"><v>46447</v></c>')
    expect(xml).toContain('<c r="E2" s="2"><v>46357.5</v></c>')
    expect(xml).toContain('<c r="A3" t="inlineStr"><is><t xml:space="preserve">=1+1</t></is></c>')
    expect(xml).toContain('<c r="D3" t="inlineStr">')
    expect(xml).toContain("a&lt;b&gt;&amp;\ufffd_x005F_x0041_")
    expect(xml).toContain('<c r="A4" t="inlineStr"><is><t xml:space="preserve">007</t></is></c>')
    expect(xml).not.toContain("<f>")
    expect(Object.keys(parts).sort()).toEqual([
      "[Content_Types].xml",
      "_rels/.rels",
      "xl/_rels/workbook.xml.rels",
      "xl/styles.xml",
      "xl/workbook.xml",
      "xl/worksheets/sheet1.xml",
    ])
  })

  it("ANA-4 what one sheet cannot hold goes to the next, each with its header", () => {
    const writer = createXlsx([{ name: "n", type: "number" }], { sheet: "Runs" }, { sheetRows: 3 })
    const parts = sheets(
      made(writer, [
        [[1], [2], [3]],
        [[4], [5]],
      ]),
    )
    const values = (n: number) =>
      [...(parts[`xl/worksheets/sheet${n}.xml`] ?? "").matchAll(/<v>(\d+)<\/v>/g)].map((m) => m[1])
    expect([values(1), values(2), values(3)]).toEqual([["1", "2"], ["3", "4"], ["5"]])
    expect(parts["xl/workbook.xml"]).toContain('name="Runs 3"')
    for (const n of [1, 2, 3]) expect(parts[`xl/worksheets/sheet${n}.xml`]).toContain(">n</t>")
  })

  it.each(["csv", "ndjson", "xlsx"] as const)(
    "ANA-4 %s goes on from its state, byte for byte as if nothing had been",
    (format) => {
      const pages = [[row, row], [row], [row, row, row]]
      const whole = made(tableWriter(format, columns, { bom: true }), pages)
      const parts: Uint8Array[] = []
      let state: unknown
      for (const [n, rows] of pages.entries()) {
        const writer = tableWriter(format, columns, n === 0 ? { bom: true } : { bom: true, state })
        if (n === 0) parts.push(writer.start())
        parts.push(writer.add(rows))
        if (n === pages.length - 1) parts.push(writer.end())
        state = JSON.parse(JSON.stringify(writer.state()))
      }
      expect(Uint8Array.from(parts.flatMap((part) => [...part]))).toEqual(whole)
    },
  )

  it("ANA-4 the archive says of each part what it is: checksum and sizes", () => {
    const bytes = made(tableWriter("xlsx", columns), [[row], [row]])
    const view = new DataView(bytes.buffer)
    const end = bytes.length - 22
    expect([view.getUint32(end, true), view.getUint16(end + 10, true)]).toEqual([0x06054b50, 6])
    let at = view.getUint32(end + 16, true)
    const parts = unzipSync(bytes)
    for (const [path, content] of Object.entries(parts)) {
      expect(view.getUint32(at, true)).toBe(0x02014b50)
      const [crc, , size] = [16, 20, 24].map((offset) => view.getUint32(at + offset, true))
      expect([path, crc, size]).toEqual([path, crc32(content), content.length])
      expect(view.getUint32(view.getUint32(at + 42, true), true)).toBe(0x04034b50)
      at += 46 + view.getUint16(at + 28, true)
    }
  })
})
