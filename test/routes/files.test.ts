import { describe, expect, it } from "vitest"
import { attachment } from "../../src/routes/files"

const bodyOf = (text: string) => new Blob([text]).stream()

describe("files that are kept", () => {
  it.each([
    ["a picture with a script in it", "logo.svg", "image/svg+xml", "<svg><script>alert(1)</script></svg>"],
    ["a page that calls itself a picture", "logo.png", "text/html", "<script>alert(1)</script>"],
  ])("SEC-41 %s is saved, never shown, and nothing in it runs", async (_, name, type, text) => {
    const { headers } = attachment({ body: bodyOf(text), name, type })
    expect(headers.get("content-disposition")).toMatch(/^attachment; filename="/)
    expect(headers.get("x-content-type-options")).toBe("nosniff")
    expect(headers.get("content-security-policy")).toContain("sandbox")
    expect(headers.get("cache-control")).toContain("no-store")
  })

  it("SEC-41 a name can neither end its header nor become another file's", () => {
    const { headers } = attachment({ body: bodyOf("x"), name: 'a"; filename="b.html\r\nx: y', type: "text/csv" })
    const disposition = headers.get("content-disposition") ?? ""
    expect(disposition.match(/filename="/g)).toHaveLength(1)
    expect(disposition).not.toMatch(/[\r\n]/)
    expect(headers.get("x")).toBeNull()
  })
})
