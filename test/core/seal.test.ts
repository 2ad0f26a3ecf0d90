import { describe, expect, it } from "vitest"
import { equalSecrets, sha256Hex } from "../../src/core/hash"
import { realRandom } from "../../src/core/random"
import { seal, unseal } from "../../src/core/seal"

describe("seal", () => {
  it("SEC-32 what is sealed cannot be read, and opens only with its key", async () => {
    const sealed = await seal("key", realRandom, "whsec_secret")
    expect(sealed).not.toContain("secret")
    expect(await unseal("key", sealed)).toBe("whsec_secret")
    await expect(unseal("other", sealed)).rejects.toThrow()
    await expect(unseal("key", `${sealed.slice(0, -2)}AA`)).rejects.toThrow()
    await expect(unseal("key", "nonsense")).rejects.toThrow()
  })

  it("SEC-32 the same secret is never sealed the same", async () => {
    expect(await seal("key", realRandom, "x")).not.toBe(await seal("key", realRandom, "x"))
  })

  it("API-3 secrets compare by their whole", async () => {
    expect(await equalSecrets("abc", "abc")).toBe(true)
    for (const other of ["abd", "ab", "abcd", ""]) expect(await equalSecrets("abc", other)).toBe(false)
    expect(await sha256Hex("abc")).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
  })
})
