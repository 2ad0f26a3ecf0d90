import { describe, expect, it } from "vitest"
import { en } from "../../web/locales/en"
import { es } from "../../web/locales/es"

/** Every key of a tree of texts, in dot notation. */
function keysOf(tree: object, prefix = ""): string[] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === "object" && value !== null ? keysOf(value, `${prefix}${key}.`) : [`${prefix}${key}`],
  )
}

describe("locales", () => {
  it("UI-2 English and Spanish have the same keys", () => {
    expect(keysOf(es).sort()).toEqual(keysOf(en).sort())
  })

  it("UI-2 no text is empty", () => {
    for (const texts of [en, es]) {
      const empty = Object.entries(texts).filter(([, value]) => value === "")
      expect(empty).toEqual([])
    }
  })
})
