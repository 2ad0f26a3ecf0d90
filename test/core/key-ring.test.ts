import { describe, expect, it } from "vitest"
import { keyRing } from "../../src/core/key-ring"
import { readDestination, readMemberLink, signDestination, signMemberLink } from "../../src/core/member-link"
import { realRandom } from "../../src/core/random"
import { seal, unseal } from "../../src/core/seal"

const ofDelivery = { kind: "delivery", deliveryId: "c.u.1.step.1.email", memberId: "María\n7" } as const

describe("links", () => {
  it("MSG-5 UNS-21 name a member's delivery, or a preview, and are as short as their signature allows", async () => {
    const token = await signMemberLink("key", ofDelivery)
    expect(await readMemberLink("key", token)).toEqual(ofDelivery)
    const preview = { kind: "preview", campaignId: "c", channel: "email", language: "es" } as const
    expect(await readMemberLink("key", await signMemberLink("key", preview))).toEqual(preview)
    expect(token.split(".")[1]).toHaveLength(22)
  })

  it("MSG-6 a destination comes back byte by byte, and is no member's link", async () => {
    const to = { url: "https://example.com/a?b=%20c&d=é#x", index: 2, of: 3 }
    const token = await signDestination("key", to)
    expect(await readDestination("key", token)).toEqual(to)
    expect(await readMemberLink("key", token)).toBeNull()
  })

  it("UNS-09 any byte changed makes it none of ours", async () => {
    const token = await signMemberLink("key", ofDelivery)
    for (let i = 0; i < token.length; i++) {
      const forged = token.slice(0, i) + (token[i] === "A" ? "B" : "A") + token.slice(i + 1)
      expect(await readMemberLink("key", forged)).toBeNull()
    }
    for (const one of ["", token.slice(0, -1), `${token}A`, `${token}.`]) {
      expect(await readMemberLink("key", one)).toBeNull()
    }
  })

  it("UNS-10 what was signed and sealed holds after the key was rotated twice, and not without its key", async () => {
    const token = await signMemberLink("first", ofDelivery)
    const sealed = await seal("first", realRandom, "secret")
    const ring = keyRing("third", " second, first ,")
    expect(await readMemberLink(ring, token)).toEqual(ofDelivery)
    expect(await unseal(ring, sealed)).toBe("secret")
    expect(await signMemberLink(ring, ofDelivery)).toBe(await signMemberLink("third", ofDelivery))
    expect(await readMemberLink(keyRing("third", "second"), token)).toBeNull()
    await expect(unseal(keyRing("third", "second"), sealed)).rejects.toThrow()
  })
})
