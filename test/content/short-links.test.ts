import { describe, expect, it } from "vitest"
import { linksToShorten, withShortLinks } from "../../src/content/short-links"
import { smsSize } from "../../src/content/sms"
import type { MessageSubject } from "../../src/content/variables"

const origin = "https://go.bank.example"
const subject: MessageSubject = {
  member: { id: "ana", email: null, phone: null, locale: null, timeZone: null, attributes: {} },
  campaign: { id: "c", name: "C" },
}

/** What becomes of a text; `template` absent: it is the text. */
function shortened(text: string, template = text, more: Partial<MessageSubject> = {}) {
  const templates = { channel: "sms" as const, text: template }
  const urls = linksToShorten(text, { origin, templates, subject: { ...subject, ...more } })
  return { urls, text: withShortLinks(text, urls, { origin, code: "Abc012xyZ" }) }
}

describe("short links of an SMS", () => {
  it("MSG-6 every address, each once, in its order; the text around stays", () => {
    expect(
      shortened("A https://a.test/x?b=1&c=%20d#e, (https://b.test/(y)) http://A.test/x and https://b.test/(y)!"),
    ).toEqual({
      urls: ["https://a.test/x?b=1&c=%20d#e", "https://b.test/(y)", "http://A.test/x"],
      text: `A ${origin}/s/Abc012xyZ, (${origin}/s/Abc012xyZ1) ${origin}/s/Abc012xyZ2 and ${origin}/s/Abc012xyZ1!`,
    })
  })

  it.each([
    "https://münchen.test/straße?q=ñ",
    "https://xn--mnchen-3ya.test/",
    "HTTPS://Shop.Test:8443/a",
    "https://a.test/%C3%B1%2F?x=%25",
    "https://a.test/?u=https://b.test/c",
    `https://a.test/${"x".repeat(2_000)}`,
    "https://user@a.test/",
    "https://a.test",
  ])("MSG-6 leads on byte by byte: %s", (url) => {
    expect(shortened(`Go: ${url}.`)).toEqual({ urls: [url], text: `Go: ${origin}/s/Abc012xyZ.` })
  })

  it.each([
    "tel:+59899123456",
    "mailto:a@b.test",
    "bank.example/x",
    "ftp://a.test/",
    "https://",
    "https:///x",
    `${origin}/u/x`,
    origin,
  ])("MSG-6 stays as it is: %s", (text) =>
    expect(shortened(`Go ${text} now`)).toEqual({ urls: [], text: `Go ${text} now` }),
  )

  it.each([
    ["a name that is an address", "Hi {{ member.attributes.name }}", "Hi https://evil.test/x"],
    ["the end of a host", "https://bank.test{{ member.id }}/x", "https://bank.test.evil.test/x"],
    ["a quote, which browsers take for a host's", "https://bank.test{{ member.id }}", "https://bank.test'.evil.test/"],
    ["a brace, too", "https://bank.test{{ member.id }}", "https://bank.test{.evil.test/"],
    ["a user before another host", "https://bank.test{{ member.id }}", "https://bank.test@evil.test/"],
    ["a port before another host", "https://bank.test:{{ member.id }}", "https://bank.test:1@evil.test/"],
  ])("MSG-5 what a member brings makes no link of ours: %s", (_, template, text) => {
    expect(shortened(text, template)).toEqual({ urls: [], text })
  })

  it("MSG-5 MSG-2 values behind the host are the member's, and hosts may come from the campaign's data", () => {
    const url = "https://bank.test/o?name=A%20B&x=\\evil"
    expect(
      shortened(`Go ${url}`, "Go https://bank.test/o?name={{ member.attributes.name | url_encode }}").urls,
    ).toEqual([url])
    const given = { offer: "https://offers.test/7", note: "see https://evil.test/" }
    const text = "https://offers.test/7 https://evil.test/"
    expect(shortened(text, "{{ data.offer }} {{ data.note }}", { data: given }).urls).toEqual(["https://offers.test/7"])
  })

  it("MSG-6 a message has as many short links as have names; the others stay", () => {
    const text = Array.from({ length: 70 }, (_, n) => `https://a.test/${n}`).join(" ")
    const { urls, text: short } = shortened(text)
    expect(urls).toHaveLength(62)
    expect(short.endsWith("https://a.test/68 https://a.test/69")).toBe(true)
  })

  it("MSG-1 a long address costs no more than its short name", () => {
    const { text } = shortened(
      `Your offer: https://bank.test/offers/autumn?campaign=sms&member=12345${"6".repeat(120)}`,
    )
    expect(smsSize(text)).toMatchObject({ encoding: "GSM-7", segments: 1, characters: text.length })
  })

  it("MSG-2 a text of nothing but brackets takes no time to speak of", () => {
    const text = `https://a.test/${")".repeat(200_000)}`
    expect(shortened(text).urls).toEqual(["https://a.test/"])
  })
})
