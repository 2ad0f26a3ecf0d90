import { describe, expect, it } from "vitest"
import { readBlocks } from "../../../src/content/pdf/blocks"

/** Blocks in short: what kind, and their text. */
function brief(html: string): string[] {
  return readBlocks(html).map((block) => {
    if (block.kind === "rule") return "---"
    if (block.kind === "table") {
      return block.rows.map((row) => row.map((cell) => cell.spans.map((s) => s.text).join("")).join("|")).join("/")
    }
    const text = block.spans.map((span) => span.text).join("")
    return `${block.level || "p"}${block.marker === null ? "" : `[${block.marker}]`} ${text}`
  })
}

describe("the HTML of documents", () => {
  it("FLOW-10 headings, paragraphs, lists, rules and tables become blocks", () => {
    expect(brief("<h1>A</h1><p>b <b>c</b>\n d</p><hr><ul><li>e</li><li>f</li></ul><ol><li>g<li>h</ol>")).toEqual([
      ...["1 A", "p b c d", "---", "p[•] e", "p[•] f", "p[1.] g", "p[2.] h"],
    ])
    expect(brief("<table><tr><th>a</th><td>b<br>c</td></tr><tr><td>d</td></tr></table>after")).toEqual([
      "a|b\nc/d",
      "p after",
    ])
  })

  it("FLOW-10 blanks are joined, line breaks kept, references decoded", () => {
    expect(brief("<p>  a \n  b <br> c &amp; &lt;d&gt; &#233;&nbsp;f </p>  <p> </p>")).toEqual(["p a b\nc & <d> é f"])
  })

  it("FLOW-10 emphasis nests, links keep their address", () => {
    const [block] = readBlocks('<p>a<b>b<i>c</i></b><u>d</u><a href="https://x.example/?a=1&amp;b=2">e</a></p>')
    const spans = block?.kind === "text" ? block.spans : []
    expect(spans.map(({ text, bold, italic, underline, link }) => [text, bold, italic, underline, link])).toEqual([
      ["a", false, false, false, null],
      ["b", true, false, false, null],
      ["c", true, true, false, null],
      ["d", false, false, true, null],
      ["e", false, false, false, "https://x.example/?a=1&b=2"],
    ])
  })

  it.each(["javascript:alert(1)", "java&#115;cript:alert(1)", "data:text/html,x", "file:///etc/passwd", "//x.example"])(
    "SEC-40 a link to %s leads nowhere",
    (href) => {
      const [block] = readBlocks(`<a href="${href}">x</a>`)
      expect(block?.kind === "text" ? block.spans[0]?.link : "no text").toBeNull()
    },
  )

  it("SEC-40 scripts, styles and what is embedded are left out; other tags are looked through", () => {
    const html =
      "<!doctype html><html><head><title>t</title></head><body><script>a<b</script><style>p{}</style><section>b</section><marquee>c</marquee><svg><text>d</text></svg><img src=x alt='e'><!-- f --></body></html>"
    expect(brief(html).join(" ")).toBe("p b p ce")
  })

  it("FLOW-10 broken HTML is read as far as it goes", () => {
    expect(brief("<p>a <b>b</p></i></table><td>c<p>d < e")).toEqual(["p a b", "p c", "p d < e"])
    expect(brief("<table><tr><td>a<table><tr><td>b</table>")).toEqual(["a/b"])
    expect(brief("")).toEqual([])
  })
})
