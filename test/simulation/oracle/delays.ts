import type { Person, Run } from "./state"
import { besideDate, dayOf, endOfLength, type LengthDelay, localReading } from "./waits"
import { daysInMonth, instantOf, isZone, readingAt } from "./zones"

/** When a DELAY of a member's run is over (FLOW-5, TIME). */

export type DelayPlan = LengthDelay & {
  zone?: string
  until?: string
  relativeTo?: { attribute: string } | { occasionId: string }
  offset?: string
  ifPast?: string
}

export function zoneOf(person: Person, run: Run, choice: string): string {
  const { timeZone } = person.profile
  return choice === "member" && isZone(timeZone) ? timeZone : run.campaign.plan.timeZone
}

/** A loop by months stays on its day: the remembered one as long as the arrival lies on it or on its stand-in (TIME-1). */
export function rememberDay(person: Person, run: Run, zone: string): void {
  const reading = new Date(readingAt(person.now, zone))
  const last = daysInMonth(reading.getUTCFullYear(), reading.getUTCMonth() + 1)
  const known = run.days[run.step]
  const stays = known !== undefined && dayOf(reading.getTime()) === Math.min(known, last)
  if (!stays) run.days[run.step] = dayOf(reading.getTime())
}

export function untilOf(person: Person, run: Run, delay: DelayPlan, anchor: number, zone: string): number | null {
  if (delay.for !== undefined) return endOfLength(delay, anchor, zone, run.days[run.step] ?? null)
  if (delay.until !== undefined) {
    const reading = localReading(delay.until)
    return reading === null ? null : instantOf(reading, zone)
  }
  const value = dateOf(person, delay)
  const at = delay.at === undefined ? {} : { at: delay.at }
  return besideDate({ offset: delay.offset ?? "PT0S", ...at }, value, zone)
}

/** The date that a delay looks to: an attribute's, or an occasion's as it stands. */
function dateOf(person: Person, { relativeTo }: DelayPlan): unknown {
  if (relativeTo === undefined) return undefined
  if ("attribute" in relativeTo) return person.attributes[relativeTo.attribute]
  const at = person.occasions.get(relativeTo.occasionId.replace("$occasion:", ""))
  return at === undefined ? undefined : new Date(at).toISOString()
}
