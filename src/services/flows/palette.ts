import { type Step, stepSchema, stepTypes, typeOf } from "../../engine/flow"

import type { Outcome, StepGroup } from "../../engine/steps/step-type"

const groups: readonly StepGroup[] = ["userInteractions", "messaging", "integration", "experiment", "end"]
/** Order within the groups as FLOW-3 has it; types that it does not name come last. */
const usual: readonly Step["type"][] = [
  ...(["condition", "delay", "waitForEvent"] as const),
  ...(["email", "sms", "push", "crossEmail", "crossSms", "crossPush"] as const),
  ...(["webService", "exportPdf", "startWorkflow", "updateMember", "notifyStaff"] as const),
]

/** Every type of step with its group, in the order of the palette (FLOW-3). */
export function stepPalette(): { type: Step["type"]; group: StepGroup }[] {
  const rank = (type: Step["type"]) => (usual.includes(type) ? usual.indexOf(type) : usual.length)
  return Object.values(stepTypes)
    .map(({ type, group }) => ({ type, group }))
    .sort((a, b) => groups.indexOf(a.group) - groups.indexOf(b.group) || rank(a.type) - rank(b.type))
}

/**
 * Named ways out of a step as it was typed, the main one first; null when it names no type. A step that is not complete yet
 * must have the parts of its type all the same, as a form gives them.
 */
export function outcomesOf(step: unknown): readonly Outcome[] | null {
  const parsed = stepSchema.safeParse(step)
  if (parsed.success) return typeOf(parsed.data).outcomes(parsed.data)
  const type = stepPalette().find((one) => one.type === (step as { type?: unknown } | undefined)?.type)?.type
  return type === undefined ? null : stepTypes[type].outcomes(step as never)
}
