import * as z from "zod"
import { disqualifiedText, qualificationOf } from "../qualify"
import type { Channel } from "../types"
import { checkTemplates, messageOut, messageOutcomes, refusalBy, variantFields } from "./messaging"
import { enterOutbound, type Refusal, resumeOutbound } from "./outbound"
import {
  type CheckContext,
  type StepContext,
  type StepProblem,
  type StepShape,
  type StepType,
  stepFields,
} from "./step-type"

/** What the cross-campaign steps share (FLOW-8): a message of another campaign, changed for this flow where it says so. */
export function crossSchema<T extends string, O extends z.ZodType>(type: T, override: O) {
  return z.strictObject({
    type: z.literal(type),
    ...stepFields,
    /** The campaign whose message is reused. */
    campaignId: z.string().max(64).default(""),
    messageId: z.string().max(64).default(""),
    /** Fields that say something else in this flow. */
    override: override.optional(),
    /** Not bound by consent to this flow (POL-4); the member must qualify for the other campaign all the same. */
    transactional: z.boolean().default(false),
  })
}

interface CrossStep extends StepShape {
  campaignId: string
  messageId: string
  override?: unknown
  transactional: boolean
}

/** Builds a cross-campaign step type for a channel. `required`: fields that an override may not leave empty. */
export function crossType<S extends CrossStep>(parts: {
  type: S["type"]
  channel: Channel
  schema: z.ZodType<S>
  required: readonly string[]
}): StepType<S> {
  const { channel } = parts
  return {
    type: parts.type,
    group: "messaging",
    schema: parts.schema,
    helpKey: `steps.${parts.type}.help`,
    outcomes: () => [...messageOutcomes],
    facts: () => ["profile", "consent", "result", "segment"],
    refersTo: (step) => (step.campaignId === "" ? [] : [{ kind: "campaign", ref: step.campaignId }]),
    waitsBefore: () => [],
    enter: (step, context) => {
      const out = { ...messageOut(step, channel), of: step.campaignId }
      return enterOutbound(out, context, () => refuse(step, context, channel))
    },
    resume: (step, context) => resumeOutbound(messageOut(step, channel), context),
    check: (step, context) => [...checkTarget(step, context, channel), ...checkOverride(step, context, parts.required)],
  }
}

/** Both campaigns have a say: this flow's own, and the one whose message it is (ENG-11). */
function refuse(step: CrossStep, context: StepContext, channel: Channel): Refusal | null {
  const own = refusalBy(context, channel, step.transactional)
  if (own !== null) return own
  const target = context.campaigns.get(step.campaignId)?.control ?? null
  const failed = qualificationOf(context.state, target, channel, context.now)
  return failed === null ? null : { reason: "notQualified", detail: disqualifiedText(failed) }
}

function checkTarget(step: CrossStep, context: CheckContext, channel: Channel): StepProblem[] {
  if (step.campaignId === "") return [{ code: "campaignMissing", message: "No campaign is chosen." }]
  const target = context.campaigns.get(step.campaignId)
  if (!target || target.kind === "workflow" || step.campaignId === context.campaignId) {
    const message = `"${step.campaignId}" is no other campaign whose messages could be reused.`
    return [{ code: "campaignMissing", message }]
  }
  const problems: StepProblem[] = []
  if (!target.live) {
    const message = `Nobody qualifies for "${target.name}" while it is not published: nothing would be sent.`
    problems.push({ code: "campaignNotLive", message, level: "warning" })
  }
  const saved = target.messages.get(step.messageId)
  if (step.messageId === "") problems.push({ code: "messageMissing", message: "No message is chosen." })
  else if (!saved) {
    problems.push({ code: "messageMissing", message: `"${target.name}" has no such message.` })
  } else if (saved.channel !== channel) {
    problems.push({ code: "messageChannel", message: `The message is for ${saved.channel}, not for ${channel}.` })
  }
  return problems
}

function checkOverride(step: CrossStep, context: CheckContext, required: readonly string[]): StepProblem[] {
  const { variants, ...own } = (step.override ?? {}) as { variants?: Record<string, object> }
  const fields = Object.entries(own).flatMap(([field, text]) =>
    typeof text === "string" ? [{ field, text, required: required.includes(field) }] : [],
  )
  return checkTemplates([...fields, ...variantFields(variants)], "override", context)
}
