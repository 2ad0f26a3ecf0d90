import type { StartWorkflowStep } from "../../src/engine/steps/start-workflow"
import { SelectField, withPresent } from "../components/select"
import { fieldOf } from "../forms/form-view"
import { textOf } from "../forms/values"
import { useUi } from "../ui"
import type { StepForm } from "./step-form"

export const startWorkflowForm: StepForm<StartWorkflowStep> = {
  blank: {},
  fields: ({ workflowId }) => ({ workflowId }),
  read: (values) => ({ workflowId: textOf(values, "workflowId") }),
  Fields({ form, choices }) {
    const { t } = useUi()
    const s = t.stepForms.startWorkflow
    const field = fieldOf(form, "workflowId")
    const options = choices.workflows.map(({ id, name }) => ({ value: id, label: name }))
    return (
      <SelectField
        {...field}
        label={s.workflow}
        help={options.length === 0 ? s.none : s.workflowHelp}
        none={t.rules.choose}
        options={withPresent(options, field.value)}
      />
    )
  },
}
