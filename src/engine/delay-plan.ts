import * as z from "zod"
import { addDays, addMonths, daysInMonth, readingOf, type Wall, wallText, weekdayOf } from "./calendar"
import { durationOf, durationSchema } from "./duration"
import { keyedUnion } from "./keyed"
import { own } from "./own"
import { addDuration, parseInstant, parseLocal, type Resolution, resolveWall, timeOfDay, wallAt } from "./timing"
import type { Occasion, Profile, Reason, WaitExplanation } from "./types"
import { isZone } from "./zones"

const timeSchema = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "A time is written HH:mm.")
const zoneSchema = z.enum(["campaign", "member"])
const localSchema = z
  .string()
  .refine((text) => parseLocal(text) !== null, { error: "Not a local date-time such as 2026-12-01T09:00." })

const lengthDelay = z.strictObject({
  for: durationSchema,
  at: timeSchema.optional(),
  weekdays: z.array(z.int().min(1).max(7)).min(1).max(7).optional(),
  window: z.strictObject({ from: timeSchema, to: timeSchema }).optional(),
  zone: zoneSchema.optional(),
})
const untilDelay = z.strictObject({ until: localSchema, zone: zoneSchema.optional() })
const relativeDelay = z.strictObject({
  relativeTo: keyedUnion({
    attribute: z.strictObject({
      attribute: z.string().min(1).max(200),
      /** The next anniversary of the date, as for birthdays; 29 February is the 28th in common years (TZ-18). */
      yearly: z.boolean().optional(),
    }),
    occasionId: z.strictObject({ occasionId: z.string().min(1).max(64) }),
  }),
  offset: durationSchema,
  at: timeSchema.optional(),
  zone: zoneSchema.optional(),
  ifPast: z.enum(["continue", "exit"]).optional(),
})

/** DELAY of the contract: a length, a fixed local date-time, or n before or after a date (FLOW-5). */
export const delaySchema = keyedUnion({ for: lengthDelay, until: untilDelay, relativeTo: relativeDelay })
export type Delay = z.infer<typeof delaySchema>

/** The zone a wait is resolved in, and how it was chosen (TIME-2). */
export interface ChosenZone {
  name: string
  choice: "campaign" | "member"
  source: "campaign" | "member" | "fallback"
}

/** The member's zone when the step asks for it and it is one (TZ-32), else the campaign's. */
export function chooseZone(choice: "campaign" | "member", campaignZone: string, profile: Profile): ChosenZone {
  if (choice === "member" && isZone(profile.timeZone)) return { name: profile.timeZone, choice, source: "member" }
  return { name: campaignZone, choice, source: choice === "member" ? "fallback" : "campaign" }
}

/** What a plan is made from beside the delay. */
export interface PlanInput {
  /** The instant from which lengths count. */
  anchor: number
  zone: ChosenZone
  /** The run has waited here before: an anniversary that falls on the anchor itself has been celebrated. */
  again?: boolean
  /** Day of the month that months stay on (TZ-16); absent: the anchor's. */
  anchorDay?: number | undefined
  profile: Profile
  /** Those that the flow's delays refer to (WF-3). */
  occasions?: readonly Occasion[]
}

/** `until` of a plan, or why there is none. */
export interface DelayPlan {
  until: number | null
  /** With `until` null: the date is missing or unreadable. */
  reason: Reason | null
  explanation: WaitExplanation
}

type Adjust = (kind: string, detail: string) => void

/** Computes when a delay is over and how it came to that instant (TIME-1 to TIME-6). Does not look at the present. */
export function planDelay(delay: Delay, input: PlanInput): DelayPlan {
  const adjustments: WaitExplanation["adjustments"] = []
  const adjust: Adjust = (kind, detail) => adjustments.push({ kind, detail })
  if (input.zone.source === "fallback") adjust("zoneFallback", input.profile.timeZone ?? "")
  const until =
    "for" in delay
      ? planLength(delay, input, adjust)
      : "until" in delay
        ? planUntil(delay.until, input.zone.name, adjust)
        : planRelative(delay, input, adjust)
  return {
    until,
    reason: until === null ? "unresolvedDate" : null,
    explanation: {
      anchor: input.anchor,
      rule: describe(delay, input.occasions ?? []),
      zone: input.zone.name,
      zoneSource: input.zone.source,
      adjustments,
      until,
    },
  }
}

function planLength(delay: z.infer<typeof lengthDelay>, input: PlanInput, adjust: Adjust): number {
  const zone = input.zone.name
  const added = addDuration(input.anchor, durationOf(delay.for), { zone, anchorDay: input.anchorDay })
  if (added.clamped) adjust("clamp", wallText(wallAt(added.instant, zone)))
  noteResolution(added.resolution, added.instant, { zone, adjust })
  // A negative length is refused before publishing; should one get here, it must not move time backwards.
  let instant = Math.max(added.instant, input.anchor)
  if (delay.at !== undefined) instant = nextTimeOfDay(instant, timeOfDay(delay.at), { zone, adjust })
  for (let pass = 0; pass < maxPasses; pass++) {
    const moved = intoWindow(intoWeekdays(instant, delay.weekdays, { zone, adjust }), delay.window, { zone, adjust })
    if (moved === instant) return instant
    instant = moved
  }
  return instant
}

/** A window's opening may fall on a day that is not allowed, once a week at most. */
const maxPasses = 14

interface Local {
  zone: string
  adjust: Adjust
}

/** TIME-3: the first such time of day at or after an instant. */
function nextTimeOfDay(instant: number, timeOfDay: number, { zone, adjust }: Local): number {
  const wall = wallAt(instant, zone)
  for (let days = 0; ; days++) {
    const resolved = resolveWall({ ...addDays(wall, days), timeOfDay }, zone)
    if (resolved.instant < instant) continue
    if (resolved.instant !== instant) adjust("at", wallText(wallAt(resolved.instant, zone)))
    noteResolution(resolved.resolution, resolved.instant, { zone, adjust })
    return resolved.instant
  }
}

/** The same time of day on the first allowed day. */
function intoWeekdays(instant: number, weekdays: readonly number[] | undefined, { zone, adjust }: Local): number {
  if (!weekdays?.length) return instant
  const wall = wallAt(instant, zone)
  for (let days = 0; days < 7; days++) {
    const moved = addDays(wall, days)
    if (!weekdays.includes(weekdayOf(moved))) continue
    if (days === 0) return instant
    const resolved = resolveWall(moved, zone)
    adjust("weekday", wallText(moved))
    noteResolution(resolved.resolution, resolved.instant, { zone, adjust })
    return resolved.instant
  }
  return instant
}

/** The window's next opening, unless it is open: half-open, and over midnight when it ends before it begins (TIME-4). */
function intoWindow(
  instant: number,
  window: { from: string; to: string } | undefined,
  { zone, adjust }: Local,
): number {
  if (!window || window.from === window.to) return instant
  const [from, to] = [timeOfDay(window.from), timeOfDay(window.to)]
  const time = wallAt(instant, zone).timeOfDay
  const open = from < to ? time >= from && time < to : time >= from || time < to
  if (open) return instant
  const opening = nextTimeOfDay(instant, from, { zone, adjust: () => undefined })
  adjust("window", wallText(wallAt(opening, zone)))
  return opening
}

function planUntil(text: string, zone: string, adjust: Adjust): number | null {
  const local = parseLocal(text)
  if (!local) return null
  const resolved = resolveWall(local.wall, zone)
  noteResolution(resolved.resolution, resolved.instant, { zone, adjust })
  return resolved.instant
}

/** TIME-5: n units before or after a date, on that local day `at` a time when one is given. */
function planRelative(delay: z.infer<typeof relativeDelay>, input: PlanInput, adjust: Adjust): number | null {
  const zone = input.zone.name
  const { relativeTo } = delay
  if ("occasionId" in relativeTo) {
    const occasion = input.occasions?.find((one) => one.id === relativeTo.occasionId)
    if (!occasion) return null
    return besideDate(delay, { wall: wallAt(occasion.at, zone), instant: occasion.at }, { zone, adjust })
  }
  const value = own(input.profile.attributes, relativeTo.attribute)
  if (typeof value !== "string") return null
  const local = parseLocal(value)
  const instant = local ? null : parseInstant(value)
  if (!local && instant === null) return null
  const date = { wall: local ? local.wall : wallAt(instant ?? 0, zone), instant }
  if (!relativeTo.yearly) return besideDate(delay, date, { zone, adjust })
  const thisYear = wallAt(input.anchor, zone).year
  for (let year = thisYear - offsetYearsMax; ; year++) {
    const { month, day } = date.wall
    const wall = { ...date.wall, year, day: Math.min(day, daysInMonth(year, month)) }
    const found = besideDate(delay, { wall, instant: null }, { zone, adjust: () => undefined })
    if (found < input.anchor || (found === input.anchor && input.again)) continue
    if (wall.day !== day) adjust("clamp", wallText(wall))
    return found
  }
}

/** An offset reaches no further than this many years, rounded up. */
const offsetYearsMax = 6

/** A date moved by the offset, `at` its time. */
function besideDate(
  delay: z.infer<typeof relativeDelay>,
  date: { wall: Wall; instant: number | null },
  { zone, adjust }: Local,
): number {
  const { wall: start, instant } = date
  const duration = durationOf(delay.offset)
  const wall = addDays(duration.months === 0 ? start : addMonths(start, duration.months), duration.days)
  if (duration.months !== 0 && duration.days === 0 && wall.day !== start.day) adjust("clamp", wallText(wall))
  // Where no calendar unit moves it, an instant stays exactly the one that was given.
  const moved = instant !== null && readingOf(wall) === readingOf(start) ? instant : resolveWall(wall, zone).instant
  const reached = moved + duration.exactMs
  const target = delay.at === undefined ? null : { ...wallAt(reached, zone), timeOfDay: timeOfDay(delay.at) }
  const resolved = target ? resolveWall(target, zone) : { instant: reached, resolution: "exact" as const }
  noteResolution(resolved.resolution, resolved.instant, { zone, adjust })
  return resolved.instant
}

function noteResolution(resolution: Resolution, instant: number, { zone, adjust }: Local): void {
  if (resolution !== "exact") adjust(resolution, wallText(wallAt(instant, zone)))
}

function describe(delay: Delay, occasions: readonly Occasion[]): string {
  if ("until" in delay) return `until ${delay.until}`
  if ("relativeTo" in delay) {
    const { relativeTo } = delay
    const to =
      "attribute" in relativeTo
        ? `${relativeTo.yearly ? "yearly " : ""}${relativeTo.attribute}`
        : (occasions.find((one) => one.id === relativeTo.occasionId)?.name ?? `occasion ${relativeTo.occasionId}`)
    return `${delay.offset} from ${to}${delay.at === undefined ? "" : ` at ${delay.at}`}`
  }
  const parts = [delay.for]
  if (delay.at !== undefined) parts.push(`then at ${delay.at}`)
  if (delay.weekdays) parts.push(`on weekdays ${[...delay.weekdays].sort().join(",")}`)
  if (delay.window) parts.push(`within ${delay.window.from}-${delay.window.to}`)
  return parts.join(" ")
}

/**
 * The day of the month that a loop by months stays on (TZ-16): the remembered one while the anchor is on it, or on its
 * clamped stand-in; else the anchor's own day.
 */
export function anchorDayOf(anchor: number, zone: string, remembered: number | undefined): number {
  const wall: Wall = wallAt(anchor, zone)
  if (remembered === undefined) return wall.day
  return wall.day === Math.min(remembered, daysInMonth(wall.year, wall.month)) ? remembered : wall.day
}
