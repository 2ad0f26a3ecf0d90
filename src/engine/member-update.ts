import * as z from "zod"
import { isoOf } from "../core/instant"
import { atPointer } from "../core/json-pointer"
import { memberLimits, profilePatchSchema } from "../core/profile"
import { hasRoomFor } from "./answer-map"
import { type Fitted, fitToAttribute } from "./data-values"
import { own } from "./own"
import type { StepContext } from "./steps/step-type"
import { subjectOf } from "./subject"
import type { AttributeValue, ProfilePatch } from "./types"
import { numberOf } from "./values"

const name = z.string().min(1).max(200)
const copySchema = z.strictObject({
  fact: z.enum(["attribute", "campaignData", "webService", "profile"]),
  name,
})
export type CopiedFact = z.infer<typeof copySchema>

/** What becomes of an attribute: a value, nothing (`null`), a copy of another fact, a sum, or the present instant. */
export const attributeChangeSchema = z.union(
  [
    z.string().max(memberLimits.attributeTextChars),
    z.number(),
    z.boolean(),
    z.null(),
    z.array(z.string().max(memberLimits.attributeTextChars)).max(memberLimits.attributeListItems),
    z.strictObject({ copy: copySchema }),
    z.strictObject({ add: z.number() }),
    z.strictObject({ now: z.literal(true) }),
  ],
  { error: "Needs a value, null, or one of copy, add, now." },
)
type AttributeChange = z.infer<typeof attributeChangeSchema>

/** What an Update member step sets. */
export interface MemberUpdate {
  email?: string | null | undefined
  phone?: string | null | undefined
  locale?: string | null | undefined
  timeZone?: string | null | undefined
  attributes?: Record<string, AttributeChange> | undefined
}

const profileFields = ["email", "phone", "locale", "timeZone"] as const

/**
 * The change of the profile that an update comes to for a member at this moment. What cannot be (a copy of what is not
 * known, a sum with what is no number) changes nothing and is told in `skipped`.
 */
export function patchOf(update: MemberUpdate, context: StepContext): { patch: ProfilePatch; skipped: string[] } {
  const patch: ProfilePatch = {}
  const skipped: string[] = []
  for (const field of profileFields) {
    const wanted = update[field]
    if (wanted === undefined) continue
    const parsed = profilePatchSchema.safeParse({ [field]: wanted })
    if (parsed.success) patch[field] = parsed.data[field] ?? null
    else skipped.push(`${field} ${parsed.error.issues[0]?.message ?? "is not valid"}`)
  }
  const attributes: Record<string, AttributeValue | null> = {}
  for (const [attribute, change] of Object.entries(update.attributes ?? {})) {
    const fitted = newValue(attribute, change, context)
    if ("problem" in fitted) skipped.push(`${attribute} ${fitted.problem}`)
    else attributes[attribute] = fitted.value
  }
  if (Object.keys(attributes).length > 0) patch.attributes = attributes
  return { patch, skipped }
}

function newValue(attribute: string, change: AttributeChange, context: StepContext): Fitted | { value: null } {
  const { attributes } = context.state.profile
  if (change === null) return { value: null }
  if (!hasRoomFor(attributes, attribute)) {
    return { problem: `would be more than ${memberLimits.attributes} attributes` }
  }
  if (typeof change !== "object" || Array.isArray(change)) return fitToAttribute(change)
  if ("now" in change) return { value: isoOf(context.now) }
  if ("add" in change) {
    const known = own(attributes, attribute)
    const number = known === undefined ? 0 : numberOf(known)
    return number === null ? { problem: "is no number to add to" } : fitToAttribute(number + change.add)
  }
  const found = factOf(change.copy, context)
  return found === undefined || found === null ? { problem: "is copied from nothing" } : fitToAttribute(found)
}

function factOf({ fact, name }: CopiedFact, { state, run, control }: StepContext): unknown {
  const subject = subjectOf(state, run, control)
  switch (fact) {
    case "attribute":
      return own(subject.profile.attributes, name)
    case "campaignData":
      return subject.dataField(name)?.value
    case "webService":
      return atPointer(subject.answer, name)
    case "profile":
      return profileFields.some((field) => field === name)
        ? subject.profile[name as (typeof profileFields)[number]]
        : undefined
  }
}
