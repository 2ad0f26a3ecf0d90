import * as z from "zod"
import { isAttributeName, isStorable, timeZoneSchema } from "../../core/profile"
import { parseLocal } from "../../engine/timing"
import { dataTypes } from "../../engine/types"
import { checkedRuleSchema } from "../../engine/value-check"
import { latenessSchema, periodSchema } from "../length"

export const campaignLimits = {
  nameChars: 200,
  segments: 100,
  daysMax: 3_650,
  clientMessages: 200,
  clientMessageChars: 5_000,
  dataFields: 100,
} as const

/** A local date or date-time of the campaign's zone, without offset (CAM-5). */
const localMomentSchema = z
  .string()
  .refine(
    (text) => /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2})?)?$/.test(text) && parseLocal(text) !== null,
    "Must be a local date (2026-12-01) or date-time (2026-12-01T09:00) that exists, without an offset.",
  )
  .meta({ example: "2026-12-01T09:00" })

export const nameSchema = z
  .string()
  .trim()
  .min(1, "Give it a name.")
  .max(campaignLimits.nameChars)
  .refine(isStorable, "Must be well-formed text.")

const idSchema = z.string().min(1).max(100)
const days = z.number().int().min(1).max(campaignLimits.daysMax)
const clientMessagesSchema = z
  .record(z.string().max(100), z.string().max(campaignLimits.clientMessageChars))
  .refine((all) => Object.keys(all).length <= campaignLimits.clientMessages, "Too many texts.")

/** http(s) only, so that a landing page can never be a script. */
export const webUrlSchema = z.url({ protocol: /^https?$/ }).max(2_000)

/** Known only to a run, which a goal outlives: asked for in one, they would never hold. */
const runFacts: ReadonlySet<string> = new Set(["message", "webService"])

/** The condition of a goal: it asks for something, and for what can be known outside of a run. */
const goalRuleSchema = checkedRuleSchema.superRefine(({ any }, { addIssue }) => {
  const fail = (code: string, path: (string | number)[], message: string) =>
    addIssue({ code: "custom", path, message, params: { code } })
  if (any.length === 0) fail("ruleEmpty", [], "The condition has no criteria.")
  for (const [g, { all }] of any.entries()) {
    if (all.length === 0) fail("ruleEmpty", ["any", g], "The condition has no criteria.")
    for (const [c, { fact }] of all.entries())
      if (runFacts.has(fact)) fail("goalFact", ["any", g, "all", c, "fact"], `A goal cannot ask for "${fact}".`)
  }
})

const goalSchema = z
  .strictObject({
    event: z.string().min(1).max(100).optional(),
    rule: goalRuleSchema.optional(),
    within: periodSchema.optional(),
  })
  .refine((goal) => (goal.event === undefined) !== (goal.rule === undefined), "A goal is either an event or a rule.")

/** A typed field of campaign data (CAM-18). */
const dataFieldSchema = z.strictObject({
  name: z.string().refine(isAttributeName, "A field's name has 1 to 100 printable characters."),
  type: z.enum(dataTypes),
})

export const dataFieldsSchema = z
  .array(dataFieldSchema)
  .max(campaignLimits.dataFields)
  .superRefine((fields, { addIssue }) => {
    for (const [index, { name }] of fields.entries()) {
      if (fields.findIndex((other) => other.name === name) < index)
        addIssue({ code: "custom", path: [index, "name"], message: "There is another field of this name." })
    }
  })

/** The editable fields, all optional; `null` clears where a field may be empty. */
export const campaignFields = {
  name: nameSchema,
  startsAt: localMomentSchema.nullable(),
  endsAt: localMomentSchema.nullable(),
  atEnd: z.enum(["stop", "finish"]),
  timeZone: timeZoneSchema,
  segmentIds: z.array(idSchema).max(campaignLimits.segments),
  categoryId: idSchema.nullable(),
  groupId: idSchema.nullable(),
  reentry: z.union([z.enum(["never", "onRejoin", "onReset"]), z.strictObject({ afterDays: days })], {
    error: 'Must be "never", "onRejoin", "onReset" or {"afterDays": n}.',
  }),
  onLeave: z.enum(["continue", "exit"]),
  enrol: z.enum(["existingAndFuture", "futureOnly"]),
  lateness: latenessSchema,
  goal: goalSchema.nullable(),
  afterConversion: z.enum(["stop", "continue"]),
  dismissible: z.boolean(),
  reset: z.strictObject({ afterDays: days, what: z.enum(["all", "conversions", "dismisses"]) }).nullable(),
  unsubscribe: z.strictObject({
    scope: z.enum(["campaign", "category", "group", "categoryAndGroup", "all"]),
    channels: z.enum(["this", "all"]),
    landingPage: webUrlSchema.optional(),
  }),
  clientMessages: z.strictObject({ en: clientMessagesSchema.optional(), es: clientMessagesSchema.optional() }),
  dataFields: dataFieldsSchema,
  /** Whether opens and clicks of emails and push notifications are tracked, as far as the company allows (MSG-6). */
  tracking: z.boolean(),
  /**
   * Whether links in SMS become short ones (`https://HOST/s/` and 9 letters) that count clicks, as far as the company
   * allows.
   */
  smsTracking: z.boolean(),
  /** The workflow version that the flow is (WF-2); `null` detaches it, its graph stays. */
  workflow: z.strictObject({ id: idSchema, version: z.number().int().min(1) }).nullable(),
}

/** `PATCH /campaigns/{id}` (CAM-2: everything stays editable). */
export const campaignPatchSchema = z.strictObject(campaignFields).partial().meta({ id: "CampaignPatch" })
export type CampaignPatch = z.infer<typeof campaignPatchSchema>

/** `POST /campaigns`. */
export const campaignCreateSchema = z
  .strictObject({
    ...z.strictObject(campaignFields).partial().shape,
    name: nameSchema,
    kind: z.enum(["flow", "campaign"]),
  })
  .meta({ id: "CampaignCreate" })
export type CampaignCreate = z.infer<typeof campaignCreateSchema>

export const campaignStatuses = [
  "draft",
  "scheduled",
  "active",
  "paused",
  "ended",
  "completed",
  "cancelled",
  "archived",
] as const

/** A campaign as the API answers it. */
export const campaignViewSchema = z
  .object({
    id: z.string(),
    kind: z.enum(["flow", "campaign", "workflow"]),
    ...campaignFields,
    lateness: z.string(),
    goal: z.unknown(),
    status: z.enum(campaignStatuses),
    /** Published version of the flow; null before the first publish. */
    version: z.number().int().nullable(),
    activatedAt: z.iso.datetime().nullable(),
    pausedAt: z.iso.datetime().nullable(),
    /** Why the system has paused it; null when a person did. */
    pauseReason: z.enum(["bounces", "complaints"]).nullable(),
    /** Since when nobody enters any more although it is active (CAM-4). */
    entryClosedAt: z.iso.datetime().nullable(),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: "Campaign" })
