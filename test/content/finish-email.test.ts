import { describe, expect, it } from "vitest"
import { type Finish, finishEmail, listHeaders } from "../../src/content/finish-email"
import { linksOf } from "../../src/content/links"
import { withoutPixel } from "../../src/content/tracking"
import { readDestination, signDestination } from "../../src/core/member-link"

const origin = "https://mail.example.com"
const links = linksOf(origin, "TOKEN.sig")
const footer: Finish["footer"] = {
  texts: { unsubscribe: "Darse de baja", preferences: "Preferencias", transactional: "Por algo que pidió." },
  company: { name: "Bank & Co", postalAddress: "18 de Julio 1234\n11200 Montevideo" },
  transactional: false,
}
const tracker: Finish["tracker"] = { origin, token: "TOKEN.sig", sign: (to) => signDestination("key", to) }
const finish = (more: Partial<Finish> = {}): Finish => ({ origin, links, footer, tracker: null, ...more })
const count = (text: string, part: string) => text.split(part).length - 1

/** Where the tracked links of an HTML part lead, in their order. */
async function destinations(html: string) {
  const tokens = [...html.matchAll(/\/c\/([\w-]+\.[\w-]+)\/TOKEN\.sig"/g)].map((match) => match[1] ?? "")
  return await Promise.all(tokens.map((token) => readDestination("key", token)))
}

describe("uploaded pictures", () => {
  const name = `${"0f".repeat(32)}.png`

  it("MSG-1 are looked for at this system's address of the day the email is sent", async () => {
    const html = `<body><img src="/i/${name}" alt=""><td background='/i/${name}' style="background:url(/i/${name})"></td><p>/i/${name}</p></body>`
    const done = await finishEmail({ html, text: "" }, finish())
    expect(count(done.html, `${origin}/i/${name}`)).toBe(3)
    expect(done.html).toContain(`<p>/i/${name}</p>`)
    const nowhere = await finishEmail({ html, text: "" }, finish({ origin: "" }))
    expect(nowhere.html).toContain(`src="/i/${name}"`)
    const strange = await finishEmail({ html: `<img src="/i/../x.png">`, text: "" }, finish())
    expect(strange.html).toContain(`src="/i/../x.png"`)
  })
})

describe("footer", () => {
  it("MSG-4 an unsubscribe link and the postal address are at the end of both parts", async () => {
    const { html, text } = await finishEmail({ html: "<html><body><p>Hi</p></body></html>", text: "Hi" }, finish())
    expect(html).toMatch(
      /<p>Hi<\/p><div .*>Darse de baja<\/a>.*Bank &amp; Co<br>18 de Julio 1234<br>.*<\/body><\/html>/s,
    )
    expect(count(html, `href="${links.unsubscribeUrl}"`)).toBe(1)
    expect(text).toContain(`Hi\n\n-- \nDarse de baja: ${links.unsubscribeUrl}\nPreferencias: ${links.preferencesUrl}`)
    expect(text).toContain("18 de Julio 1234\n11200 Montevideo")
  })

  it("MSG-4 nothing is said twice that the author has put in, unless nobody can see it", async () => {
    const own = `<a href="${links.unsubscribeUrl}">x</a><p>18 de Julio 1234,<br>11200&nbsp;Montevideo</p>`
    const { html, text } = await finishEmail({ html: own, text: "Hi" }, finish())
    expect(count(html, "/u/TOKEN.sig")).toBe(1)
    expect(count(html, "Montevideo")).toBe(1)
    expect(text).toContain(links.unsubscribeUrl)
    const hidden = await finishEmail({ html: `<!-- ${links.unsubscribeUrl} -->`, text: "" }, finish())
    expect(count(hidden.html, "/u/TOKEN.sig")).toBe(2)
    const bare = await finishEmail(
      { html: `<a href=https:&#47;&#47;mail.example.com&#47;u&#47;TOKEN.sig>x</a>`, text: "" },
      finish(),
    )
    expect(count(bare.html, "Darse de baja")).toBe(0)
  })

  it("MSG-4 a transactional message says why it came and leads to the preferences", async () => {
    const { html, text } = await finishEmail(
      { html: "<p>Hi</p>", text: "Hi" },
      finish({ footer: { ...footer, transactional: true } }),
    )
    expect(html).toContain("Por algo que pidió.")
    expect(html).toContain(links.preferencesUrl)
    expect(html + text).not.toContain("/u/")
  })

  it("UNS-01 headers offer one click, and a mailbox where there is one; a transactional message offers none", () => {
    const message = { campaignId: "c1", unsubscribeUrl: links.unsubscribeUrl, transactional: false, mailbox: null }
    expect(listHeaders(message)).toEqual({
      "Auto-Submitted": "auto-generated",
      "List-Id": "<c1.millrace>",
      "List-Unsubscribe": `<${links.unsubscribeUrl}>`,
      "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    })
    expect(listHeaders({ ...message, mailbox: "leave+us@example.com" })["List-Unsubscribe"]).toBe(
      `<${links.unsubscribeUrl}>, <mailto:leave%2Bus@example.com?subject=unsubscribe>`,
    )
    expect(listHeaders({ ...message, transactional: true })).not.toHaveProperty("List-Unsubscribe")
  })
})

describe("tracking", () => {
  it("MSG-6 destinations are those of the author byte by byte, numbered, the same one once", async () => {
    const html = [
      `<a href="https://example.com/a?b=1&amp;c=%20d&#x2f;é#f">one</a>`,
      `<A title="a > b" href='http://example.com'>two</A>`,
      `<area alt="" href=https://example.com/three>`,
      `<a href="http://example.com">two again</a>`,
    ].join("")
    const done = await finishEmail({ html, text: "https://example.com/three" }, finish({ tracker }))
    expect(await destinations(done.html)).toEqual([
      { url: "https://example.com/a?b=1&c=%20d/é#f", index: 1, of: 3 },
      { url: "http://example.com", index: 2, of: 3 },
      { url: "https://example.com/three", index: 3, of: 3 },
      { url: "http://example.com", index: 2, of: 3 },
    ])
    expect(done.html).toContain('title="a > b"')
    expect(done.text).toContain("https://example.com/three")
  })

  it("UNS-16 links that only some mail programs see are tracked, and are none of all that a scanner follows", async () => {
    const links = ["mso", "one", "mso", "two"].map((name) => `<a href="https://example.com/${name}">x</a>`)
    const html = `<!--[if mso]>${links[0]}<![endif]-->${links[1]}<!--[if mso]>${links[2]}<![endif]-->${links[3]}`
    const done = await finishEmail({ html, text: "" }, finish({ tracker }))
    const to = (name: string, index: number) => ({ url: `https://example.com/${name}`, index, of: 2 })
    expect(await destinations(done.html)).toEqual([to("mso", 3), to("one", 1), to("mso", 3), to("two", 2)])
  })

  it("MSG-6 addresses of other kinds, anchors and our own links stay as they are", async () => {
    const html = [
      "mailto:a@example.com",
      "tel:+59899123456",
      "#top",
      "/relative",
      "https://",
      `${origin}/documents/x.y`,
      links.preferencesUrl,
    ].map((href) => `<a href="${href}">x</a>`)
    const link = '<link href="https://example.com/a.css">'
    const done = await finishEmail({ html: html.join("") + link, text: "" }, finish({ tracker }))
    for (const one of [...html, link]) expect(done.html).toContain(one)
    expect(await destinations(done.html)).toEqual([])
  })

  it("MSG-2 what looks like an address in the value of another attribute leads nowhere, and ends no value", async () => {
    const tags = [
      `<a title=" href=https://evil.test/ " href="https://example.com/1">`,
      `<a title=' href="https://evil.test/" ' class=x href='https://example.com/2' href="https://evil.test/">`,
      `<a data-href="https://evil.test/" alt=">" href = https://example.com/3>`,
    ]
    const { html } = await finishEmail({ html: tags.join("x</a>"), text: "" }, finish({ tracker }))
    expect((await destinations(html)).map((to) => to?.url)).toEqual([1, 2, 3].map((n) => `https://example.com/${n}`))
    expect(html).toContain(`<a title=" href=https://evil.test/ " href="${origin}/c/`)
    expect(html).toContain(`<a title=' href="https://evil.test/" ' class=x href="${origin}/c/`)
  })

  it.each([
    ["https://münchen.test/straße?ñ=é#ü", "https://münchen.test/straße?ñ=é#ü"],
    ["https://example.com/%C3%B1%2F?q=%25%20+", "https://example.com/%C3%B1%2F?q=%25%20+"],
    ["https://example.com/?a=1&copy=2&reg=3&amp;amp;=4", "https://example.com/?a=1&copy=2&reg=3&amp;=4"],
    ["https://example.com/?to=https://other.test/&#38;x", "https://example.com/?to=https://other.test/&x"],
    [" https://example.com/\n a ", "https://example.com/ a"],
    [`https://example.com/${"x".repeat(2_000)}`, `https://example.com/${"x".repeat(2_000)}`],
  ])("MSG-6 leads on byte by byte: %s", async (href, url) => {
    const { html } = await finishEmail({ html: `<a href="${href}">x</a>`, text: "" }, finish({ tracker }))
    expect(await destinations(html)).toEqual([{ url, index: 1, of: 1 }])
  })

  it("MSG-6 an address with a character that only browsers know by its name stays as it is", async () => {
    const link = '<a href="https://example.com/?suit=&hearts;">x</a>'
    expect((await finishEmail({ html: link, text: "" }, finish({ tracker }))).html).toContain(link)
  })

  it("UNS-16 a pixel and a link that only programs follow stand at the end; looking at what was sent loads no pixel", async () => {
    const { html } = await finishEmail({ html: "<body>Hi</body>", text: "" }, finish({ tracker }))
    expect(html).toContain(`<a href="${origin}/v/TOKEN.sig" style="display:none"`)
    expect(html).toContain(`<img src="${origin}/o/TOKEN.sig.gif"`)
    expect(html.trim()).toMatch(/<\/body>$/)
    expect(withoutPixel(html)).not.toContain("<img")
    const untracked = await finishEmail({ html: "<body>Hi</body>", text: "" }, finish())
    expect(untracked.html).not.toMatch(/\/[ov]\//)
  })
})
