import { describe, expect, it } from "vitest"
import { contrast } from "../../../src/content/email/colors"
import { renderBlocks } from "../../../src/content/email/render-blocks"
import { richHtml } from "../../../src/content/email/rich-text"
import { renderMessage } from "../../../src/content/messages"
import { plainTextOf } from "../../../src/content/plain-text"
import type { MessageSubject } from "../../../src/content/variables"
import { type EmailBlock, emailBlockSchema, emailThemeSchema } from "../../../src/core/email-blocks"

const brand = { name: "Río Verde", logo: null }
const settings = { now: 0, timeZone: "UTC" }

function subjectWith(attributes: Record<string, unknown>, locale: string | null = "en"): MessageSubject {
  const member = { id: "m1", email: "ana@example.com", phone: null, locale, timeZone: null, attributes }
  return { member, campaign: { id: "c1", name: "Spring" } }
}

/** Blocks as the API takes them. */
function html(blocks: unknown[], theme?: object): string {
  const parsed = blocks.map((block) => emailBlockSchema.parse(block)) as EmailBlock[]
  return renderBlocks({ blocks: parsed, theme: theme && emailThemeSchema.parse(theme), subject: "Hi" }, brand)
}

/** Fails when a tag is not closed in its turn; void elements and comments do not count. */
function openTags(document: string): string[] {
  const open: string[] = []
  const bare = document.replace(/<!--[\s\S]*?-->/g, "").replace(/<style[\s\S]*?<\/style>/g, "")
  for (const [, slash, name = "", end] of bare.matchAll(/<(\/?)([a-z][a-z0-9]*)\b[^>]*?(\/?)>/gi)) {
    if (end || /^(meta|br|img|hr|link|input)$/i.test(name)) continue
    if (!slash) open.push(name)
    else if (open.at(-1) === name) open.pop()
    else return [...open, `/${name}`]
  }
  return open
}

const everything = [
  { type: "logo" },
  { type: "heading", text: "Hello {{ member.attributes.firstName | default: 'there' }} & all", level: 2 },
  { type: "text", html: "<p>One <b>bold</b> and <a href='https://a.test/?a=1&b=2'>link</a></p><ul><li>A<li>B</ul>" },
  { type: "button", label: "Go <now>", href: "https://a.test/{{ member.id }}?x=1&y=2" },
  { type: "image", src: "https://a.test/p.png", alt: 'A "picture"', href: "https://a.test" },
  { type: "divider" },
  { type: "spacer", height: 10 },
  { type: "columns", left: [{ type: "text", html: "left" }], right: [{ type: "button", label: "R", href: "tel:+1" }] },
  { type: "links", items: [{ label: "Web", href: "https://a.test" }] },
  { type: "html", html: "<table><tr><td>raw {% if 1 < 2 %}yes{% endif %}</td></tr></table>" },
]

describe("emails made of blocks", () => {
  it("MSG-1 blocks become a well-formed document whose Liquid still works, for Outlook too", () => {
    const template = html(everything)
    expect(template).toContain("<!--[if mso")
    const { html: sent } = renderMessage(
      { channel: "email", subject: "S", html: template },
      subjectWith({ firstName: "Ana" }),
      settings,
    ) as { html: string }
    expect(openTags(sent)).toEqual([])
    expect(sent).toContain("Hello Ana &amp; all")
    expect(sent).toContain('href="https://a.test/m1?x=1&amp;y=2"')
    expect(sent).toContain("Go &lt;now&gt;")
    expect(sent).toContain('alt="A &quot;picture&quot;"')
    expect(sent).toContain("raw yes")
    expect(sent).not.toContain("liq")
  })

  it("MSG-2 a member's value cannot bring markup or an address that runs something into a block", () => {
    const template = html([
      { type: "heading", text: "{{ member.attributes.name }}" },
      { type: "text", html: "<p>{{ member.attributes.name }}</p>" },
      { type: "button", label: "{{ member.attributes.name }}", href: "{{ member.attributes.url }}" },
      { type: "image", src: "{{ member.attributes.url }}", alt: "{{ member.attributes.name }}" },
    ])
    const evil = { name: `"><script>x()</script>{{ member.email }}`, url: "javascript:x()" }
    const sent = renderMessage({ channel: "email", subject: "S", html: template }, subjectWith(evil), settings)
    const { html: document } = sent as { html: string }
    expect(document).not.toContain("<script>")
    expect(document).not.toContain("javascript:")
    expect(document).not.toContain("ana@example.com")
    expect(openTags(document)).toEqual([])
  })

  it("MSG-1 rich text keeps paragraphs, lists, bold, italic and links, well-formed, and nothing else", () => {
    const rich = richHtml(
      "<div onclick=x>a<p>b<i>c</div><script>x</script><li><img src=x>d<a href='javascript:x'>e",
      "color:red",
    )
    expect(rich).not.toMatch(/onclick|script|<img|javascript/)
    expect(openTags(rich)).toEqual([])
    expect(richHtml("<p>a < b & {{ x | default: '<' }}</p>", "")).toBe(
      `<p style="margin:0 0 12px">a &lt; b &amp; {{ x | default: '<' }}</p>`,
    )
    expect(openTags(richHtml("<p>a<p>b<ul><li>c<li>d</ul>", ""))).toEqual([])
  })

  it("MSG-1 the text part is made from the blocks: lines, bullets and addresses", () => {
    expect(plainTextOf(html(everything))).toBe(
      [
        "Río Verde",
        "Hello {{ member.attributes.firstName | default: 'there' }} & all",
        "One bold and link (https://a.test/?a=1&b=2)",
        "- A\n- B",
        "Go <now> (https://a.test/{{ member.id }}?x=1&y=2)",
        'A "picture" (https://a.test)',
        "left",
        "R (tel:+1)",
        "Web (https://a.test)",
        "raw {% if 1 < 2 %}yes{% endif %}",
      ].join("\n\n"),
    )
  })

  it("MSG-1 text on an accent and links on a ground stay readable, whatever the author chose", () => {
    for (const accent of ["#ffff00", "#000000", "#1d4ed8", "#ff0000", "#fff"]) {
      const document = html(
        [
          { type: "button", label: "B", href: "https://a.test" },
          { type: "text", html: "<a href='https://a.test'>l</a>" },
        ],
        {
          accent,
        },
      )
      const [, ink = ""] = /display:inline-block;background:[^;]*;color:(#[0-9a-f]{6})/.exec(document) ?? []
      expect(contrast(ink, accent)).toBeGreaterThanOrEqual(4.5)
      const [, link = ""] = /style="color:(#[0-9a-f]{6});text-decoration/.exec(document) ?? []
      expect(contrast(link, "#ffffff")).toBeGreaterThanOrEqual(4.5)
    }
    expect(html([{ type: "divider" }])).toContain("prefers-color-scheme: dark")
  })
})
