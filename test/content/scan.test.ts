import { describe, expect, it } from "vitest"
import { richHtml } from "../../src/content/email/rich-text"
import { withFooter } from "../../src/content/footer"
import { inScheme } from "../../src/content/in-scheme"
import { renderMessage } from "../../src/content/messages"
import { readBlocks } from "../../src/content/pdf/blocks"
import { plainTextOf } from "../../src/content/plain-text"
import { replaceLiquid, withoutComments, withoutElements } from "../../src/content/scan"
import { withTracking } from "../../src/content/tracking"
import { warningsOf } from "../../src/content/warnings"

const links = { unsubscribeUrl: "https://m.test/u/token", preferencesUrl: "https://m.test/p/token", dismissUrl: "" }
const footer = {
  texts: { unsubscribe: "Unsubscribe", preferences: "Preferences", transactional: "" },
  company: { name: "Acme", postalAddress: "token" },
  transactional: false,
}
const tracker = { origin: "https://m.test", token: "t", sign: async () => "x" }
const subject = {
  member: { id: "m", email: null, phone: null, locale: null, timeZone: null, attributes: {} },
  campaign: { id: "c", name: "Welcome" },
}

describe("broken HTML", () => {
  // Each was minutes of work at this length: an end was looked for from every beginning.
  const broken = [
    "<a ",
    '<a "',
    "<a href='x'>",
    "<!--",
    "<style",
    "<style>",
    "<head",
    "<body",
    "</BODY>",
    "<li",
    "<img ",
  ]
  const length = 800_000
  /** Ends only what hangs: well done it takes a hundredth of a second, badly done minutes. */
  const hangsAfterMs = 60_000

  it.each([...broken, "<", "<td", "{{", "{%", "<img alt='x'>", "<br "])(
    "MSG-2 an email of nothing but %s is handled, however long",
    async (piece) => {
      const html = piece.repeat(length / piece.length)
      plainTextOf(html)
      warningsOf({ channel: "email", subject: "Hello", html })
      inScheme(html, "dark")
      readBlocks(html)
      richHtml(html, "")
      withFooter({ html: `${html}token`, text: html }, links, footer)
      await withTracking(html, tracker)
      if (!piece.startsWith("{")) {
        const message = { channel: "email" as const, subject: "Hello", html, text: "Hello", preheader: "Hello" }
        renderMessage(message, subject, { now: 0, timeZone: "UTC" })
      }
    },
    hangsAfterMs,
  )
})

describe("looking through texts", () => {
  it("MSG-2 comments and elements go whole, what is not closed stays", () => {
    expect(withoutComments("a<!-- b --><!---->c<!-- d")).toBe("ac<!-- d")
    expect(withoutElements("a<STYLE x>b</style >c<style>d<script>e</script>f", "style|script")).toBe("ac<style>df")
  })

  it("MSG-2 Liquid is found wherever it is closed", () => {
    const shown = replaceLiquid("a {{ b }} {{ c {% d %} e", (part) => `[${part.length}]`)
    expect(shown).toBe("a [7] {{ c [7] e")
  })
})
