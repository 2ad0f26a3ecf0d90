/** Machine-readable reasons of every non-send, exit and park (RUN-3). */
export const reasons = [
  "noAddress",
  "noPhone",
  "noPushTarget",
  "notQualified",
  "unsubscribed",
  "suppressed",
  "contactPolicy",
  "converted",
  "dismissed",
  "expired",
  "campaignEnded",
  "campaignCancelled",
  "leftSegment",
  "reentryDisabled",
  "alreadyActive",
  "unresolvedDate",
  "pastDue",
  "loopGuard",
  "failedPermanently",
  "failedRetries",
  "blockedAddress",
  "stepRemoved",
  "completed",
  /** Missed during a pause and skipped by choice (CAM-8). */
  "pauseSkipped",
] as const
export type Reason = (typeof reasons)[number]
