import { describe, expect, it } from "vitest"
import { checkMessage } from "../../src/content/check"
import { withDesignedHtml } from "../../src/content/design"
import { type MessageTemplates, renderMessage } from "../../src/content/messages"
import { overridden } from "../../src/content/variants"
import { warningsOf } from "../../src/content/warnings"
import { emailBlockSchema } from "../../src/core/email-blocks"

const settings = { now: 0, timeZone: "UTC" }

function sentTo(message: MessageTemplates, locale: string | null) {
  const member = { id: "m1", email: null, phone: null, locale, timeZone: null, attributes: {} }
  return renderMessage(message, { member, campaign: { id: "c1", name: "Spring" } }, settings)
}

const email: MessageTemplates = {
  channel: "email",
  subject: "Hello",
  preheader: "Soon",
  html: "<p>Hello</p>",
  text: "Hello, plain",
  variants: {
    es: { subject: "Hola", html: "<p>Hola</p>" },
    "pt-BR": { subject: "Olá" },
    "es-UY": { subject: "Hola vos" },
  },
}

describe("variants by language", () => {
  it.each([
    [null, "Hello", "<p>Hello</p>"],
    ["en", "Hello", "<p>Hello</p>"],
    ["es", "Hola", "<p>Hola</p>"],
    ["es-AR", "Hola", "<p>Hola</p>"],
    ["ES-uy", "Hola vos", "<p>Hello</p>"],
    ["pt-BR", "Olá", "<p>Hello</p>"],
    ["pt", "Hello", "<p>Hello</p>"],
  ])(
    "MSG-7 a member with locale %s gets the exact variant, else its language's, else the message",
    (locale, subject, html) => {
      const sent = sentTo(email, locale) as { subject: string; html: string }
      expect(sent.subject).toBe(subject)
      expect(sent.html).toContain(html)
    },
  )

  it("MSG-7 what belongs together is in one language: a text part or preheader of another is left out", () => {
    const sent = sentTo(email, "es") as { text: string; html: string }
    expect(sent.text).toBe("Hola")
    expect(sent.html).not.toContain("Soon")
  })

  it("MSG-7 SMS and push have variants too; what one leaves empty is as in the message", () => {
    expect(sentTo({ channel: "sms", text: "Hi", variants: { es: { text: "Hola" } } }, "es-ES")).toMatchObject({
      text: "Hola",
    })
    const push: MessageTemplates = {
      channel: "push",
      title: "Hi",
      body: "there",
      link: "https://a.test",
      variants: { es: { title: "Hola", body: "ahí", link: " " } },
    }
    expect(sentTo(push, "es")).toMatchObject({ title: "Hola", body: "ahí", link: "https://a.test" })
  })

  it("MSG-2 unknown variables are found in every variant, by the variant's field", () => {
    const problems = checkMessage({ ...email, variants: { es: { subject: "{{ membr.id }}" } } })
    expect(problems).toMatchObject([{ field: "variants.es.subject", code: "unknownVariable" }])
  })

  it("FLOW-8 what a flow changes in another campaign's message holds in every language", () => {
    const { channel: _, ...content } = email
    const changed = overridden(content, { subject: "Ours" })
    expect(sentTo({ ...changed, channel: "email" }, "es")).toMatchObject({ subject: "Ours" })
    expect((sentTo({ ...changed, channel: "email" }, "es") as { html: string }).html).toContain("Hola")
    const byLanguage = overridden(content, { subject: "Ours", variants: { es: { subject: "Nuestro" } } })
    expect(sentTo({ ...byLanguage, channel: "email" }, "es")).toMatchObject({ subject: "Nuestro" })
    const html = overridden(content, { html: "<p>New</p>" })
    expect(sentTo({ ...html, channel: "email" }, null)).toMatchObject({ text: "New" })
  })

  it("MSG-7 blocks of a variant become its own HTML, in the colours of the message", () => {
    const blocks = (text: string) => [emailBlockSchema.parse({ type: "button", label: text, href: "https://a.test" })]
    const theme = {
      accent: "#0f766e",
      background: "#ffffff",
      surface: "#ffffff",
      font: "sans",
      corners: "round",
    } as const
    const made = withDesignedHtml(
      { subject: "Hi", blocks: blocks("Go"), theme, variants: { es: { subject: "Hola", blocks: blocks("Ir") } } },
      { name: null, logo: null },
    ) as unknown as { html: string; variants: { es: { html: string } } }
    expect(made.html).toContain("Go</a>")
    expect(made.variants.es.html).toContain("Ir</a>")
    expect(made.variants.es.html).toContain("#0f766e")
    expect(made.variants.es.html).toContain("<title>Hola</title>")
  })
})

describe("warnings", () => {
  const codes = (message: Partial<Extract<MessageTemplates, { channel: "email" }>>) =>
    warningsOf({ channel: "email", subject: "s", preheader: "p", html: "<p>x</p>", ...message }).map(({ code }) => code)

  it("MSG-1 warns of what Gmail cuts off, at 102 KB and not before", () => {
    const bytes = (n: number) => "é".repeat(n / 2)
    expect(codes({ html: bytes(102 * 1024) })).toEqual([])
    expect(codes({ html: `${bytes(102 * 1024)}x` })).toEqual(["tooLarge"])
  })

  it("MSG-1 warns of images without alt, relative links, no text, no subject and no preheader", () => {
    expect(codes({ html: `<p>x</p><img src="https://a.test/p.png">` })).toEqual(["imageWithoutAlt"])
    expect(codes({ html: `<img src='https://a.test/p.png' alt=''><p>x</p>` })).toEqual(["imageWithoutAlt"])
    expect(codes({ html: `<a href="/offer">x</a><a href="{{ data.url }}">y</a><a href="#top">z</a>` })).toEqual([
      "relativeLink",
    ])
    expect(codes({ html: `<img src="https://a.test/p.png" width="1" height="1">x` })).toEqual([])
    expect(codes({ html: "<div> </div>" })).toEqual(["noText"])
    expect(codes({ subject: " ", preheader: "" })).toEqual(["noSubject", "noPreheader"])
    expect(warningsOf({ ...email, variants: { es: { html: "<img src=x>y" } } } as MessageTemplates)).toContainEqual(
      expect.objectContaining({ code: "relativeLink", language: "es" }),
    )
  })
})
