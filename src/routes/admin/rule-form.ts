import type { FormErrors } from "../../../web/components/form"
import { fieldsOfRule, ruleIn } from "../../../web/forms/rule-values"
import { afterAct, type Fields, type Values } from "../../../web/forms/values"
import type { Rule } from "../../engine/rules"
import type { PostedForm } from "./forms"

/** A rule as the fields that the rule builder shows, below the name `at`. */
export function ruleFields(rule: Rule, at = "rule"): Fields {
  return fieldsOfRule(rule, at)
}

/** The rule as it was put together; give it to the verb's schema, which says what is wrong with it. */
export function readRule(form: PostedForm, at = "rule"): unknown {
  return ruleIn(form.values, at)
}

/**
 * What a form shows next when one of its row buttons was pressed (`do`: a group, criterion or row added or removed, a fact
 * chosen); null when it was sent to be saved.
 */
export function actedOn(form: PostedForm): Values | null {
  const act = form.text("do")
  return act === "" ? null : afterAct(form.values, act)
}

/**
 * Errors at the fields that show them: an error of something inside a field climbs up to it; what finds none is said at
 * the top of the form, with its path.
 */
export function placedErrors(errors: FormErrors, values: Values): FormErrors {
  const placed: FormErrors = {}
  for (const [path, message] of Object.entries(errors)) {
    const at = placeOf(path, values)
    placed[at] ??= at === "" && path !== "" ? `${path}: ${message}` : message
  }
  return placed
}

function placeOf(path: string, values: Values): string {
  for (let at = path; at !== ""; at = at.slice(0, Math.max(0, at.lastIndexOf(".")))) {
    if (values.has(at) || [...values.keys()].some((name) => name.startsWith(`${at}.`))) return at
  }
  return ""
}
