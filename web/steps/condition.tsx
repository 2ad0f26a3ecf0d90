import type { ConditionStep } from "../../src/engine/steps/condition"
import { conditionForm } from "./condition-form"
import { ruleWords } from "./rule-words"
import type { StepLook } from "./step-look"

export const condition: StepLook<ConditionStep> = {
  icon: "branch",
  hue: "condition",
  form: conditionForm,
  summary(step, words) {
    const rule = ruleWords(step.rule, words)
    return rule === "" ? words.t.flow.summaries.noContent : words.t.flow.summaries.if(rule)
  },
}
