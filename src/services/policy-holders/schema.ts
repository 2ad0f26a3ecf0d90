import * as z from "zod"
import { categories, groups } from "../../db/schema"
import { nameSchema } from "../campaigns/schema"
import { lengthSchema, periodSchema } from "../length"

/** Categories and groups: what gives a campaign its priority and contact policy (POL-1). */
export type HolderKind = "category" | "group"
export const tableOf = { category: categories, group: groups } as const

const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "Must be a time such as 09:00.")

/** A policy as it is kept: some may be older than what is taken now. */
export const storedPolicySchema = z.strictObject({
  caps: z
    .array(z.strictObject({ channel: z.enum(["email", "sms", "push"]), max: z.number().int(), per: z.string() }))
    .default([]),
  minGap: z.string().optional(),
  quietHours: z.strictObject({ from: time, to: time }).optional(),
  weekdays: z.array(z.number().int()).optional(),
  holidays: z.array(z.iso.date()).optional(),
  over: z.enum(["defer", "skip"]).default("defer"),
})

export const policySchema = storedPolicySchema.extend({
  caps: z
    .array(
      z.strictObject({
        channel: z.enum(["email", "sms", "push"]),
        max: z.number().int().min(0).max(1_000),
        per: periodSchema,
      }),
    )
    .max(20)
    .default([]),
  minGap: lengthSchema.optional(),
  weekdays: z
    .array(z.number().int().min(1).max(7))
    .max(7)
    .refine((days) => days.length > 0, { error: "Choose at least one day.", params: { code: "noDay" } })
    .optional(),
  holidays: z.array(z.iso.date()).max(500).optional(),
})

const priority = z.number().int().min(0).max(1_000)

/** `POST /categories`, `POST /groups`. */
export const holderCreateSchema = z
  .strictObject({
    name: nameSchema,
    priority: priority.default(0),
    policy: policySchema.prefault({}),
  })
  .meta({ id: "PolicyHolderCreate" })

export const holderPatchSchema = z
  .strictObject({ name: nameSchema.optional(), priority: priority.optional(), policy: policySchema.optional() })
  .meta({ id: "PolicyHolderPatch" })

export const holderViewSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    priority: z.number().int(),
    policy: storedPolicySchema,
    createdAt: z.iso.datetime(),
  })
  .meta({ id: "PolicyHolder" })
export type HolderView = z.infer<typeof holderViewSchema>
