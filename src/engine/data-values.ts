import { isEmail, isPhone, isStorable, memberLimits } from "../core/profile"
import { parseInstant, parseLocal } from "./timing"
import type { AttributeValue, DataField } from "./types"
import { numberOf } from "./values"

export type DataType = DataField["type"]

/** A value that fits, or what is wrong with it, for people. */
export type Fitted = { value: AttributeValue } | { problem: string }

const textCharsMax: Partial<Record<DataType, number>> = { text: 1_000, file: 2_000 }

/**
 * Fits a value of any origin (API, answer of a Web service) to a field of campaign data (CAM-18): digits become numbers
 * where numbers are wanted, numbers and booleans become text where text is. What does not fit is told, never bent.
 */
export function fitToField(type: DataType, raw: unknown): Fitted {
  switch (type) {
    case "number":
    case "currency":
    case "decimal": {
      const number = numberOf(raw)
      return number === null ? { problem: "is not a number" } : { value: number }
    }
    case "boolean": {
      const said = typeof raw === "string" ? raw.trim().toLowerCase() : raw
      if (said === true || said === "true") return { value: true }
      return said === false || said === "false" ? { value: false } : { problem: "is neither true nor false" }
    }
    case "date": {
      const local = typeof raw === "string" ? parseLocal(raw) : null
      return local?.dateOnly ? { value: String(raw) } : { problem: "is not a date such as 2026-12-01" }
    }
    case "instant": {
      const instant = typeof raw === "string" ? parseInstant(raw) : null
      return instant === null ? { problem: "is not an instant such as 2026-12-01T12:00:00Z" } : { value: String(raw) }
    }
    case "email":
      return fitText(raw, memberLimits.emailChars, isEmail, "is not an email address")
    case "phone":
      return fitText(raw, 16, isPhone, "is not a phone number such as +59899123456")
    case "text":
    case "longText":
    case "file":
      return fitText(raw, textCharsMax[type] ?? memberLimits.attributeTextChars, () => true, "")
  }
}

/** Fits a value of any origin to an attribute (MEM-1): a string, a number, a boolean or a list of strings. */
export function fitToAttribute(raw: unknown): Fitted {
  if (typeof raw === "boolean") return { value: raw }
  if (typeof raw === "number") return Number.isFinite(raw) ? { value: raw } : { problem: "is not a number" }
  if (typeof raw === "string") return fitText(raw, memberLimits.attributeTextChars, () => true, "")
  if (Array.isArray(raw) && raw.length <= memberLimits.attributeListItems) {
    const fitted = raw.map((item) => fitText(item, memberLimits.attributeTextChars, () => true, ""))
    const texts = fitted.flatMap((one) => ("value" in one && typeof one.value === "string" ? [one.value] : []))
    if (texts.length === raw.length) return { value: texts }
  }
  return { problem: "is neither a text, a number, a boolean nor a list of texts" }
}

function fitText(raw: unknown, max: number, fits: (text: string) => boolean, problem: string): Fitted {
  if (typeof raw !== "string" && typeof raw !== "number" && typeof raw !== "boolean")
    return { problem: "is not a text" }
  const text = String(raw)
  if (text.length > max) return { problem: `is longer than ${max} characters` }
  if (!isStorable(text)) return { problem: "is not well-formed text" }
  return fits(text) ? { value: text } : { problem }
}
