import { describe, expect, it } from "vitest"
import { deriveSecret, readToken, signToken } from "../../src/core/signed-token"

describe("signed tokens", () => {
  it("FLOW-10 MSG-5 gives back what was signed, for the same purpose and key only", async () => {
    const token = await signToken("key", "document", "a/b c é")
    expect(token).toMatch(/^[\w-]+\.[\w-]+$/)
    expect(await readToken("key", "document", token)).toBe("a/b c é")
    expect(await readToken("key", "unsubscribe", token)).toBeNull()
    expect(await readToken("other", "document", token)).toBeNull()
  })

  it("UNS-09 a token with any character changed is none", async () => {
    const token = await signToken("key", "document", "payload")
    for (let i = 0; i < token.length; i++) {
      const other = token[i] === "A" ? "B" : "A"
      const forged = token.slice(0, i) + other + token.slice(i + 1)
      expect(await readToken("key", "document", forged)).toBeNull()
    }
    for (const one of ["", ".", "a.b", token.slice(0, -4), `${token}.x`, "é.é"]) {
      expect(await readToken("key", "document", one)).toBeNull()
    }
  })

  it("DEL-26 a derived secret is the same every time, and another for another purpose", async () => {
    expect(await deriveSecret("key", "a")).toEqual(await deriveSecret("key", "a"))
    expect(await deriveSecret("key", "a")).not.toEqual(await deriveSecret("key", "b"))
  })
})
