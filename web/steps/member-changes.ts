import type { UpdateMemberStep } from "../../src/engine/steps/update-member"
import { type Scalar, typedValueOf, valueText } from "../forms/scalar"
import { type Fields, numberOf, rawOf, rowsOf, textOf, type Values } from "../forms/values"

type Changes = NonNullable<UpdateMemberStep["set"]>
type Change = NonNullable<Changes["attributes"]>[string]

export const profileTargets = ["email", "phone", "locale", "timeZone"] as const
export const copyFacts = ["attribute", "profile", "campaignData", "webService"] as const
/** How an attribute changes; profile fields take a value or are removed. */
export const attributeWays = ["value", "remove", "copy", "add", "now"] as const
export type Way = (typeof attributeWays)[number]

/** What an Update member step sets, a row a change. */
export function changeFields({ attributes, ...profile }: Changes): Fields {
  const rows = [
    ...profileTargets.flatMap((target): Fields[] => {
      const value = profile[target]
      if (value === undefined) return []
      return [value === null ? { target, how: "remove" } : { target, how: "value", value }]
    }),
    ...Object.entries(attributes ?? {}).map(([name, change]) => ({ target: "attribute", name, ...wayOf(change) })),
  ]
  return Object.fromEntries(
    rows.flatMap((row, index) => Object.entries(row).map(([key, value]) => [`set.${index}.${key}`, value])),
  )
}

function wayOf(change: Change): Fields {
  if (change === null) return { how: "remove" }
  if (typeof change !== "object" || Array.isArray(change)) return { how: "value", value: valueText(change) }
  if ("copy" in change) return { how: "copy", fact: change.copy.fact, from: change.copy.name }
  return "add" in change ? { how: "add", number: String(change.add) } : { how: "now" }
}

/** The way of change that a row names. */
export function wayIn(values: Values, at: string): Way {
  return attributeWays.find((way) => way === rawOf(values, `${at}.how`)) ?? "value"
}

/** The changes as JSON; absent when there are none. Of two rows for one field the later one counts. */
export function changesIn(values: Values): Record<string, unknown> | undefined {
  const rows = rowsOf(values, "set")
  if (rows.length === 0) return undefined
  const ofProfile = rows.filter((at) => isProfile(rawOf(values, `${at}.target`)))
  const ofAttributes = rows.filter((at) => !isProfile(rawOf(values, `${at}.target`)))
  const attributes = ofAttributes.map((at) => [textOf(values, `${at}.name`), attributeChange(values, at)])
  return {
    ...Object.fromEntries(ofProfile.map((at) => [rawOf(values, `${at}.target`), profileChange(values, at)])),
    ...(attributes.length > 0 ? { attributes: Object.fromEntries(attributes) } : {}),
  }
}

function isProfile(target: string): boolean {
  return profileTargets.some((one) => one === target)
}

function profileChange(values: Values, at: string): string | null {
  return wayIn(values, at) === "remove" ? null : textOf(values, `${at}.value`)
}

function attributeChange(values: Values, at: string): unknown {
  switch (wayIn(values, at)) {
    case "value":
      return typedValue(rawOf(values, `${at}.value`))
    case "remove":
      return null
    case "copy":
      return { copy: { fact: rawOf(values, `${at}.fact`) || "attribute", name: textOf(values, `${at}.from`) } }
    case "add":
      return { add: numberOf(values, `${at}.number`) ?? "" }
    case "now":
      return { now: true }
  }
}

function typedValue(text: string): Scalar | Scalar[] {
  return typedValueOf(text)
}
