import { describe, expect, it, vi } from "vitest"
import { engines } from "../../src/content/engines"
import { renderMessage } from "../../src/content/messages"
import { plainTextOf } from "../../src/content/plain-text"

const settings = { now: 0, timeZone: "UTC" }
const subject = {
  member: {
    id: "m1",
    email: "ana@example.com",
    phone: null,
    locale: null,
    timeZone: null,
    attributes: { firstName: "Ana & Co", header: "Hi\r\nBcc: eve@example.com", script: "javascript:alert(1)" },
  },
  campaign: { id: "c1", name: "Welcome" },
}

describe("messages", () => {
  it("MSG-1 an email has subject, HTML and a text part made from the HTML", () => {
    const html =
      '<h1>Hello {{ member.attributes.firstName }}</h1><p>See <a href="https://example.com/?m={{ member.id }}">this</a>.</p>'
    expect(
      renderMessage({ channel: "email", subject: "For {{ member.attributes.firstName }}", html }, subject, settings),
    ).toEqual({
      channel: "email",
      subject: "For Ana & Co",
      html: '<h1>Hello Ana &amp; Co</h1><p>See <a href="https://example.com/?m=m1">this</a>.</p>',
      text: "Hello Ana & Co\n\nSee this (https://example.com/?m=m1).",
      from: null,
      replyTo: null,
    })
  })

  it("MSG-1 an email may have a preheader, sender and reply-to", () => {
    const templates = {
      subject: "s",
      html: "<html><body class='a'><p>b</p></body></html>",
      preheader: "For {{ member.attributes.firstName }}",
    }
    const addresses = { from: "Río <hello@example.com>\r\nBcc: x", replyTo: "{{ campaign.id }}@example.com" }
    expect(renderMessage({ channel: "email", ...templates, ...addresses }, subject, settings)).toMatchObject({
      html: `<html><body class='a'><div style="display:none;max-height:0;overflow:hidden">For Ana &amp; Co</div><p>b</p></body></html>`,
      from: "Río <hello@example.com> Bcc: x",
      replyTo: "c1@example.com",
    })
  })

  it("MSG-1 an email written as text gets an HTML part", () => {
    const message = renderMessage(
      { channel: "email", subject: "s", text: "a < {{ member.id }}\nb\n\nc" },
      subject,
      settings,
    )
    expect(message).toMatchObject({
      text: "a < m1\nb\n\nc",
      html: expect.stringContaining("<p>a &lt; m1<br>\nb</p>\n<p>c</p>"),
    })
  })

  it("DEL-30 a subject stays on one line and within 998 characters", () => {
    const render = (template: string) => {
      const message = renderMessage({ channel: "email", subject: template, text: "t" }, subject, settings)
      return message.channel === "email" ? message.subject : ""
    }
    expect(render("{{ member.attributes.header }}")).toBe("Hi Bcc: eve@example.com")
    expect(render("a\u2028b\u0000c\n")).toBe("a b c")
    expect(render("x".repeat(998))).toHaveLength(998)
    expect(render("x".repeat(1_500)).length).toBeLessThanOrEqual(998)
    expect(render("😀 ¿Qué tal? مرحبا")).toBe("😀 ¿Qué tal? مرحبا")
  })

  it("MSG-1 an SMS is plain text", () => {
    const message = renderMessage(
      { channel: "sms", text: " Hi {{ member.attributes.firstName }} <3 " },
      subject,
      settings,
    )
    expect(message).toEqual({ channel: "sms", text: "Hi Ana & Co <3" })
  })

  it("MSG-1 a push has title, body, and only addresses that lead somewhere", () => {
    const message = {
      channel: "push" as const,
      title: "{{ member.attributes.header }}",
      body: "b",
      link: "https://example.com/{{ member.id }}",
      image: "{{ member.attributes.script }}",
    }
    expect(renderMessage(message, subject, settings)).toEqual({
      channel: "push",
      title: "Hi Bcc: eve@example.com",
      body: "b",
      link: "https://example.com/m1",
      image: null,
    })
  })

  it("MSG-1 the text part keeps lists, images' words and Liquid with signs in it", () => {
    const html = `<style>p{}</style><ul><li>One</li><li>Two &amp; &#8364;</li></ul><img alt="Logo" src="x">{% if 1 < 2 %}<b>yes</b>{% endif %}<br>end`
    expect(plainTextOf(html)).toBe("- One\n- Two & €\n\nLogo{% if 1 < 2 %}yes{% endif %}\nend")
  })

  it("MSG-2 a template is parsed once, however often it is rendered", () => {
    const parse = vi.spyOn(engines.text, "parse")
    const message = { channel: "sms" as const, text: "Once: {{ member.attributes.firstName | default: 'there' }}" }
    for (let i = 0; i < 3; i++) renderMessage(message, subject, settings)
    expect(parse).toHaveBeenCalledTimes(1)
  })
})
