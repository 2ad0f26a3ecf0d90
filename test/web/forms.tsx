import type { ComponentChild } from "preact"
import type { FormChoices } from "../../web/forms/choices"
import type { Values } from "../../web/forms/values"
import type { Locale } from "../../web/locales/format"
import { renderFragment } from "../../web/render"
import { textsOf, type Ui } from "../../web/ui"

/** The surroundings of a page for somebody who may change things. */
export function uiOf(locale: Locale = "en"): Ui {
  return {
    t: textsOf(locale),
    locale,
    zone: "UTC",
    now: Date.parse("2026-12-01T12:00:00Z"),
    path: "/campaigns",
    user: { name: "owner@example.com", canWrite: true, canAdmin: true },
    clock: null,
    note: null,
  }
}

export function render(node: ComponentChild, locale: Locale = "en"): string {
  return renderFragment(uiOf(locale), node)
}

/** A little of everything that a form may refer to. */
export const choices: FormChoices = {
  types: [{ type: "email", group: "messaging" }],
  steps: [
    { id: "hello", name: "Hello", type: "email" },
    { id: "offer", name: "Offer", type: "exportPdf" },
    { id: "end", name: "End", type: "end" },
  ],
  segments: [
    { id: "s1", name: "One", kind: "list" },
    { id: "s2", name: "Two", kind: "rule" },
  ],
  campaigns: [{ id: "c1", name: "Loans", kind: "campaign", messages: [{ id: "m1", name: "Offer", channel: "email" }] }],
  workflows: [{ id: "w1", name: "Lead" }],
  occasions: [{ id: "o1", name: "Webinar" }],
  credentials: ["crm"],
  attributes: ["plan"],
  events: ["applied"],
  dataFields: ["score"],
  messages: [{ id: "m2", name: "Saved", channel: "email" }],
}

/** What a browser would post of the form in this HTML, its buttons left alone. */
export async function fieldsOfHtml(html: string): Promise<Values> {
  const fields = new Map<string, string[]>()
  const put = (name: string | null, value: string) => {
    if (name) fields.set(name, [...(fields.get(name) ?? []), value])
  }
  let select: { name: string | null; first: string | null; chosen: string | null } | null = null
  let area: { name: string | null; text: string } | null = null
  const rewritten = new HTMLRewriter()
    .on("input", {
      element(input) {
        const type = input.getAttribute("type")
        const isChoice = type === "checkbox" || type === "radio"
        if (isChoice && !input.hasAttribute("checked")) return
        put(input.getAttribute("name"), decoded(input.getAttribute("value") ?? (isChoice ? "on" : "")))
      },
    })
    .on("select", {
      element(element) {
        const mine = { name: element.getAttribute("name"), first: null, chosen: null }
        select = mine
        element.onEndTag(() => {
          if (select) put(select.name, select.chosen ?? select.first ?? "")
          select = null
        })
      },
    })
    .on("option", {
      element(option) {
        if (!select) return
        const value = decoded(option.getAttribute("value") ?? "")
        select.first ??= value
        if (option.hasAttribute("selected")) select.chosen = value
      },
    })
    .on("textarea", {
      element(element) {
        area = { name: element.getAttribute("name"), text: "" }
        element.onEndTag(() => {
          if (area) put(area.name, decoded(area.text).replace(/^\n/, ""))
          area = null
        })
      },
      text(chunk) {
        if (area) area.text += chunk.text
      },
    })
    .transform(new Response(html))
  await rewritten.text()
  return fields
}

function decoded(text: string): string {
  return text
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&#39;", "'")
    .replaceAll("&amp;", "&")
}
