import { type LengthUnit, type LengthValue, lengthUnits } from "../components/length-field"
import { type Fields, textOf, type Values } from "./values"

const letters: Record<Exclude<LengthUnit, "iso">, [prefix: string, letter: string]> = {
  seconds: ["PT", "S"],
  minutes: ["PT", "M"],
  hours: ["PT", "H"],
  days: ["P", "D"],
  weeks: ["P", "W"],
  months: ["P", "M"],
  years: ["P", "Y"],
}

/** An ISO 8601 length as a number and a unit, where one pair can say it. */
export function lengthValueOf(iso: string | null | undefined, unit: LengthUnit = "days"): LengthValue {
  if (iso === null || iso === undefined || iso === "") return { n: "", unit }
  for (const known of lengthUnits) {
    const [prefix, letter] = letters[known]
    const n = iso.startsWith(prefix) && iso.endsWith(letter) ? iso.slice(prefix.length, -1) : ""
    if (/^\d+$/.test(n)) return { n, unit: known }
  }
  return { n: iso, unit: "iso" }
}

/** What was typed as ISO 8601; "" when nothing was. What is no number is left for the verb's schema to refuse. */
export function isoOfLength({ n, unit }: LengthValue): string {
  if (n === "" || unit === "iso") return n
  const [prefix, letter] = letters[unit]
  return `${prefix}${n}${letter}`
}

/** A posted unit; days where it is none. */
export function unitOf(text: string): LengthUnit {
  return text === "iso" ? "iso" : (lengthUnits.find((unit) => unit === text) ?? "days")
}

/** A length as the fields NAME and NAMEUnit. */
export function lengthFields(name: string, iso: string | undefined): Fields {
  const { n, unit } = lengthValueOf(iso)
  return iso === undefined ? {} : { [name]: n, [`${name}Unit`]: unit }
}

/** The length in the fields NAME and NAMEUnit as typed. */
export function lengthIn(values: Values, name: string): LengthValue {
  return { n: textOf(values, name), unit: unitOf(textOf(values, `${name}Unit`)) }
}

/** The length in the fields NAME and NAMEUnit; absent when nothing was typed. */
export function isoIn(values: Values, name: string): string | undefined {
  return isoOfLength(lengthIn(values, name)) || undefined
}
