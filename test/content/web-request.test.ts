import { describe, expect, it } from "vitest"
import { bodyMode, refusedHeader, renderRequest } from "../../src/content/web-request"

const settings = { now: 0, timeZone: "UTC" }
const hostile = '"}, "admin": true, "x": "\r\nset-cookie: a=b'

function render(parts: Partial<Parameters<typeof renderRequest>[0]>, attributes: Record<string, unknown> = {}) {
  const member = { id: "a/b?c", email: null, phone: null, locale: null, timeZone: null, attributes }
  const subject = { member, campaign: { id: "c", name: "C" }, answer: { list: ["x", "y"], deep: { a: 1 } } }
  return renderRequest({ method: "post", url: "https://example.com/", ...parts }, subject, settings)
}

describe("requests of Web service steps", () => {
  it("FLOW-9 values in an address are percent-encoded, what the author wrote is not", () => {
    expect(
      render({ url: "https://example.com/m/{{ member.id }}?x=1&e={{ member.attributes.e }}" }, { e: "ñ &" }).url,
    ).toBe("https://example.com/m/a%2Fb%3Fc?x=1&e=%C3%B1%20%26")
  })

  it("FLOW-9 url_encode changes nothing where values are encoded anyway", () => {
    expect(render({ url: "https://example.com/{{ member.id | url_encode }}" }).url).toBe(
      "https://example.com/a%2Fb%3Fc",
    )
  })

  it("API-5 a value can neither leave its JSON string nor stand as anything but one value", () => {
    const body = '{"a":"{{ member.attributes.v }}","b":{{ member.attributes.v }},"c":[{{ member.attributes.n }}]}'
    expect(JSON.parse(render({ body }, { v: hostile, n: 4 }).body ?? "")).toEqual({ a: hostile, b: hostile, c: [4] })
  })

  it("FLOW-9 in JSON a missing value is null, a list is a list, an object is never shown whole", () => {
    const body =
      '{"none":{{ member.attributes.none }},"list":{{ answer.list }},"deep":{{ answer.deep }},"one":{{ answer.deep.a }}}'
    expect(JSON.parse(render({ body }).body ?? "")).toEqual({ none: null, list: ["x", "y"], deep: null, one: 1 })
  })

  it("FLOW-9 conditions and filters work in a JSON body", () => {
    const body =
      '{"a":{% if member.attributes.v == "x\\"y" %}1{% else %}"{{ member.attributes.v | default: "none" | upcase }}"{% endif %}}'
    expect(JSON.parse(render({ body }).body ?? "")).toEqual({ a: "NONE" })
  })

  it("API-5 DEL-30 a value cannot add a header", () => {
    const { headers } = render({ headers: { "X-A": "v {{ member.attributes.v }}", "x-b": "é" } }, { v: "1\r\nx-c: 2" })
    expect(headers).toEqual({ "x-a": "v 1 x-c: 2", "x-b": "%C3%A9" })
  })

  it("DEL-26 headers that sign or belong to the call itself are refused", () => {
    for (const name of ["Host", "content-length", "Webhook-Id", "webhook-signature", "a b", "x:", ""]) {
      expect(refusedHeader(name)).not.toBeNull()
    }
    expect(refusedHeader("X-Api-Key")).toBeNull()
    expect(() => render({ headers: { "webhook-id": "1" } })).toThrow()
  })

  it("FLOW-9 a body's kind is told by its content type, else by how it begins", () => {
    expect(bodyMode('{"a":1}', "")).toBe("json")
    expect(bodyMode("[1]", "")).toBe("json")
    expect(bodyMode("{{ member.id }}", "")).toBe("text")
    expect(bodyMode("a={{ member.id }}", "application/x-www-form-urlencoded")).toBe("url")
    expect(bodyMode("<a/>", "text/xml; charset=utf-8")).toBe("html")
    expect(bodyMode("x", "application/vnd.api+json")).toBe("json")
  })

  it("FLOW-9 form fields are encoded, XML is escaped", () => {
    const form = {
      headers: { "Content-Type": "application/x-www-form-urlencoded" },
      body: "a={{ member.attributes.v }}&b=2",
    }
    expect(render(form, { v: "1&c=3" }).body).toBe("a=1%26c%3D3&b=2")
    const xml = { headers: { "content-type": "application/xml" }, body: "<a>{{ member.attributes.v }}</a>" }
    expect(render(xml, { v: "</a><b/>" }).body).toBe("<a>&lt;/a&gt;&lt;b/&gt;</a>")
  })

  it("FLOW-9 GET and HEAD have no body", () => {
    expect(render({ method: "GET", body: '{"a":1}' })).toMatchObject({ method: "GET", body: null, headers: {} })
  })
})
