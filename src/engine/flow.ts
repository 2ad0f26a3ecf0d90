import * as z from "zod"
import { stepsPerFlowMax } from "./limits"
import { own } from "./own"
import * as registry from "./steps/registry"
import { type Outcome, type StepShape, type StepType, stepIdSchema } from "./steps/step-type"

export type StepTypeName = keyof typeof registry

/** All step types by name; one that is not what its name says does not compile. */
export const stepTypes = registry satisfies { [T in StepTypeName]: StepType<StepShape & { type: T }> }

type StepOf<T extends StepTypeName> = (typeof stepTypes)[T] extends StepType<infer S> ? S : never

/** One step of a flow, by its type. */
export type Step = { [T in StepTypeName]: StepOf<T> }[StepTypeName]

/** FLOW of the contract: where it starts, and its steps by id. */
export interface Flow {
  start: string
  steps: Record<string, Step>
}

/** Each schema is a strict object with a literal `type`; that is what a discriminated union needs, and what the cast says. */
type Discriminable = z.ZodObject<{ type: z.ZodLiteral<StepTypeName> }>
const stepSchemas = Object.values(stepTypes).map((type) => type.schema) as unknown as [
  Discriminable,
  ...Discriminable[],
]

/** Things that people look for in flows and that have their place elsewhere (FLOW-3), by the beginning of their names. */
const elsewhere: Record<string, string> = {
  onscreen:
    "An on-screen message cannot be a step of a flow: it is shown while somebody visits, so it belongs to a regular campaign.",
  datacapture:
    "A data-capture form cannot be a step of a flow: it belongs to the website or a regular campaign; its answers come in as events, which a flow can wait for.",
  docusign:
    "A DocuSign envelope cannot be a step of a flow: it belongs to DocuSign itself; call it by a Web service step and wait for its webhook as an event.",
}

/** Where such a thing belongs, by whatever name: "on-screen", "docusign", "dataCaptureForm". */
function placeOf(type: string): string | undefined {
  const letters = type.toLowerCase().replaceAll(/[^a-z]/g, "")
  return Object.entries(elsewhere).find(([beginning]) => letters.startsWith(beginning))?.[1]
}

/** Any well-formed step; what is wrong with its sense is `validateFlow`'s to say. */
export const stepSchema = z.discriminatedUnion("type", stepSchemas, {
  error: (issue) => {
    const type = (issue.input as { type?: unknown } | null | undefined)?.type
    if (typeof type !== "string") return "A step has a type."
    return placeOf(type) ?? `There is no step type "${type}".`
  },
}) as unknown as z.ZodType<Step>

/** Any well-formed graph (contract, "Flows"): unknown step types and wrong shapes fail with the path of the field. */
export const flowSchema: z.ZodType<Flow> = z.strictObject({
  start: stepIdSchema,
  steps: z.record(stepIdSchema, stepSchema).refine((steps) => Object.keys(steps).length <= stepsPerFlowMax, {
    error: `A flow has at most ${stepsPerFlowMax} steps.`,
  }),
})

/** The type of a step, as the engine calls it. */
export function typeOf(step: Step): StepType<StepShape> {
  return stepTypes[step.type]
}

/** Whether steps of a type send messages to the member. */
export function sendsMessages(type: string): boolean {
  return own<{ group: string }>(stepTypes, type)?.group === "messaging"
}

/** A step by its id. */
export function stepOf(flow: Flow, id: string): Step | undefined {
  return own(flow.steps, id)
}

/** The outcome that is taken for `outcome`: itself, or, when it is optional and not connected, the one it follows. */
export function targetOf(step: Step, outcome: string): string | undefined {
  const outcomes: readonly Outcome[] = typeOf(step).outcomes(step)
  const visited = new Set<string>()
  let name: string | undefined = outcome
  while (name !== undefined && !visited.has(name)) {
    const target = own(step.outcomes, name)
    if (target !== undefined) return target
    visited.add(name)
    const current: string = name
    name = outcomes.find((one) => one.name === current)?.follows
  }
  return undefined
}
