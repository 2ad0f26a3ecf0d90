import { rawOf, type Values, valuesOf } from "../../../web/forms/values"
import { type StepTypeName, stepFormOf } from "../../../web/steps/looks"
import { newStepType } from "../../../web/steps/outcome-field"
import type { Step } from "../../engine/flow"

/** A step as the fields of its form: name, its type's own, and where its outcomes lead. */
export function stepValues(step: Step): Values {
  const outcomes = Object.entries(step.outcomes).map(([outcome, to]) => [`outcomes.${outcome}`, to])
  return new Map([
    ...valuesOf({ name: step.name, ...Object.fromEntries(outcomes) }),
    ...valuesOf(stepFormOf(step.type).fields(step)),
  ])
}

/**
 * The step that a form holds, as it was typed; what is wrong with it is its schema to say. `targets`: where each outcome
 * is to lead, also to steps that are yet to be written.
 */
export function typedStep(
  type: StepTypeName,
  values: Values,
  before: Step | null,
): { step: Record<string, unknown>; targets: Record<string, string> } {
  const { outcomes, ...own } = stepFormOf(type).read(values)
  const targets = outcomes === undefined ? outcomesIn(values) : (outcomes as Record<string, string>)
  const step = {
    type,
    name: rawOf(values, "name").trim(),
    ...(before?.position ? { position: before.position } : {}),
    ...own,
    outcomes: Object.fromEntries(Object.entries(targets).filter(([, to]) => newStepType(to) === null)),
  }
  return { step, targets }
}

function outcomesIn(values: Values): Record<string, string> {
  const prefix = "outcomes."
  return Object.fromEntries(
    [...values]
      .filter(([name, [to = ""]]) => name.startsWith(prefix) && to !== "")
      .map(([name, [to = ""]]) => [name.slice(prefix.length), to]),
  )
}

/** Where a step's outcomes lead. */
export function targetsIn(step: Step): Record<string, string> {
  return step.outcomes
}

/** A new step that an outcome was promised, as it is carried from form to form: `type:step:outcome`. */
export function pendingOf(text: string): { type: string; after: { stepId: string; outcome: string } } | null {
  const [type, stepId, ...outcome] = text.split(":")
  if (!type || !stepId || outcome.length === 0) return null
  return { type, after: { stepId, outcome: outcome.join(":") } }
}
