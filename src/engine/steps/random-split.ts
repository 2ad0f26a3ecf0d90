import * as z from "zod"
import { fractionOf } from "../fraction"
import { splitBranchesMax } from "../limits"
import { type StepProblem, type StepType, stepFields } from "./step-type"

const schema = z.strictObject({
  type: z.literal("randomSplit"),
  ...stepFields,
  /** Weights are shares of their sum. */
  branches: z
    .array(z.strictObject({ outcome: z.string().min(1).max(64), weight: z.number().min(0).max(1_000_000) }))
    .max(splitBranchesMax)
    .default([]),
})
export type RandomSplitStep = z.infer<typeof schema>

/** Sends members different ways by chance; the same member always the same way (RUN-2). */
export const randomSplit: StepType<RandomSplitStep> = {
  type: "randomSplit",
  group: "experiment",
  schema,
  helpKey: "steps.randomSplit.help",
  outcomes: ({ branches }) => [...new Set(branches.map((branch) => branch.outcome))].map((name) => ({ name })),
  facts: () => [],
  waitsBefore: () => [],
  enter: ({ branches }, { state, run }) => {
    const fraction = fractionOf(`${run.campaignId}/${run.stepId}/${state.id}`)
    return { kind: "advance", outcome: branchAt(branches, fraction) }
  },
  resume: () => null,
  check,
}

/** The branch that a number in [0, 1) falls to, by the branches' shares. */
function branchAt(branches: RandomSplitStep["branches"], fraction: number): string {
  let left = fraction * branches.reduce((sum, { weight }) => sum + weight, 0)
  for (const { outcome, weight } of branches) {
    if (left < weight) return outcome
    left -= weight
  }
  // Rounding may leave a trace beyond the last share.
  return branches.findLast(({ weight }) => weight > 0)?.outcome ?? ""
}

function check({ branches }: RandomSplitStep): StepProblem[] {
  const names = branches.map((branch) => branch.outcome)
  const twice = new Set(names.filter((name, index) => names.indexOf(name) !== index))
  return [
    ...(branches.length < 2 ? [{ code: "branchesMissing", message: "A split has at least two branches." }] : []),
    ...[...twice].map((name) => ({ code: "branchTwice", message: `Two branches are called "${name}".` })),
    ...(branches.length > 0 && branches.every(({ weight }) => weight === 0)
      ? [{ code: "weightsZero", message: "At least one branch needs a weight above 0." }]
      : []),
  ]
}
