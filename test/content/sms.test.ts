import { describe, expect, it } from "vitest"
import { smsSize } from "../../src/content/sms"

const shape = (text: string) => {
  const { encoding, segments, left } = smsSize(text)
  return [encoding, segments, left]
}

describe("MSG-1 characters and segments of an SMS", () => {
  it("MSG-1 GSM-7: 160 alone, 153 in each part of several", () => {
    expect(shape("")).toEqual(["GSM-7", 0, 160])
    expect(shape("a".repeat(160))).toEqual(["GSM-7", 1, 0])
    expect(shape("a".repeat(161))).toEqual(["GSM-7", 2, 145])
    expect(shape("ñ".repeat(306))).toEqual(["GSM-7", 2, 0])
    expect(shape("ñ".repeat(307))).toEqual(["GSM-7", 3, 152])
  })

  it("MSG-1 a character of the extension table takes two septets and is never cut in two", () => {
    expect(shape("€".repeat(80))).toEqual(["GSM-7", 1, 0])
    expect(shape(`${"a".repeat(152)}€${"a".repeat(10)}`)).toEqual(["GSM-7", 2, 141])
    expect(shape("^{}\\[~]|€\f")).toEqual(["GSM-7", 1, 140])
  })

  it("MSG-1 one character that GSM-7 lacks makes all of it UCS-2: 70 alone, 67 in each part", () => {
    expect(shape(`${"a".repeat(69)}á`)).toEqual(["UCS-2", 1, 0])
    expect(shape(`${"a".repeat(70)}á`)).toEqual(["UCS-2", 2, 63])
    expect(smsSize("más año: «sí» más").beyondGsm).toEqual(["á", "«", "í", "»"])
  })

  it("MSG-1 an emoji counts as one character and two units, and stays whole", () => {
    expect(smsSize("😀")).toMatchObject({ encoding: "UCS-2", characters: 1, segments: 1, left: 68 })
    expect(shape("😀".repeat(35))).toEqual(["UCS-2", 1, 0])
    expect(shape("😀".repeat(36))).toEqual(["UCS-2", 2, 61])
  })

  it("MSG-1 Spanish: ñ, ü, é, ¿ and ¡ are GSM-7; á, í, ó and ú are not", () => {
    expect(smsSize("¿Mañana? ¡Qué pingüino é!").encoding).toBe("GSM-7")
    for (const char of "áíóú") expect(smsSize(char).encoding).toBe("UCS-2")
  })
})
