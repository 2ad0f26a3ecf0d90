import * as z from "zod"
import { refusalOf } from "../consent"
import { deliveryAt, deliveryIdOf, isUnsettled, type Wait } from "../state"
import type { Channel, Reason } from "../types"
import {
  type CheckContext,
  type Signal,
  type StepContext,
  type StepProblem,
  type StepResult,
  type StepShape,
  type StepType,
  stepFields,
} from "./step-type"

/** What the steps of the three message channels share (FLOW-7): own content, or a saved message of the campaign. */
export function messagingSchema<T extends Channel, M extends z.ZodType>(type: T, message: M) {
  return z.strictObject({
    type: z.literal(type),
    ...stepFields,
    message: message.optional(),
    messageId: z.string().min(1).max(64).optional(),
    /** Not bound by consent (POL-4); suppressions hold. */
    transactional: z.boolean().default(false),
  })
}

export interface MessagingStep extends StepShape {
  type: Channel
  message?: unknown
  messageId?: string | undefined
  transactional: boolean
}

/** One template of a message: the field's path, its text, and whether the message is nothing without it. */
export interface TemplateField {
  field: string
  text: string
  required: boolean
}

/** Builds a messaging step type: queue one delivery, wait until it is settled, go on. */
export function messagingType<S extends MessagingStep>(parts: {
  type: S["type"]
  schema: z.ZodType<S>
  helpKey: string
  templates(message: NonNullable<S["message"]>): TemplateField[]
}): StepType<S> {
  return {
    type: parts.type,
    group: "messaging",
    schema: parts.schema,
    helpKey: parts.helpKey,
    outcomes: () => [{ name: "sent" }, { name: "notSent", follows: "sent" }],
    facts: () => ["profile", "consent", "result"],
    waitsBefore: () => [],
    enter: (step, context) => enterMessage(step, context),
    resume: (step, context, signal) => resumeMessage(step, context, signal),
    check: (step, context) => checkMessage(step, context, parts.templates),
  }
}

function enterMessage(step: MessagingStep, context: StepContext): StepResult {
  const { state, run } = context
  const deliveryId = deliveryIdOf(run, step.type)
  // A retried visit finds its delivery again: one visit has at most one (RUN-1).
  const known = deliveryAt(state, deliveryId)
  if (known && isUnsettled(known)) return { kind: "wait", wait: waitFor(step, context, deliveryId) }
  if (known) return outcomeOf(known.status, known.reason)
  const reason = whyNot(step, context)
  if (reason !== null) {
    const effects = [{ kind: "skipDelivery" as const, channel: step.type, reason }]
    return { kind: "advance", outcome: "notSent", reason, effects }
  }
  return {
    kind: "wait",
    wait: waitFor(step, context, deliveryId),
    effects: [{ kind: "queueDelivery", channel: step.type, transactional: step.transactional }],
  }
}

function whyNot(step: MessagingStep, context: StepContext): Reason | null {
  if (context.skip !== null) return context.skip
  if (context.now - context.due > context.control.lateness) return "expired"
  return refusalOf(
    context.state,
    context.control,
    { channel: step.type, transactional: step.transactional },
    context.now,
  )
}

function waitFor(step: MessagingStep, context: StepContext, deliveryId: string): Wait {
  return { type: step.type, until: null, anchor: context.now, deliveryId }
}

/** Only the delivery itself moves the run on: its settling, or a pause that is over and found it settled. */
function resumeMessage(_: MessagingStep, context: StepContext & { wait: Wait }, __: Signal): StepResult | null {
  const { deliveryId } = context.wait
  const delivery = deliveryId === undefined ? undefined : deliveryAt(context.state, deliveryId)
  if (!delivery || isUnsettled(delivery)) return null
  return outcomeOf(delivery.status, delivery.reason)
}

/** `unknown` counts as sent: it must never be sent again. */
function outcomeOf(status: string, reason: Reason | null): StepResult {
  const notSent = status === "failed" || status === "skipped" || status === "cancelled"
  return notSent
    ? { kind: "advance", outcome: "notSent", ...(reason === null ? {} : { reason }) }
    : { kind: "advance", outcome: "sent" }
}

function checkMessage<S extends MessagingStep>(
  step: S,
  context: CheckContext,
  templates: (message: NonNullable<S["message"]>) => TemplateField[],
): StepProblem[] {
  if (step.messageId !== undefined) {
    const saved = context.messages.get(step.messageId)
    if (!saved) return [{ code: "messageMissing", message: "The saved message does not exist." }]
    if (saved.channel === step.type) return []
    return [{ code: "messageChannel", message: `The saved message is for ${saved.channel}, not for ${step.type}.` }]
  }
  const message = step.message as NonNullable<S["message"]> | undefined
  if (message === undefined) return [{ code: "contentMissing", message: "The message has no content." }]
  return templates(message).flatMap(({ field, text, required }) => {
    if (text.trim() !== "") return context.checkTemplate(text, `message.${field}`)
    return required ? [{ code: "contentMissing", message: `The message has no ${field}.` }] : []
  })
}
