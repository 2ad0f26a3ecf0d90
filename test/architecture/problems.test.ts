import { describe, expect, it } from "vitest"
import { refusals } from "../../src/core/errors"
import { en } from "../../web/locales/en"
import { es } from "../../web/locales/es"
import { errorText } from "../../web/problem-text"
import { sources } from "./sources"

/** Where problems of flows come from. */
const places = /^src\/(engine\/(steps\/|rule-check|validate)|content\/check|services\/flows\/check)/
/** Codes of providers' answers and of warnings, which have texts of their own, and of faults within the engine. */
const elsewhere = /^src\/(providers|content|queues|engine)\//

const served = [...sources].filter(([path]) => path.startsWith("src/"))

function codesIn(from: typeof served, pattern: RegExp): string[] {
  return [...new Set(from.flatMap(([, text]) => [...text.matchAll(pattern)].map((match) => match[1] ?? "")))]
}

describe("problems and refusals", () => {
  it("FLOW-13 UI-2 each problem of a flow has its words in both languages", () => {
    const codes = codesIn(
      served.filter(([path]) => places.test(path)),
      /\bcode: "(\w+)"/g,
    ).filter((code) => code !== "custom")
    expect(codes.length).toBeGreaterThan(30)
    for (const { problems } of [en, es]) expect(codes.filter((code) => !Object.hasOwn(problems, code))).toEqual([])
  })

  it("UI-2 each code of a field's error has its words in both languages", () => {
    const from = served.filter(([path]) => !elsewhere.test(path))
    const codes = [
      ...codesIn(from, /\binvalid\(\s*(?:[^,()`]|\([^()]*\)|`[^`]*`)+,\s*"([a-zA-Z]+)"/g),
      ...codesIn(from, /\bcode: "([a-zA-Z]+)"/g),
    ]
    expect(codes.length).toBeGreaterThan(40)
    for (const t of [en, es]) {
      const said = (code: string) => Object.keys(t.problems).some((key) => key === code || key.endsWith(`.${code}`))
      // Codes of schemas come with any field; English has the schema's own words.
      const general = (code: string) => es.otherProblem(code, "") !== es.otherProblem("unheard-of", "")
      expect(codes.filter((code) => !said(code) && !general(code) && code !== "custom")).toEqual([])
    }
  })

  it("UI-2 each refusal gives its reason, and each reason has its words in both languages", () => {
    const thrown = served.flatMap(([path, text]) =>
      text
        .split("new AppError(")
        .slice(1)
        .map((rest) => ({ path, rest: rest.slice(0, 400) })),
    )
    const refused = thrown.filter(({ rest }) => /^\s*"(conflict|forbidden)"/.test(rest))
    expect(refused.length).toBeGreaterThan(35)
    expect(refused.filter(({ rest }) => !/\breason\b/.test(rest)).map(({ path }) => path)).toEqual([])
    for (const reason of refusals) {
      const [english, spanish] = [en, es].map((t) => t.refusals[reason](["paused"]))
      expect(spanish).not.toBe(english)
      expect(`${english} ${spanish}`).not.toMatch(/undefined/)
    }
  })

  it("API-4 UI-2 what SQL itself writes to the audit log has its words in both languages", () => {
    const written = served.filter(([path, text]) => path.startsWith("src/db/") && text.includes("INTO audit"))
    const codes = codesIn(written, /'((?:campaign|workflow)\.\w+)'/g)
    expect(codes.length).toBeGreaterThan(1)
    for (const { auditActions } of [en, es])
      expect(codes.filter((code) => !Object.hasOwn(auditActions, code))).toEqual([])
  })

  it("UI-2 a refusal is said in the reader's language, with its names as they are", () => {
    const used = { code: "conflict" as const, message: "The segment is used by “Loans”." }
    const details = { reason: "segmentUsed" as const, named: ["Loans"] }
    expect(errorText(es, { ...used, details })).toBe("Se usa en «Loans».")
    expect(errorText(en, { ...used, details })).toBe("It is used by “Loans”.")
    expect(errorText(es, { code: "unavailable", message: "Down.", details: {} })).not.toContain("Down")
    expect(errorText(en, { code: "unavailable", message: "Down.", details: {} })).toBe("Down.")
  })
})
