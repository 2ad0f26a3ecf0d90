import { describe, expect, it } from "vitest"
import { readShortName, shelfOf, shortCodeOf, shortLinksMax, shortNameOf } from "../../src/core/short-code"

const message = { memberId: "ana", deliveryId: "c.u.1.s.1.sms", urls: ["https://bank.example/a"] }

describe("names of short links", () => {
  it("MSG-6 nine letters, the same for the same message, others for any other member, delivery, address or secret", async () => {
    const code = await shortCodeOf("secret", message, 0)
    expect(code).toMatch(/^[0-9A-Za-z]{9}$/)
    expect(await shortCodeOf("secret\nolder", message, 0)).toBe(code)
    const others = await Promise.all([
      shortCodeOf("other", message, 0),
      shortCodeOf("secret", message, 1),
      shortCodeOf("secret", { ...message, memberId: "eva" }, 0),
      shortCodeOf("secret", { ...message, deliveryId: "c.u.1.s.2.sms" }, 0),
      shortCodeOf("secret", { ...message, urls: ["https://bank.example/b"] }, 0),
    ])
    expect(new Set([code, ...others].map((one) => one.slice(1))).size).toBe(6)
  })

  it("MEM-8 all messages of a member lie on one shelf, whatever the secret; members spread over all of them", async () => {
    const shelf = await shelfOf("ana")
    const codes = [await shortCodeOf("a", message, 0), await shortCodeOf("b", { ...message, deliveryId: "x" }, 3)]
    expect(codes.map((code) => code.charAt(0))).toEqual([shelf, shelf])
    const shelves = await Promise.all(Array.from({ length: 2_000 }, (_, n) => shelfOf(`m${n}`)))
    expect(new Set(shelves).size).toBe(62)
  })

  it("MSG-6 each link of a message has one name, and that is read back", () => {
    const names = Array.from({ length: shortLinksMax }, (_, n) => shortNameOf("Abc012xyZ", n + 1))
    expect(names[0]).toBe("Abc012xyZ")
    expect(new Set(names).size).toBe(shortLinksMax)
    expect(names.map((name) => readShortName(name)?.index)).toEqual(names.map((_, n) => n + 1))
    expect(readShortName("Abc012xyZ1")).toEqual({ shelf: "A", code: "Abc012xyZ", index: 2 })
  })

  it.each(["", "A", "Abc012xy", "Abc012xyZ0", "Abc012xyZ11", "Abc012xy-", "Abc012xyZ\n", "ñbc012xyZ", "a.b"])(
    "MSG-5 no short link is called %j",
    (name) => expect(readShortName(name)).toBeNull(),
  )
})
