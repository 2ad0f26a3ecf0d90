import { describe, expect, it } from "vitest"
import { stepSchema, stepTypes } from "../../src/engine/flow"
import { stepLooks } from "../../web/steps/looks"
import { textsOf } from "../../web/ui"

/** A text by its key in dot notation. */
function textAt(tree: unknown, key: string): unknown {
  return key.split(".").reduce((part, name) => (part as Record<string, unknown> | undefined)?.[name], tree)
}

describe.each(["en", "es"] as const)("words of step types (%s)", (locale) => {
  const t = textsOf(locale)

  it.each(Object.values(stepTypes).map((type) => [type.type, type.helpKey] as const))(
    "FLOW-3 UI-2 %s has a name, a line of help and a look",
    (type, helpKey) => {
      expect(t.flow.types[type]).toMatch(/\w/)
      expect(textAt(t, helpKey)).toMatch(/^\p{Lu}.*\.$/u)
      expect(stepLooks[type].icon).toMatch(/\w/)
    },
  )

  it("UI-2 every way out that a step type names itself has words", () => {
    const names = Object.values(stepTypes).flatMap((type) => {
      const bare = stepSchema.safeParse({ type: type.type })
      return bare.success ? type.outcomes(bare.data as never).map((outcome) => outcome.name) : []
    })
    const all = new Set([...names, "met", "notMet", "done", "past", "happened", "timedOut"])
    expect([...all].filter((name) => !Object.hasOwn(t.flow.outcomes, name))).toEqual([])
  })
})
