import * as z from "zod"
import { checkRule, referencesOf } from "../rule-check"
import { criteriaOf, evaluateRule, ruleSchema } from "../rules"
import { subjectOf } from "../subject"
import { type StepContext, type StepResult, type StepType, stepFields } from "./step-type"

const schema = z.strictObject({ type: z.literal("condition"), ...stepFields, rule: ruleSchema })
export type ConditionStep = z.infer<typeof schema>

/** Parts the way by what is true of the member at this moment (FLOW-4). */
export const condition: StepType<ConditionStep> = {
  type: "condition",
  group: "userInteractions",
  schema,
  helpKey: "steps.condition.help",
  outcomes: () => [{ name: "met" }, { name: "notMet" }],
  facts: (step) => [...new Set(criteriaOf(step.rule).map((one) => one.fact))],
  refersTo: (step) => referencesOf(step.rule),
  waitsBefore: () => [],
  enter: decide,
  resume: decide,
  check: (step, context) => checkRule(step.rule, context),
}

function decide(step: ConditionStep, { state, run, control, now }: StepContext): StepResult {
  const { met } = evaluateRule(step.rule, subjectOf(state, run, control), now)
  return { kind: "advance", outcome: met ? "met" : "notMet" }
}
