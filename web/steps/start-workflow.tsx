import type { StartWorkflowStep } from "../../src/engine/steps/start-workflow"
import { startWorkflowForm } from "./start-workflow-form"
import type { StepLook } from "./step-look"

export const startWorkflow: StepLook<StartWorkflowStep> = {
  icon: "flow",
  hue: "integration",
  form: startWorkflowForm,
  summary: ({ workflowId }, { t, nameOf }) =>
    workflowId === "" ? t.flow.summaries.noContent : t.flow.summaries.startWorkflow(nameOf(workflowId)),
}
