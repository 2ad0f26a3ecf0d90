import * as z from "zod"
import { pointerParts } from "../../core/json-pointer"
import { isAttributeName, profilePatchSchema } from "../../core/profile"
import { updatePartsMax } from "../limits"
import { attributeChangeSchema, type CopiedFact, patchOf } from "../member-update"
import {
  type CheckContext,
  type StepContext,
  type StepEffect,
  type StepProblem,
  type StepResult,
  type StepType,
  stepFields,
} from "./step-type"

const profileText = z.string().max(1_000).nullable().optional()
const segmentIds = z.array(z.string().min(1).max(64)).max(updatePartsMax).optional()

const schema = z.strictObject({
  type: z.literal("updateMember"),
  ...stepFields,
  /** A merge: what is not named stays, `null` removes (MEM-2). */
  set: z
    .strictObject({
      email: profileText,
      phone: profileText,
      locale: profileText,
      timeZone: profileText,
      attributes: z.record(z.string().min(1).max(200), attributeChangeSchema).optional(),
    })
    .optional(),
  /** List segments. */
  join: segmentIds,
  leave: segmentIds,
})
export type UpdateMemberStep = z.infer<typeof schema>

/** Changes the member's profile and list segments. */
export const updateMember: StepType<UpdateMemberStep> = {
  type: "updateMember",
  group: "integration",
  schema,
  helpKey: "steps.updateMember.help",
  outcomes: () => [{ name: "done" }],
  facts: () => ["profile", "attribute", "campaignData", "webService"],
  waitsBefore: () => [],
  enter,
  resume: () => null,
  check: (step, context) => [
    ...checkEmpty(step),
    ...checkValues(step),
    ...Object.entries(step.set?.attributes ?? {}).flatMap(([name, change]) =>
      typeof change === "object" && change !== null && "copy" in change ? checkCopy(name, change.copy, context) : [],
    ),
    ...[...(step.join ?? []), ...(step.leave ?? [])].flatMap((id) => checkSegment(id, context)),
  ],
}

function enter(step: UpdateMemberStep, context: StepContext): StepResult {
  const { patch, skipped } = patchOf(step.set ?? {}, context)
  const effects: StepEffect[] = Object.keys(patch).length === 0 ? [] : [{ kind: "changeProfile", patch }]
  for (const segmentId of step.leave ?? []) effects.push({ kind: "leaveSegment", segmentId })
  for (const segmentId of step.join ?? []) effects.push({ kind: "joinSegment", segmentId })
  const detail = skipped.length === 0 ? {} : { detail: skipped.join("; ") }
  return { kind: "advance", outcome: "done", effects, ...detail }
}

function checkEmpty({ set, join, leave }: UpdateMemberStep): StepProblem[] {
  const { attributes, ...fields } = set ?? {}
  const parts = Object.keys(fields).length + Object.keys(attributes ?? {}).length
  if (parts > updatePartsMax) {
    return [{ code: "updateTooLarge", message: `One step sets at most ${updatePartsMax} values.` }]
  }
  if (parts + (join?.length ?? 0) + (leave?.length ?? 0) > 0) return []
  return [{ code: "updateEmpty", message: "The step changes nothing." }]
}

/** Values obey the rules of the profile (MEM-1) before anybody gets them. */
function checkValues({ set }: UpdateMemberStep): StepProblem[] {
  const { attributes, ...fields } = set ?? {}
  const literals = Object.entries(attributes ?? {}).filter(
    ([, change]) => typeof change !== "object" || change === null || Array.isArray(change),
  )
  const names = Object.keys(attributes ?? {}).filter((name) => !isAttributeName(name))
  const parsed = profilePatchSchema.safeParse({
    ...fields,
    attributes: Object.fromEntries(literals.filter(([name]) => isAttributeName(name))),
  })
  return [
    ...names.map((name) => ({ code: "attributeName", message: `An attribute cannot be called "${name}".` })),
    ...(parsed.error?.issues ?? []).map(({ path, message }) => ({
      code: "valueInvalid",
      message: `The value for "${path.filter((part) => part !== "attributes").join(".")}" does not fit: ${message}`,
    })),
  ]
}

function checkCopy(to: string, { fact, name }: CopiedFact, context: CheckContext): StepProblem[] {
  switch (fact) {
    case "attribute":
      return []
    case "profile":
      if (["email", "phone", "locale", "timeZone"].includes(name)) return []
      return [{ code: "unknownField", message: `${to}: a profile has no field "${name}".` }]
    case "campaignData":
      if (context.dataFields.some((field) => field.name === name)) return []
      return [{ code: "unknownField", message: `${to}: the campaign has no data field "${name}".` }]
    case "webService":
      if (pointerParts(name) === null) {
        return [{ code: "pointerInvalid", message: `${to}: "${name}" is no JSON pointer such as /credit/score.` }]
      }
      if ([...context.stepTypes.values()].includes("webService")) return []
      return [
        { code: "answerMissing", message: `${to}: the flow has no Web service step whose answer could be copied.` },
      ]
  }
}

function checkSegment(id: string, context: CheckContext): StepProblem[] {
  if (context.ruleSegmentIds.has(id)) {
    return [{ code: "segmentNotList", message: `Nobody joins or leaves "${id}" by hand: it is no list segment.` }]
  }
  if (context.segmentIds?.has(id) !== false) return []
  return [{ code: "unknownSegment", message: `There is no segment "${id}".` }]
}
