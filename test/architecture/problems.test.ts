import { describe, expect, it } from "vitest"
import { problems as en } from "../../web/locales/en/problems"
import { problems as es } from "../../web/locales/es/problems"
import { sources } from "./sources"

/** Where problems of flows come from. */
const places = /^src\/(engine\/(steps\/|rule-check|validate)|content\/check|services\/flows\/check)/

describe("problems of flows", () => {
  it("FLOW-13 UI-2 each has its words in both languages", () => {
    const codes = new Set(
      [...sources].flatMap(([path, text]) =>
        places.test(path) ? [...text.matchAll(/\bcode: "(\w+)"/g)].map((match) => match[1] ?? "") : [],
      ),
    )
    expect(codes.size).toBeGreaterThan(30)
    // Codes of zod issues and of places that say them to programs only.
    codes.delete("custom")
    for (const words of [en, es]) expect([...codes].filter((code) => !Object.hasOwn(words, code))).toEqual([])
  })
})
