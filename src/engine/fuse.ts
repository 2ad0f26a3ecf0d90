import { dayMs } from "./calendar"
import type { Draft } from "./draft"
import { messageGapMinMs, messagesPerDayMax, stepsPerWakeMax, visitsPerStepMax } from "./limits"
import type { Run } from "./state"

/**
 * What trips the runaway fuse when a run arrives at a step (RUN-4, ENG-13), in words for the report, or null.
 * @param step.previous the run's last arrival at this messaging step, unless the member's own action led here
 */
export function fuseOf(
  draft: Draft,
  run: Run,
  step: { isMessage: boolean; previous: number | undefined },
): string | null {
  const taken = (draft.steps.get(run.id) ?? 0) + 1
  draft.steps.set(run.id, taken)
  if (taken > stepsPerWakeMax) return `more than ${stepsPerWakeMax} steps at once`
  if (run.visit > visitsPerStepMax) return `more than ${visitsPerStepMax} visits`
  if (!step.isMessage) return null
  const hasty = step.previous !== undefined && draft.now - step.previous < messageGapMinMs
  if (hasty) return "the same message twice within a minute"
  return messagesSince(draft, draft.now - dayMs) >= messagesPerDayMax ? `${messagesPerDayMax} messages in a day` : null
}

/** Messages that this member was sent, or is to be sent, since an instant, whatever the campaign. */
function messagesSince(draft: Draft, since: number): number {
  let n = 0
  for (const { createdAt, status } of draft.state.deliveries) {
    if (createdAt > since && status !== "skipped" && status !== "cancelled") n++
  }
  return n
}
