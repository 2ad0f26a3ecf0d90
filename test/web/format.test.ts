import { describe, expect, it } from "vitest"
import {
  formatInstantWithZone,
  formatLength,
  formatLocal,
  formatNumber,
  formatPercent,
  formatRelative,
} from "../../web/locales/format"

const at = Date.UTC(2026, 11, 1, 12)

describe("formats", () => {
  it("UI-2 writes instants with their zone in both languages", () => {
    expect(formatInstantWithZone("en", at, "America/Montevideo")).toBe("Tue 1 Dec 2026, 09:00 (Montevideo)")
    expect(formatInstantWithZone("es", at, "America/Argentina/Buenos_Aires")).toBe(
      "mar 1 dic 2026, 09:00 (Buenos Aires)",
    )
  })

  it("CAM-5 reads a campaign's local dates where they stand, in no zone", () => {
    expect(formatLocal("en", "2026-12-01")).toBe("Tue 1 Dec 2026")
    expect(formatLocal("en", "2026-12-01T09:30")).toBe("Tue 1 Dec 2026, 09:30")
    expect(formatLocal("en", "soon")).toBe("soon")
  })

  it("UI-2 groups digits by language, four digits included", () => {
    expect(formatNumber("en", 1234)).toBe("1,234")
    expect(formatNumber("es", 1234)).toBe("1.234")
  })

  it("says lengths in words", () => {
    expect(formatLength("en", "P4D")).toBe("4 days")
    expect(formatLength("en", "PT1H30M")).toBe("1 hour 30 minutes")
    expect(formatLength("es", "P1M")).toBe("1 mes")
    expect(formatLength("en", "PT0S")).toBe("0 minutes")
    expect(formatLength("en", "nonsense")).toBe("nonsense")
  })

  it("says how far an instant is from now", () => {
    expect(formatRelative("en", at + 4 * 86_400_000, at)).toBe("in 4 days")
    expect(formatRelative("es", at - 7_200_000, at)).toBe("hace 2 horas")
    expect(formatRelative("en", at, at)).toBe("now")
  })

  it("gives a rate only with its whole", () => {
    expect(formatPercent("en", 412, 1000)).toBe("41%")
    expect(formatPercent("en", 1, 0)).toBe("–")
    expect(formatPercent("en", 15, 1000)).toBe("1.5%")
  })
})
