import type { Criterion, Rule, Where } from "../../src/engine/rules"
import { isoIn, lengthFields } from "./length"
import { factOf, opsOf, valueKindOf } from "./rule-facts"
import { listOf, listText, type Scalar, typedValueOf, valueText } from "./scalar"
import { allOf, type Fields, numberOf, optionalOf, present, rowsOf, textOf, type Values } from "./values"

/** A rule as the fields of its form, below the name `at`. */
export function fieldsOfRule(rule: Rule, at: string): Fields {
  return merged(
    rule.any.flatMap((group, g) => [
      { [`${at}.any.${g}._`]: "" },
      ...group.all.map((criterion, c) => fieldsOfCriterion(criterion, `${at}.any.${g}.all.${c}`)),
    ]),
  )
}

/** The rule in a form's fields as RULE of the contract; what is wrong with it is the rule's schema to say. */
export function ruleIn(values: Values, at: string): unknown {
  return {
    any: rowsOf(values, `${at}.any`).map((group) => ({
      all: rowsOf(values, `${group}.all`).map((row) => criterionIn(values, row)),
    })),
  }
}

/** Filters on an event's properties as the fields of their form. */
export function fieldsOfWhere(where: Where, at: string): Fields {
  return merged(
    where.map(({ name, op, value }, index) => ({
      [`${at}.${index}.name`]: name,
      [`${at}.${index}.op`]: op,
      ...fieldsOfValue(op, value, `${at}.${index}.value`),
    })),
  )
}

/** The filters in a form's fields; absent when there are none. */
export function whereIn(values: Values, at: string): unknown[] | undefined {
  const rows = rowsOf(values, at)
  if (rows.length === 0) return undefined
  return rows.map((row) => {
    const op = textOf(values, `${row}.op`) || "equals"
    return present({ name: textOf(values, `${row}.name`), op, value: valueIn(values, `${row}.value`, op) })
  })
}

function fieldsOfCriterion(criterion: Criterion, at: string): Fields {
  const { fact, op } = criterion
  const common = { [`${at}.fact`]: fact, [`${at}.op`]: op }
  switch (criterion.fact) {
    case "attribute":
    case "campaignData":
    case "profile":
    case "webService":
      return { ...common, [`${at}.name`]: criterion.name, ...fieldsOfValue(op, criterion.value, `${at}.value`) }
    case "segment":
      return { ...common, [`${at}.value`]: [criterion.value].flat() }
    case "message":
      return { ...common, [`${at}.name`]: criterion.name }
    case "result":
    case "consent":
    case "occasion":
      return { ...common, [`${at}.name`]: criterion.name, [`${at}.value`]: criterion.value }
    case "event":
      return {
        ...common,
        [`${at}.name`]: criterion.name,
        [`${at}.atLeast`]: criterion.atLeast === undefined ? undefined : String(criterion.atLeast),
        ...lengthFields(`${at}.within`, criterion.within),
        ...fieldsOfWhere(criterion.where ?? [], `${at}.where`),
      }
  }
}

function criterionIn(values: Values, at: string): unknown {
  const fact = factOf(textOf(values, `${at}.fact`))
  const op = textOf(values, `${at}.op`) || opsOf(fact)[0]
  const name = optionalOf(values, `${at}.name`)?.trim()
  switch (fact) {
    case "attribute":
    case "campaignData":
    case "webService":
      return present({ fact, name: name ?? "", op, value: valueIn(values, `${at}.value`, op ?? "") })
    case "profile":
      return present({ fact, name: name ?? "email", op, value: valueIn(values, `${at}.value`, op ?? "") })
    case "segment": {
      const chosen = allOf(values, `${at}.value`).filter((id) => id !== "")
      return present({ fact, op, value: chosen.length > 1 ? chosen : chosen[0] })
    }
    case "message":
      return { fact, name: name ?? "", op }
    case "result":
      return present({ fact, name, op, value: textOf(values, `${at}.value`) || "converted" })
    case "consent":
      return { fact, name: name ?? "email", op, value: textOf(values, `${at}.value`) || "subscribed" }
    case "occasion":
      return { fact, name: name ?? "", op, value: textOf(values, `${at}.value`) || "attended" }
    case "event":
      return present({
        fact,
        name: name ?? "",
        where: whereIn(values, `${at}.where`),
        op,
        atLeast: numberOf(values, `${at}.atLeast`),
        within: isoIn(values, `${at}.within`),
      })
  }
}

type Value = Scalar | readonly Scalar[]

function fieldsOfValue(op: string, value: Value | undefined, at: string): Fields {
  if (value === undefined) return {}
  switch (valueKindOf(op)) {
    case "none":
      return {}
    case "length":
      return typeof value === "string" ? lengthFields(at, value) : { [at]: valueText(value) }
    case "list":
      return { [at]: listText([value].flat()) }
    case "one":
      return { [at]: valueText(value) }
  }
}

/** The value of a comparison; absent when nothing was typed. */
function valueIn(values: Values, at: string, op: string): unknown {
  const text = optionalOf(values, at)
  if (text === undefined) return undefined
  switch (valueKindOf(op)) {
    case "none":
      return undefined
    case "length":
      return isoIn(values, at)
    case "list":
      return listOf(text)
    case "one":
      return typedValueOf(text)
  }
}

function merged(parts: Fields[]): Fields {
  return Object.assign({}, ...parts)
}
