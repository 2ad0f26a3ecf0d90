import * as z from "zod"
import { instantSchema, parseInstant } from "../../core/instant"
import { memberIdSchema, profilePatchShape } from "../../core/profile"
import { versionNameSchema } from "../campaigns/versions"

const eventsMax = 1_000

/** A made-up member: a profile, and the segments that it is in (those of the campaign when nothing is said). */
const inventedSchema = z.strictObject({
  id: memberIdSchema.optional(),
  ...profilePatchShape,
  segmentIds: z.array(z.string().max(100)).max(100).optional(),
})

const momentSchema = instantSchema.transform((text) => parseInstant(text) ?? 0)

/** `POST /campaigns/{id}/dry-run` (ANA-6). */
export const dryRunSchema = z
  .strictObject({
    /** A profile, or the id of a member that there is. */
    member: z.union([memberIdSchema, inventedSchema], { error: "Must be a member's id, or a profile." }),
    /** Now when it is not said. */
    startAt: momentSchema.optional(),
    /** What the member will do. */
    events: z
      .array(
        z.strictObject({
          at: momentSchema,
          name: z.string().min(1).max(200),
          properties: z.record(z.string().max(200), z.unknown()).default({}),
        }),
      )
      .max(eventsMax)
      .default([]),
    version: versionNameSchema.default("draft"),
  })
  .meta({ id: "DryRun" })
export type DryRunRequest = z.infer<typeof dryRunSchema>

const waitSchema = z.object({
  anchor: z.iso.datetime(),
  rule: z.string(),
  zone: z.string(),
  zoneSource: z.enum(["campaign", "member", "fallback"]),
  adjustments: z.array(z.object({ kind: z.string(), detail: z.string() })),
  until: z.iso.datetime().nullable(),
})

const itemSchema = z.object({
  at: z.iso.datetime(),
  stepId: z.string().nullable(),
  /** What happened, as in a member's timeline; `horizonReached` and `entriesReached` end a play that would go on. */
  type: z.string(),
  stepType: z.string().nullable(),
  campaignId: z.string().nullable(),
  visit: z.number().int().nullable(),
  outcome: z.string().optional(),
  channel: z.string().optional(),
  reason: z.string().optional(),
  detail: z.string().optional(),
  /** Of an event: its name. */
  name: z.string().optional(),
  wait: waitSchema.optional(),
  deferral: z.object({ until: z.iso.datetime(), rule: z.string(), because: z.array(z.string()) }).optional(),
  /** Of what would be sent: the message as the member would get it; of a Web service step its request. */
  message: z.record(z.string(), z.unknown()).optional(),
})
export const timelineSchema = z.object({ timeline: z.array(itemSchema) }).meta({ id: "DryRunTimeline" })
export type DryRunItem = z.infer<typeof itemSchema>
