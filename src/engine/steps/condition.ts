import * as z from "zod"
import { type Criterion, evaluateRule, ruleSchema, unavailableFacts } from "../rules"
import { everyone } from "../state"
import { subjectOf } from "../subject"
import {
  type CheckContext,
  type StepContext,
  type StepProblem,
  type StepResult,
  type StepType,
  stepFields,
} from "./step-type"

const schema = z.strictObject({ type: z.literal("condition"), ...stepFields, rule: ruleSchema })
export type ConditionStep = z.infer<typeof schema>

/** Parts the way by what is true of the member at this moment (FLOW-4). */
export const condition: StepType<ConditionStep> = {
  type: "condition",
  group: "userInteractions",
  schema,
  helpKey: "steps.condition.help",
  outcomes: () => [{ name: "met" }, { name: "notMet" }],
  facts: (step) => [...new Set(criteriaOf(step).map((one) => one.fact))],
  waitsBefore: () => [],
  enter: decide,
  resume: decide,
  check: (step, context) => [
    ...(step.rule.any.length === 0 || step.rule.any.some((group) => group.all.length === 0)
      ? [{ code: "ruleEmpty", message: "The condition has no criteria." }]
      : []),
    ...criteriaOf(step).flatMap((one) => checkCriterion(one, context)),
  ],
}

function decide(step: ConditionStep, { state, run, control, now }: StepContext): StepResult {
  const { met } = evaluateRule(step.rule, subjectOf(state, run, control.timeZone), now)
  return { kind: "advance", outcome: met ? "met" : "notMet" }
}

function criteriaOf(step: ConditionStep): Criterion[] {
  return step.rule.any.flatMap((group) => group.all)
}

function checkCriterion(criterion: Criterion, context: CheckContext): StepProblem[] {
  if (unavailableFacts.has(criterion.fact)) {
    return [{ code: "factUnavailable", message: `Conditions on ${criterion.fact} are not available yet.` }]
  }
  if (criterion.fact === "message") {
    const type = context.stepTypes.get(criterion.name)
    if (type === "email" || type === "sms" || type === "push") return []
    return [{ code: "unknownStep", message: `"${criterion.name}" is no messaging step of this flow.` }]
  }
  if (criterion.fact === "segment" && context.segmentIds) {
    const { segmentIds } = context
    return [criterion.value]
      .flat()
      .filter((id) => id !== everyone && !segmentIds.has(id))
      .map((id) => ({ code: "unknownSegment", message: `There is no segment "${id}".` }))
  }
  return []
}
