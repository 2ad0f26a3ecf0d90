import type { ConditionStep } from "../../src/engine/steps/condition"
import { RuleBuilder } from "../components/rule-builder"
import { fieldsOfRule, ruleIn } from "../forms/rule-values"
import { useUi } from "../ui"
import type { StepForm } from "./step-form"

export const conditionForm: StepForm<ConditionStep> = {
  blank: { "rule.any.0.all.0._": "" },
  fields: (step) => fieldsOfRule(step.rule, "rule"),
  read: (values) => ({ rule: ruleIn(values, "rule") }),
  Fields({ form, choices }) {
    const { t } = useUi()
    return (
      <RuleBuilder name="rule" label={t.stepForms.condition.rule} help={t.rules.help} form={form} choices={choices} />
    )
  },
}
