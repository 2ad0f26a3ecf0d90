/** Every bound of the engine, with its unit (RUN-4, FLOW-5). */

/** Steps one run may take in one reaction; the next one parks it with `loopGuard`. */
export const stepsPerWakeMax = 50
/** Rounds in which one reaction may set off another within a member before it is cut off. */
export const aftermathRoundsMax = 60
/** Arrivals of one run at one step. */
export const visitsPerStepMax = 5_000
/** Least time between two arrivals of one run at one messaging or integration step, unless the member's own action led there. */
export const messageGapMinMs = 60_000
/** Messages of all campaigns to one member in 24 hours; fewer than `settledDeliveriesMax`, which are what is counted. */
export const messagesPerDayMax = 100
/** Attempts at a step that fails, the first included, before it takes its failure outcome or parks (RUN-5). */
export const stepAttemptsMax = 5
/** Wait before the second attempt at a failed step; doubles with every further one. */
export const stepRetryBaseMs = 30_000
/** Events kept with their properties; older ones survive as counts only. */
export const eventHistoryMax = 100
/** Event names whose counts are kept. */
export const eventNamesMax = 200
/** Settled deliveries whose facts (opened, clicked …) are kept. */
export const settledDeliveriesMax = 200
/** Of them, the latest messages that contact policies count; they are forgotten last. */
export const countedDeliveriesMax = 100
/** How far a contact policy may put off a message; one that could not be sent within it is skipped. */
export const deferralMaxMs = 366 * 86_400_000
/** Rounds of looking for an instant that all rules of a policy allow; a year of closed days needs one each. */
export const policyPassesMax = 800
/** Earlier messages that are named with a deferral. */
export const policyEvidenceMax = 10
/** Runs of one flow that one reaction may start; the next one parks it with `loopGuard`. */
export const startsPerWakeMax = 3
/** Runs of one flow that flows may start less than `startGapMs` after one another, with nobody from outside taking part. */
export const chainedStartsMax = 10
export const startGapMs = 60_000
/** How far a dry run looks ahead, and how many lines it tells (ANA-6). */
export const dryRunHorizonMs = 5 * 365.25 * 86_400_000
export const dryRunEntriesMax = 1_000
/** Reactions of one member that a forecast plays (ANA-7). */
export const forecastReactionsMax = 500
/** Deliveries that an explanation names. */
export const explainedDeliveriesMax = 50
/** Adjustments kept with a wait. */
export const adjustmentsMax = 10
/** Ids of provider callbacks kept to tell doubles. */
export const reportIdsMax = 100
/** Characters of a member's answer that are kept. */
export const receivedTextCharsMax = 2_000
/**
 * How long an unsettled delivery may be silent before the member's alarm wakes its sender once more (DEL-11). Longer than a
 * busy queue takes: a repeated wake-up is harmless, but ten thousand of them are work.
 */
export const wakeupRepeatMs = 5 * 60_000
/** How long leave to send holds that came with a wake-up; later the member is asked again (SEND-6). */
export const leaveMaxMs = 60_000
/** JSON characters of an order that goes along with a wake-up: a queue's message may have 128 kB. */
export const leaveCharsMax = 8_000
/** Steps of one flow. */
export const stepsPerFlowMax = 500
/** The longest delay or time-out: five years of 365.25 days. */
export const delayMaxMs = 5 * 365.25 * 86_400_000
/** The longest period that a rule looks back or ahead: a century, for birthdays. */
export const periodMaxMs = 100 * 365.25 * 86_400_000
/** A loop must hold a wait of at least this long (FLOW-13). */
export const loopWaitMinMs = 60_000
/** Groups of a rule, and criteria of a group. */
export const rulePartsMax = 50
/** Characters of a `matches` pattern, and of the value it is tried on. */
export const patternLengthMax = 200
export const patternSubjectMax = 1_000
/** Headers of a Web service step's request, and parts of its answer that it keeps. */
export const serviceHeadersMax = 30
export const serviceMapMax = 50
/** How long one attempt at a Web service call may take. */
export const serviceTimeoutMinMs = 1_000
export const serviceTimeoutMaxMs = 60_000
/** Addresses that one Notify staff step writes to. */
export const staffAddressesMax = 20
/** Branches of a Random split. */
export const splitBranchesMax = 20
/** Values that one Update member step sets, and segments that it joins or leaves. */
export const updatePartsMax = 50
