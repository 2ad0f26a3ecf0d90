import { type Campaign, finalResult, type Person, periodMs } from "./state"

/** Who may start a flow, and when (CAM-5, CAM-6, CAM-15). */

const dayMs = 86_400_000

/** Whether the member may start another run of a flow now. */
export function mayStart(person: Person, { plan, status, endsAt, startsAt }: Campaign): boolean {
  const { now } = person
  if (status !== "active" || (endsAt !== null && endsAt <= now) || (startsAt !== null && startsAt > now)) return false
  if (person.runs.some((run) => run.campaign.plan.key === plan.key)) return false
  if (finalResult(person, plan) !== null) return false
  const last = person.ended.get(plan.key)
  if (last === undefined) return true
  switch (plan.reentry) {
    case "never":
      return false
    case "onRejoin":
      return plan.segments.some((id) => {
        const membership = person.segments.get(id)
        return membership?.inside === true && membership.rejoinedAt >= last.endedAt
      })
    case "onReset":
      return plan.reset !== null && now >= last.endedAt + periodMs(plan.reset)
    default:
      return now >= last.startedAt + plan.reentry.afterDays * dayMs
  }
}

/** Whether an enrolment of those who are in the segments concerns the member. */
export function isEnrolled(person: Person, { plan, activatedAt }: Campaign): boolean {
  const since = plan.enrol === "futureOnly" ? (activatedAt ?? 0) : Number.NEGATIVE_INFINITY
  const inside = plan.segments.some((id) => {
    const membership = person.segments.get(id)
    return membership?.inside === true && membership.at > since
  })
  return inside && hasJoinedSince(person, plan)
}

/** Days that have passed let in whoever joins again, not everyone who was in before (CAM-15). */
function hasJoinedSince(person: Person, plan: Campaign["plan"]): boolean {
  const last = person.ended.get(plan.key)
  if (last === undefined || typeof plan.reentry !== "object") return true
  return plan.segments.some((id) => {
    const membership = person.segments.get(id)
    return membership?.inside === true && membership.at > last.startedAt
  })
}
