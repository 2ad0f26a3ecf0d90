import { consentOn } from "./consent"
import type { RuleSubject } from "./rules"
import { isInSegment, type MemberState, type Run } from "./state"

/**
 * The member as rules see it.
 * @param run the run whose messages `message` criteria mean; null outside a flow
 * @param zone where dates without a zone are read
 */
export function subjectOf(state: MemberState, run: Run | null, zone: string): RuleSubject {
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
    zone,
  }
}
