import { describe, expect, it } from "vitest"
import { clientLanguage, clientMessageKeys, clientText } from "../../src/content/client-messages"

const names = { company: "Union", campaign: "$& Loans" }

describe("client messages", () => {
  it("CAM-14 a campaign's text wins over the company's, and that over the built-in one, in its language only", () => {
    const campaign = { en: { undoButton: "Take it back" } }
    const company = { en: { undoButton: "Revert" }, es: { undoButton: "Revertir" } }
    const overrides = [campaign, company]
    expect(clientText("undoButton", "en", { overrides, names })).toBe("Take it back")
    expect(clientText("undoButton", "es", { overrides, names })).toBe("Revertir")
    expect(clientText("undoButton", "es", { overrides: [campaign], names })).toBe("Deshacer")
    expect(clientText("undoButton", "en", { overrides: [{}, {}], names })).toBe("Undo")
  })

  it("CAM-14 names stand where the text says, as they are", () => {
    const overrides = [{ en: { whyText: "{campaign} by {company}, {other}" } }]
    expect(clientText("whyText", "en", { overrides, names })).toBe("$& Loans by Union, {other}")
  })

  it("CAM-14 every text is there in both languages", () => {
    for (const key of clientMessageKeys)
      for (const language of ["en", "es"] as const)
        expect(clientText(key, language, { overrides: [], names })).not.toBe("")
  })

  it.each([
    ["es", "es"],
    ["es-UY", "es"],
    ["ES", "es"],
    ["est", "en"],
    ["en-GB", "en"],
    ["fr", "en"],
    [null, "en"],
  ])("UI-2 a member with locale %s reads %s", (locale, language) => {
    expect(clientLanguage(locale)).toBe(language)
  })
})
