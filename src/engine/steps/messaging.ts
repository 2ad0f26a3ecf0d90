import * as z from "zod"
import { refusalOf } from "../consent"
import type { Channel } from "../types"
import { enterOutbound, goOn, type Outbound, type Refusal, resumeOutbound } from "./outbound"
import {
  type CheckContext,
  type StepContext,
  type StepProblem,
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

/** The templates of a message's variants (MSG-7); what one leaves empty is as in the message. */
export function variantFields(variants: Readonly<Record<string, object>> | undefined): TemplateField[] {
  return Object.entries(variants ?? {}).flatMap(([language, variant]) =>
    Object.entries(variant).flatMap(([field, text]): TemplateField[] =>
      typeof text === "string" ? [{ field: `variants.${language}.${field}`, text, required: false }] : [],
    ),
  )
}

/** Builds a messaging step type: queue one delivery, wait until it is settled, go on. */
export function messagingType<S extends MessagingStep>(parts: {
  type: S["type"]
  schema: z.ZodType<S>
  helpKey: string
  templates(message: NonNullable<S["message"]>): TemplateField[]
  /** What else is wrong with the step. */
  checkMore?(step: S, context: CheckContext): StepProblem[]
}): StepType<S> {
  return {
    type: parts.type,
    group: "messaging",
    schema: parts.schema,
    helpKey: parts.helpKey,
    outcomes: () => [...messageOutcomes],
    facts: () => ["profile", "consent", "result"],
    waitsBefore: () => [],
    enter: (step, context) =>
      enterOutbound(messageOut(step, step.type), context, () => refusalBy(context, step.type, step.transactional)),
    resume: (step, context) => resumeOutbound(messageOut(step, step.type), context),
    check: (step, context) => [
      ...checkMessage(step, context, parts.templates),
      ...(parts.checkMore?.(step, context) ?? []),
    ],
  }
}

/** Ways out of every step that sends a message. */
export const messageOutcomes = [{ name: "sent" }, { name: "notSent", follows: "sent" }] as const

/** How a message goes out of a step. */
export function messageOut(step: { type: string; transactional: boolean }, channel: Channel): Outbound {
  return {
    type: step.type,
    channel,
    transactional: step.transactional,
    notDone: "notSent",
    settled: (delivery) => goOn(delivery, { done: "sent", notDone: "notSent" }),
  }
}

/** Why the flow's own campaign may not send the member a message on a channel, or null. */
export function refusalBy(context: StepContext, channel: Channel, transactional: boolean): Refusal | null {
  const reason = refusalOf(context.state, context.control, { channel, transactional }, context.now)
  return reason === null ? null : { reason }
}

function checkMessage<S extends MessagingStep>(
  step: S,
  context: CheckContext,
  templates: (message: NonNullable<S["message"]>) => TemplateField[],
): StepProblem[] {
  const message = step.message as NonNullable<S["message"]> | undefined
  // What a step says itself goes before what is saved, here as when it is sent.
  if (message !== undefined) {
    return [...checkTemplates(templates(message), "message", context), ...context.warnings(step.type, message)]
  }
  if (step.messageId !== undefined) {
    const saved = context.messages.get(step.messageId)
    if (!saved) return [{ code: "messageMissing", message: "The saved message does not exist." }]
    if (saved.channel === step.type) return []
    return [{ code: "messageChannel", message: `The saved message is for ${saved.channel}, not for ${step.type}.` }]
  }
  return [{ code: "contentMissing", message: "The message has no content." }]
}

/** What is wrong with the templates of a message: missing where they are needed, or not to be rendered. */
export function checkTemplates(fields: readonly TemplateField[], within: string, context: CheckContext): StepProblem[] {
  return fields.flatMap(({ field, text, required }) => {
    if (text.trim() !== "") return context.checkTemplate(text, `${within}.${field}`)
    return required ? [{ code: "contentMissing", message: `The message has no ${field}.` }] : []
  })
}
