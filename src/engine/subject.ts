import { consentOn } from "./consent"
import { own } from "./own"
import type { RuleSubject } from "./rules"
import { isInSegment, type MemberState, type Run } from "./state"
import type { CampaignControl } from "./types"

/** Where a rule is asked: in a campaign, with its data, or on its own. */
type Place = Pick<CampaignControl, "id" | "timeZone" | "dataFields"> | { timeZone: string }

/**
 * The member as rules see it.
 * @param run the run whose messages and answers criteria mean; null outside a flow
 * @param place the campaign whose data criteria mean, and the zone where dates without one are read
 */
export function subjectOf(state: MemberState, run: Run | null, place: Place): RuleSubject {
  return {
    profile: state.profile,
    isInSegment: (segmentId) => isInSegment(state, segmentId),
    events: state.events,
    eventCounts: state.eventCounts,
    consentOn: (channel) => consentOn(state.consent, channel),
    results: state.results,
    deliveriesOf: (stepId) => {
      if (run === null) return []
      const prefix = `${run.id}.${stepId}.`
      return state.deliveries.filter((one) => one.id.startsWith(prefix))
    },
    dataField: (name) => {
      if (!("id" in place)) return null
      const field = place.dataFields.find((one) => one.name === name)
      return field ? { type: field.type, value: own(own(state.data, place.id) ?? {}, name) } : null
    },
    answer: run?.answer?.body,
    attendance: state.attendance,
    zone: place.timeZone,
  }
}
