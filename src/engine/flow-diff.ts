import type { Flow, Step } from "./flow"
import { own } from "./own"

/** A step that only one of two flows has. */
export interface StepName {
  stepId: string
  type: string
  name: string
}

/** One field that two versions of a step say differently; `null` where one of them does not say it. */
export interface FieldChange {
  /** In dot notation: `message.subject`, `rule.any.0.all.1.value`. */
  path: string
  before: unknown
  after: unknown
}

/** What one flow says otherwise than another (FLOW-15). Where steps are drawn says nothing. */
export interface FlowDiff {
  start: { before: string; after: string } | null
  added: StepName[]
  removed: StepName[]
  changed: { stepId: string; fields: FieldChange[] }[]
  /** Outcomes that lead elsewhere; `null`: nowhere. */
  rewired: { stepId: string; outcome: string; before: string | null; after: string | null }[]
}

/** Compares two flows step by step; ids are what is stable. */
export function diffFlows(before: Flow, after: Flow): FlowDiff {
  const kept = Object.keys(before.steps).filter((id) => own(after.steps, id) !== undefined)
  const pairs = kept.flatMap((stepId) => {
    const [old, fresh] = [own(before.steps, stepId), own(after.steps, stepId)]
    return old && fresh ? [{ stepId, old, fresh }] : []
  })
  return {
    start: before.start === after.start ? null : { before: before.start, after: after.start },
    added: namesOnlyIn(after, before),
    removed: namesOnlyIn(before, after),
    changed: pairs
      .map(({ stepId, old, fresh }) => ({ stepId, fields: changesIn(meaningOf(old), meaningOf(fresh), "") }))
      .filter((one) => one.fields.length > 0),
    rewired: pairs.flatMap(({ stepId, old, fresh }) => rewiringOf(stepId, old, fresh)),
  }
}

/** Whether two steps do the same and lead to the same. */
export function sameStep(a: Step | undefined, b: Step | undefined): boolean {
  if (a === undefined || b === undefined) return a === b
  return changesIn(meaningOf(a), meaningOf(b), "").length + rewiringOf("", a, b).length === 0
}

/** Whether two flows are the same to the last word, drawing included; the order of their steps says nothing. */
export function sameFlow(a: Flow, b: Flow): boolean {
  return changesIn(a, b, "").length === 0
}

function namesOnlyIn(flow: Flow, other: Flow): StepName[] {
  return Object.entries(flow.steps)
    .filter(([stepId]) => own(other.steps, stepId) === undefined)
    .map(([stepId, { type, name }]) => ({ stepId, type, name }))
}

function meaningOf({ position: _, outcomes: __, ...meaning }: Step): unknown {
  return meaning
}

function rewiringOf(stepId: string, old: Step, fresh: Step): FlowDiff["rewired"] {
  const outcomes = new Set([...Object.keys(old.outcomes), ...Object.keys(fresh.outcomes)])
  return [...outcomes]
    .map((outcome) => ({
      stepId,
      outcome,
      before: own(old.outcomes, outcome) ?? null,
      after: own(fresh.outcomes, outcome) ?? null,
    }))
    .filter((one) => one.before !== one.after)
}

/** The fields at which two values part, as deep as they still have the same shape. */
function changesIn(before: unknown, after: unknown, path: string): FieldChange[] {
  if (Object.is(before, after)) return []
  const [old, fresh] = [partsOf(before), partsOf(after)]
  if (old === null || fresh === null || Array.isArray(before) !== Array.isArray(after)) {
    return [{ path, before: before ?? null, after: after ?? null }]
  }
  const shapeChanged = Array.isArray(before) && Array.isArray(after) && before.length !== after.length
  if (shapeChanged) return [{ path, before, after }]
  const keys = new Set([...old.keys(), ...fresh.keys()])
  return [...keys].flatMap((key) => changesIn(old.get(key), fresh.get(key), path === "" ? key : `${path}.${key}`))
}

/** The fields of an object or the items of a list; null for what has no parts. A field that is undefined is not there. */
function partsOf(value: unknown): Map<string, unknown> | null {
  if (typeof value !== "object" || value === null) return null
  return new Map(Object.entries(value).filter(([, part]) => part !== undefined))
}
