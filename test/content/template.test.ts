import { describe, expect, it } from "vitest"
import { checkMessage, checkTemplate } from "../../src/content/check"
import { ContentError } from "../../src/content/content-error"
import { outputCharactersMax, templateCharactersMax } from "../../src/content/limits"
import { renderTemplate, variablesOf } from "../../src/content/template"
import { TemplateCache } from "../../src/content/template-cache"
import { scopeOf, unknownVariables } from "../../src/content/variables"

const settings = { now: Date.UTC(2026, 11, 1, 12), timeZone: "America/Montevideo" }
const scope = scopeOf({
  member: {
    id: "m1",
    email: "ana@example.com",
    phone: "+59899123456",
    locale: "es",
    timeZone: "America/Montevideo",
    attributes: {
      firstName: "Ana",
      evil: `<img src=x onerror="alert('1')">`,
      code: "{{ member.email }}{% assign x = 1 %}",
      script: "java\tscript:alert(1)",
      site: "https://example.com/a?b=1&c=2",
      tags: ["a", "b"],
      renewal: "2027-03-14",
      seen: "2026-12-02T01:30:00.000Z",
      spaced: "x onmouseover=alert(1)",
    },
  },
  campaign: { id: "c1", name: "Welcome" },
})
const html = (template: string) => renderTemplate(template, "html", scope, settings)
const text = (template: string) => renderTemplate(template, "text", scope, settings)

describe("Liquid templates", () => {
  it("MSG-2 fills in variables, filters and fallbacks", () => {
    expect(html("Hello {{ member.attributes.firstName | upcase }}")).toBe("Hello ANA")
    expect(html("Hello {{ member.attributes.nick | default: 'there' }}")).toBe("Hello there")
    expect(html("{% if member.locale == 'es' %}Hola{% else %}Hello{% endif %} {{ campaign.name }}")).toBe(
      "Hola Welcome",
    )
    expect(html("{% for t in member.attributes.tags %}{{ t }};{% endfor %}")).toBe("a;b;")
    expect(html("{{ member.attributes.tags }} {{ unsubscribeUrl }}.")).toBe("a, b .")
  })

  it("MSG-2 a member's value never becomes markup", () => {
    expect(html("<p>{{ member.attributes.evil }}</p>")).toBe(
      "<p>&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;</p>",
    )
    expect(html('<p title="{{ member.attributes.evil }}">')).not.toContain('"alert')
    expect(html("{{ member.attributes.evil | escape }}")).toBe(html("{{ member.attributes.evil }}"))
    expect(html("{{ member.attributes.evil | newline_to_br }}")).toBe(html("{{ member.attributes.evil }}"))
    expect(html("{% assign a = member.attributes.evil %}{{ a | append: '<b>' }}")).not.toContain("<")
    expect(html("{% capture a %}{{ member.attributes.evil }}{% endcapture %}{{ a }}")).not.toContain("<")
    expect(html("{% echo member.attributes.evil %}{% cycle member.attributes.evil, 'b' %}")).not.toContain("<")
  })

  it("SEC-15 a member's value never becomes template code", () => {
    expect(text("{{ member.attributes.code }}")).toBe("{{ member.email }}{% assign x = 1 %}")
    expect(html("{{ member.attributes.code | append: '' }}")).toBe("{{ member.email }}{% assign x = 1 %}")
  })

  it("SEC-15 what is not a variable of the message is empty or refused", () => {
    const probes = [
      "{{ env }}",
      "{{ member.constructor }}",
      "{{ member.__proto__ }}",
      "{{ 'a'.constructor.name }}",
      "{{ member }}",
    ]
    for (const probe of probes) expect(html(probe), probe).toBe("")
    expect(html("{{ member.attributes.constructor }}{{ member.attributes.toString }}")).toBe("")
    const jsTemplate = ["$", "{7*7}"].join("")
    expect(text(jsTemplate)).toBe(jsTemplate)
    const refused = ["{% include 'a' %}", "{% render 'a' %}", "{% layout 'a' %}", "{{ member | json }}"]
    refused.push(
      "{{ member.id | raw }}",
      "{{ member | inspect }}",
      "{{ member.tags | where_exp: 'x', 'y' }}",
      "{% increment member %}",
    )
    for (const probe of refused) {
      expect(() => html(probe), probe).toThrow(ContentError)
      expect(checkTemplate(probe, "html")[0]?.code, probe).toBe("templateSyntax")
    }
  })

  it("SEC-15 addresses made of values lead somewhere or nowhere, never run", () => {
    expect(html('<a href="{{ member.attributes.script }}">x</a>')).toBe('<a href="#">x</a>')
    expect(html("<a href='{{ member.attributes.script }}'>x</a>")).toBe("<a href='#'>x</a>")
    expect(html('<a href="{% if true %}java{% endif %}{{ "script:alert(1)" }}">x</a>')).toBe('<a href="#">x</a>')
    expect(html('<a href="{{ member.attributes.site }}">x</a>')).toBe(
      '<a href="https://example.com/a?b=1&amp;c=2">x</a>',
    )
    expect(html('<a href="/p?id={{ member.id }}">x</a>')).toBe('<a href="/p?id=m1">x</a>')
    expect(html("<a title={{ member.attributes.spaced }}>")).not.toMatch(/\sonmouseover/)
    expect(checkTemplate("<a title={{ member.id }}>", "html")[0]?.code).toBe("unquotedValue")
  })

  it.each([
    "<a href=https://example.com/{{ member.attributes.spaced }}>x</a>",
    "<a title='a > b' href={{ member.attributes.spaced }}>x</a>",
    "<p {{ member.attributes.spaced }}>x</p>",
    "<p class=a{% if true %}{{ member.attributes.spaced }}{% endif %}>x</p>",
  ])("MSG-2 in %s a value begins no attribute, and the author is told", (template) => {
    expect(html(template)).not.toMatch(/\sonmouseover/)
    expect(checkTemplate(template, "html")[0]?.code).toBe("unquotedValue")
  })

  it("MSG-2 a tag whose attributes depend on the member is nothing to complain about", () => {
    const template = '<p {% if member.id == "m1" %}class="{{ member.id }}"{% endif %} title="{{ member.id }}">x</p>'
    expect(html(template)).toBe('<p class="m1" title="m1">x</p>')
    expect(checkTemplate(template, "html")).toEqual([])
  })

  it("SEC-15 a template cannot run for ever or fill the memory", () => {
    const loops = "{% for i in (1..1000) %}{% for j in (1..1000) %}x{% endfor %}{% endfor %}"
    const empty = "{% for i in (1..100000) %}{% for j in (1..100000) %}{% endfor %}{% endfor %}"
    const range = "{% for i in (1..1000000000) %}x{% endfor %}"
    const doubling = `{% assign a = "aaaaaaaaaa" %}${"{% assign a = a | append: a %}".repeat(30)}{{ a }}`
    const output = `{% assign a = "${"a".repeat(100_000)}" %}{% for i in (1..1000) %}{{ a }}{% endfor %}`
    for (const probe of [loops, empty, range, doubling, output]) {
      expect(() => text(probe), probe.slice(0, 50)).toThrow(expect.objectContaining({ code: "templateLimit" }))
    }
    expect(text(`{% assign a = "${"a".repeat(100_000)}" %}{% for i in (1..9) %}{{ a }}{% endfor %}`)).toHaveLength(
      900_000,
    )
    expect(outputCharactersMax).toBeGreaterThan(900_000)
  })

  it("SEC-15 a template of the greatest length is taken, one character more is not", () => {
    const filler = (length: number) => `{{ member.id }}${"a".repeat(length - "{{ member.id }}".length)}`
    expect(checkTemplate(filler(templateCharactersMax), "text")).toEqual([])
    expect(checkTemplate(filler(templateCharactersMax + 1), "text")[0]?.code).toBe("templateSyntax")
  })

  it("TZ-23 a date without a time is shown as it is, an instant in the zone of the rendering", () => {
    expect(text("{{ member.attributes.renewal | date: '%d/%m/%Y' }}")).toBe("14/03/2027")
    expect(text("{{ member.attributes.seen | date: '%d/%m/%Y %H:%M' }}")).toBe("01/12/2026 22:30")
    expect(text("{{ member.attributes.seen | date: '%H:%M', 'Europe/Madrid' }}")).toBe("02:30")
    expect(text("{{ member.attributes.seen | date: '%H:%M', 'Bogus/Zone' }}")).toBe("22:30")
  })

  it("RUN-2 now is the moment of the rendering, not of the machine", () => {
    expect(text("{{ 'now' | date: '%Y-%m-%d %H:%M' }}")).toBe("2026-12-01 09:00")
  })

  it("MSG-2 unknown variables are found before publishing", () => {
    expect(
      unknownVariables("{{ member.firstName }} {{ member.attributes.any }} {{ foo.bar }} {{ member['id'] }}"),
    ).toEqual(["member.firstName", "foo.bar"])
    expect(
      unknownVariables("{% assign a = 1 %}{{ a }}{% for t in member.attributes.tags %}{{ t }}{% endfor %}"),
    ).toEqual([])
    expect(unknownVariables("{{ member[member.id] }}{{ member.attributes[member.id] }}")).toEqual(["member.*"])
    expect(variablesOf("{{ member.id }}{{ member.id }}")).toEqual(["member.id"])
    expect(checkMessage({ channel: "email", subject: "{{ x }}", html: "{% if %}", text: "ok" })).toEqual([
      { field: "subject", code: "unknownVariable", message: 'There is no variable "x".' },
      { field: "html", code: "templateSyntax", message: expect.any(String) },
    ])
  })

  it("keeps parsed templates, dropping what was used longest ago", () => {
    const cache = new TemplateCache<string>()
    let made = 0
    const get = (name: string) => cache.get(name, () => `${++made}`)
    get("first")
    for (let i = 0; i < 998; i++) get(`t${i}`)
    get("first")
    get("second")
    get("third")
    expect(cache.size).toBe(1_000)
    expect(get("first")).toBe("1")
    get("t0")
    expect(made).toBe(1_002)
  })
})
