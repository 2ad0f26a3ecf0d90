import { env } from "cloudflare:workers"
import { describe, expect, it } from "vitest"
import { FontBook } from "../../src/content/pdf/font-book"
import { linesOf } from "../../src/content/pdf/lines"
import { inVisualOrder, shapeWords } from "../../src/content/pdf/pieces"
import { renderDocument } from "../../src/content/pdf/render"
import { assetFonts } from "../../src/platform/fonts"

const plain = { bold: false, italic: false, underline: false, link: null }

async function render(html: string, locale: string | null = null) {
  const member = { id: "m", email: null, phone: null, locale, timeZone: null, attributes: {} }
  const how = { settings: { now: 0, timeZone: "UTC" }, fonts: assetFonts(env) }
  return await renderDocument({ name: "Doc", html }, { member, campaign: { id: "c", name: "C" } }, how)
}

async function shaped(text: string) {
  const book = await FontBook.of(assetFonts(env), text)
  return shapeWords([{ ...plain, text }], book, { size: 10, language: "en" })
}

/** The file's streams inflated, in their order, and its other objects as text. */
async function contentsOf(bytes: Uint8Array): Promise<{ text: string; streams: string[] }> {
  const text = new TextDecoder("latin1").decode(bytes)
  const streams: string[] = []
  for (const found of text.matchAll(/\/Length (\d+) [^>]*>>\nstream\n/g)) {
    const from = found.index + found[0].length
    const packed = bytes.slice(from, from + Number(found[1]))
    const plainBytes = new Response(packed).body?.pipeThrough(new DecompressionStream("deflate"))
    streams.push(new TextDecoder("latin1").decode(await new Response(plainBytes).arrayBuffer()))
  }
  return { text, streams }
}

const hex = (char: string) => char.charCodeAt(0).toString(16).padStart(4, "0").toUpperCase()

describe("documents in any script", () => {
  it.each([
    ["Latin", "Zażółć gęślą jaźń, Ñandú, Tiếng Việt, Ærø, İstanbul"],
    ["Greek", "Ξεσκεπάζω την ψυχοφθόρα βδελυγμία"],
    ["Cyrillic", "Съешь ещё этих мягких французских булок, їжак"],
    ["Arabic", "يولد جميع الناس أحرارًا متساوين في الكرامة، فارسی گچپژ"],
    ["Hebrew", "כל בני האדם נולדו בני חורין"],
    ["Devanagari", "सभी मनुष्यों को गौरव और अधिकारों के मामले में"],
    ["Bengali", "সমস্ত মানুষ স্বাধীনভাবে"],
    ["Tamil", "மனிதப் பிறவியினர் சகலரும்"],
    ["Thai", "เราทุกคนเกิดมาอย่างอิสระ น้ำที่"],
    ["Khmer, Lao, Burmese", "មនុស្សទាំងអស់ ມະນຸດທຸກຄົນ လူတိုင်းသည်"],
    ["Chinese", "人人生而自由，在尊嚴和權利上一律平等。自由尊严"],
    ["Japanese", "すべての人間は、生まれながらにして自由であり、カタカナ"],
    ["Korean", "모든 인간은 태어날 때부터 자유로우며"],
    ["Georgian, Armenian, Ethiopic", "ყველა ადამიანი Բոլոր մարդիկ የሰው ልጅ"],
    ["signs", "€ £ ₽ ₹ ₺ ½ – — “”„ … • † ← → ☑ ★"],
  ])("FLOW-10 %s: every character has a glyph", async (_, text) => {
    const { bytes, missing } = await render(`<p>${text}</p>`)
    expect(missing).toEqual([])
    const { streams } = await contentsOf(bytes)
    const told = streams.filter((one) => one.includes("beginbfchar")).join("\n")
    for (const letter of text.match(/\p{L}/gu) ?? []) expect(told).toContain(hex(letter))
  })

  it("FLOW-10 what no font has becomes a visible replacement and is noted", async () => {
    const { bytes, missing } = await render("<p>a 😀 b</p>")
    expect(missing).toEqual(["😀"])
    const { streams } = await contentsOf(bytes)
    expect(streams.join("\n")).toContain("FFFD")
  })

  it("FLOW-10 Arabic letters take the form of their place in the word", async () => {
    const glyphsOf = async (text: string) => (await shaped(text)).words[0]?.pieces[0]?.glyphs.map(({ id }) => id) ?? []
    expect(new Set(await glyphsOf("بببب")).size).toBeGreaterThan(1)
    const alone = [...(await glyphsOf("ا")), ...(await glyphsOf("ل"))]
    expect(await glyphsOf("لا")).not.toEqual(alone)
  })

  it("FLOW-10 a text from right to left stands in that order, numbers and Latin words in theirs", async () => {
    const words = await shaped("שלום abc 123")
    expect(words.rtl).toBe(true)
    const [line] = linesOf(words, 500, "he")
    const shown = inVisualOrder(line?.pieces ?? []).map((piece) => piece.text.trim())
    expect(shown.filter((text) => text !== "")).toEqual(
      ["123", "abc", "שלום"].toSorted((a, b) => shown.indexOf(a) - shown.indexOf(b)),
    )
    expect(shown.indexOf("שלום")).toBe(shown.length - 1)
  })

  it("FLOW-10 Thai and Chinese lines break without blanks, no line begins with a full stop", async () => {
    const thai = linesOf(await shaped("เราทุกคนเกิดมาอย่างอิสระเราทุกคนมีความคิดและความเข้าใจ"), 80, "th")
    expect(thai.length).toBeGreaterThan(2)
    const chinese = linesOf(await shaped("人人生而自由，在尊严和权利上一律平等。他们赋有理性和良心。"), 45, "zh")
    expect(chinese.length).toBeGreaterThan(3)
    for (const line of [...thai, ...chinese]) {
      expect(line.width).toBeLessThanOrEqual(80)
      expect(line.pieces[0]?.text).not.toMatch(/^[。，]/)
    }
  })

  it("FLOW-10 a word wider than the page is cut, nothing of it is lost", async () => {
    const lines = linesOf(await shaped("x".repeat(500)), 100, "en")
    const text = lines.flatMap((line) => line.pieces.map((piece) => piece.text)).join("")
    expect(text).toBe("x".repeat(500))
    expect(lines.every((line) => line.width <= 100)).toBe(true)
  })

  it("FLOW-10 long documents go over numbered pages, rows higher than a page too", async () => {
    const { bytes } = await render(
      `<p>${"word ".repeat(2_000)}</p><table><tr><td>${"cell<br>".repeat(120)}</td></tr></table>`,
    )
    const { text } = await contentsOf(bytes)
    const pages = text.match(/\/Type \/Page /g)?.length ?? 0
    expect(pages).toBeGreaterThan(5)
    expect(text).toContain(`/Count ${pages}`)
  })

  it("FLOW-10 more than 200 pages are refused", async () => {
    await expect(render("<p>a</p>".repeat(12_000))).rejects.toThrow(/200 pages/)
  })

  it("FLOW-10 links can be followed, the title is told", async () => {
    const { text } = await contentsOf((await render('<a href="https://example.com/a_(b)">here</a>')).bytes)
    expect(text).toContain("/URI (https://example.com/a_\\(b\\))")
    expect(text).toContain(`/Title <FEFF${[..."Doc"].map(hex).join("")}>`)
  })
})
