import { atPointer } from "../core/json-pointer"
import { memberLimits } from "../core/profile"
import { type Fitted, fitToAttribute, fitToField } from "./data-values"
import type { StepContext, StepEffect } from "./steps/step-type"
import type { AttributeValue } from "./types"

/** Where a part of a Web service's answer goes. */
export type MapTarget = { attribute: string } | { campaignData: string }

/**
 * What becomes of a Web service's answer (FLOW-9): changes of attributes and campaign data, as their types have it; `null`
 * removes. What is not there, or does not fit, changes nothing and is told in `skipped`.
 */
export function mapAnswer(
  map: readonly { pointer: string; to: MapTarget }[],
  body: unknown,
  context: Pick<StepContext, "state" | "control">,
): { effects: StepEffect[]; skipped: string[] } {
  const attributes: Record<string, AttributeValue | null> = {}
  const values: Record<string, AttributeValue | null> = {}
  const skipped: string[] = []
  for (const { pointer, to } of map) {
    const part = fitted(atPointer(body, pointer), to, context)
    if ("problem" in part) skipped.push(`${pointer} ${part.problem}`)
    else if ("attribute" in to) attributes[to.attribute] = part.value
    else values[to.campaignData] = part.value
  }
  const effects: StepEffect[] = []
  if (Object.keys(attributes).length > 0) effects.push({ kind: "changeProfile", patch: { attributes } })
  if (Object.keys(values).length > 0) effects.push({ kind: "changeData", values })
  return { effects, skipped }
}

function fitted(
  raw: unknown,
  to: MapTarget,
  { state, control }: Pick<StepContext, "state" | "control">,
): Fitted | { value: null } {
  if (raw === undefined) return { problem: "is not in the answer" }
  if (raw === null) return { value: null }
  if ("attribute" in to) return hasRoomFor(state.profile.attributes, to.attribute) ? fitToAttribute(raw) : noRoom
  const field = control.dataFields.find((one) => one.name === to.campaignData)
  return field ? fitToField(field.type, raw) : { problem: `has no field ${to.campaignData}` }
}

const noRoom = { problem: `would be more than ${memberLimits.attributes} attributes` }

/** Whether a member may have one more attribute, or has this one already (MEM-1). */
export function hasRoomFor(attributes: Readonly<Record<string, AttributeValue>>, name: string): boolean {
  return Object.hasOwn(attributes, name) || Object.keys(attributes).length < memberLimits.attributes
}
