import * as z from "zod"
import { missed } from "./outbound"
import { type CheckContext, type StepProblem, type StepType, stepFields } from "./step-type"

const schema = z.strictObject({
  type: z.literal("startWorkflow"),
  ...stepFields,
  workflowId: z.string().max(64).default(""),
})
export type StartWorkflowStep = z.infer<typeof schema>

/** Starts a published workflow for the member and goes on without waiting for it (FLOW-11). */
export const startWorkflow: StepType<StartWorkflowStep> = {
  type: "startWorkflow",
  group: "integration",
  schema,
  helpKey: "steps.startWorkflow.help",
  outcomes: () => [{ name: "done" }],
  facts: () => [],
  refersTo: ({ workflowId }) => (workflowId === "" ? [] : [{ kind: "workflow", ref: workflowId }]),
  waitsBefore: () => [],
  enter: ({ workflowId }, context) => {
    const refusal = missed(context)
    if (refusal !== null) return { kind: "advance", outcome: "done", reason: refusal.reason }
    return { kind: "advance", outcome: "done", effects: [{ kind: "startWorkflow", workflowId }] }
  },
  resume: () => null,
  check,
}

/** That no chain of workflows comes back to where it began is for the whole flow to say (`validateFlow`). */
function check({ workflowId }: StartWorkflowStep, { campaigns }: CheckContext): StepProblem[] {
  if (workflowId === "") return [{ code: "workflowMissing", message: "No workflow is chosen." }]
  const workflow = campaigns.get(workflowId)
  if (workflow?.kind !== "workflow") {
    return [{ code: "workflowMissing", message: `There is no workflow "${workflowId}".` }]
  }
  if (workflow.live) return []
  return [{ code: "workflowNotPublished", message: `The workflow "${workflow.name}" is not published.` }]
}
