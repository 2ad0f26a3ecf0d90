import { type Step, stepSchema } from "../../engine/flow"
import { diffFlows } from "../../engine/flow-diff"

/** One field that two versions of a step say differently, as text. */
export interface StepDifference {
  path: string
  mine: string
  theirs: string
}

/** Where a step as somebody typed it and the step as it stands say different things; none while it is no step yet. */
export function stepDifferences(mine: unknown, theirs: Step): StepDifference[] {
  const parsed = stepSchema.safeParse(mine)
  if (!parsed.success) return []
  const flowOf = (step: Step) => ({ start: "step", steps: { step } })
  const { changed, rewired } = diffFlows(flowOf(parsed.data), flowOf(theirs))
  return [
    ...changed.flatMap(({ fields }) =>
      fields.map(({ path, before, after }) => ({ path, mine: textOf(before), theirs: textOf(after) })),
    ),
    ...rewired.map(({ outcome, before, after }) => ({
      path: `outcomes.${outcome}`,
      mine: textOf(before),
      theirs: textOf(after),
    })),
  ]
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return "–"
  return typeof value === "string" ? value : JSON.stringify(value)
}
