import { dayMs } from "./calendar"
import { isMessageChannel } from "./consent"
import type { Draft } from "./draft"
import {
  chainedStartsMax,
  messageGapMinMs,
  messagesPerDayMax,
  startGapMs,
  startsPerWakeMax,
  stepsPerWakeMax,
  visitsPerStepMax,
} from "./limits"
import { type EndedRun, parseDeliveryId, type Run } from "./state"

/**
 * What trips the runaway fuse when a run arrives at a step (RUN-4, ENG-13), in words for the report, or null.
 * @param step.previous the run's last arrival at this step, if it acts outside the flow, unless the member led here
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
  const hasty = step.previous !== undefined && draft.now - step.previous < messageGapMinMs
  if (hasty) return step.isMessage ? "the same message twice within a minute" : "the same step twice within a minute"
  if (!step.isMessage) return null
  return messagesSince(draft, draft.now - dayMs) >= messagesPerDayMax ? `${messagesPerDayMax} messages in a day` : null
}

/**
 * What trips the fuse when a run of a flow starts: flows that start one another (by workflows, or by the segments that
 * their steps join) without anybody from outside taking part.
 * @param last the member's last run of this flow
 * @returns how many starts there have been in a row, and the report if that is too many
 */
export function fuseOfStart(
  draft: Draft,
  campaignId: string,
  last: EndedRun | undefined,
): { chained: number; cut: string | null } {
  const starts = (draft.starts.get(campaignId) ?? 0) + 1
  draft.starts.set(campaignId, starts)
  const hasty = draft.alone && last !== undefined && draft.now - last.startedAt < startGapMs
  const chained = hasty ? (last.chained ?? 0) + 1 : 0
  if (starts > startsPerWakeMax) return { chained, cut: `started more than ${startsPerWakeMax} times at once` }
  return { chained, cut: chained > chainedStartsMax ? `started ${chainedStartsMax} times within minutes` : null }
}

/** Messages that this member was sent, or is to be sent, since an instant, whatever the campaign. */
function messagesSince(draft: Draft, since: number): number {
  let n = 0
  for (const { id, createdAt, status } of draft.state.deliveries) {
    if (createdAt <= since || status === "skipped" || status === "cancelled") continue
    const channel = parseDeliveryId(id)?.channel
    if (channel !== undefined && isMessageChannel(channel)) n++
  }
  return n
}
