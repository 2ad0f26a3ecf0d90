import * as z from "zod"
import type { Channel } from "../../engine/types"

export const channels = ["email", "sms", "push"] as const satisfies readonly Channel[]
/** Days ahead. */
export const forecastDays = 28

const count = z.number().int().min(0)
const perChannelSchema = z.object({ email: count, sms: count, push: count })
export type PerChannel = z.infer<typeof perChannelSchema>

/**
 * What a forecast does not know. `paused`: nothing leaves while the campaign is paused. `notPublished`, `noFlow`, `over`: there is
 * nothing to come. `newcomersUnknown`: nobody has entered yet. `outcomesUnknown`: at these steps it was not seen yet what members do, and it is taken that they do nothing.
 * `sampled`: members stand for others. `rateLimited`: providers take no more a day, and what exceeds it moves on.
 */
export const caveats = [
  "paused",
  "notPublished",
  "noFlow",
  "over",
  "newcomersUnknown",
  "outcomesUnknown",
  "sampled",
  "rateLimited",
] as const

/** By what the number of members to come is told: by the flow's own history, or before there is any by its segments'. */
const entriesOf = ["flow", "segments"] as const
export type EntriesOf = (typeof entriesOf)[number]

/** What it was made from. */
export const basisSchema = z.object({
  /** Members in the flow now, and those of them that were played ahead. */
  inside: count,
  played: count,
  /** Members that enter a day, as they did over the last `entryDays` days; `segments`: as they came into its segments. */
  entriesPerDay: z.number(),
  entriesOf: z.enum(entriesOf),
  entryDays: z.number(),
  /** Members of the segments that enter at Starts. */
  atStart: count,
  /** Steps whose outcomes have not been observed often enough. */
  unknownSteps: z.array(z.string()),
  caveats: z.array(z.enum(caveats)),
})
export type ForecastBasis = z.infer<typeof basisSchema>

const daySchema = z.object({ day: z.iso.date(), ...perChannelSchema.shape })
export type ForecastDay = z.infer<typeof daySchema>

/** A day that is over: what had been expected of it, by the oldest forecast of the seven days before, and what was sent. */
const pastDaySchema = z.object({
  day: z.iso.date(),
  madeOn: z.iso.date().nullable(),
  expected: perChannelSchema.nullable(),
  /** Of `sent`: by those campaigns that had been forecast; null with `expected`. */
  compared: perChannelSchema.nullable(),
  sent: perChannelSchema,
})
export type PastDay = z.infer<typeof pastDaySchema>

/** Over all days of `past` that can be compared. */
const accuracySchema = z.object({
  days: count,
  expected: perChannelSchema,
  sent: perChannelSchema,
  /** How much more (or, below 0, less) was sent than expected, as a share of what was expected; null: nothing was. */
  deviation: z.number().nullable(),
  /** By how much single days and channels were off, as a share of what was sent; null: nothing was. */
  dayError: z.number().nullable(),
})
export type Accuracy = z.infer<typeof accuracySchema>

export const forecastSchema = z
  .object({
    campaignId: z.string(),
    madeAt: z.iso.datetime(),
    timeZone: z.string(),
    /** The coming 28 local days, today (the rest of it) first. */
    days: z.array(daySchema),
    total: perChannelSchema,
    basis: basisSchema.extend({
      /** How far a day's share of the members inside may be off by chance alone, because only some were played ahead: 0 to 1. */
      margin: z.number(),
    }),
    past: z.array(pastDaySchema),
    accuracy: accuracySchema.nullable(),
  })
  .meta({ id: "Forecast" })
export type ForecastView = z.infer<typeof forecastSchema>

export const forecastsSchema = z
  .object({
    days: z.array(daySchema),
    total: perChannelSchema,
    past: z.array(pastDaySchema),
    accuracy: accuracySchema.nullable(),
    /** Flows and workflows that are under way or scheduled, by what is to come of them. */
    campaigns: z.array(
      z.object({
        id: z.string(),
        kind: z.enum(["flow", "workflow"]),
        name: z.string(),
        madeAt: z.iso.datetime(),
        total: perChannelSchema,
      }),
    ),
    /** Providers take no more a day: what exceeds it has been moved on. */
    rateLimited: z.boolean(),
    /** Campaigns under way that were left out: of them no forecast of today was made yet. */
    leftOut: count,
  })
  .meta({ id: "Forecasts" })
export type ForecastsView = z.infer<typeof forecastsSchema>

export const none: PerChannel = { email: 0, sms: 0, push: 0 }
