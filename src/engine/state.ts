import { type Reach, reachOf } from "./reached"
import type {
  AttendanceStatus,
  AttributeValue,
  Channel,
  Consent,
  ConsentScope,
  DeliveryStatus,
  Membership,
  OutboundChannel,
  Profile,
  Reason,
  RunStatus,
  WaitExplanation,
  WebAnswer,
} from "./types"

/** All that is known of one member: JSON, small, one row. The member object is its only writer. */
export interface MemberState {
  v: 1
  /** External id. */
  id: string
  /** Our own id, safe in URLs; part of run and delivery ids. */
  uid: string
  /** Number of the last activity record; 0 before the first. */
  seq: number
  /** Instant of the last reaction. */
  lastAt: number
  profile: Profile
  memberships: Membership[]
  /** By segment: when a member who had left it was last taken in again. */
  rejoinedAt: Record<string, number>
  consent: Consent[]
  /** The last act by the link of a message: its scopes, and what had been said in them before (UNS-04). */
  undo?: { deliveryId: string; scopes: ConsentScope[]; words: Consent[] }
  suppressions: Suppression[]
  /** The latest events, oldest first, at most `eventHistoryMax`. */
  events: EventFact[]
  /** Ordinal of the last event ever taken. */
  eventSeq: number
  /** By event name, also of those that have left the history. */
  eventCounts: Record<string, { n: number; lastAt: number }>
  /** Runs that have not ended, parked and frozen ones included. */
  runs: Run[]
  /** The last ended run by campaign, for re-entry. */
  ended: Record<string, EndedRun>
  /** By campaign. */
  results: Record<string, CampaignResult>
  /** Unsettled deliveries (the outbox) and the latest settled ones, oldest first. */
  deliveries: Delivery[]
  /** Ids of the latest provider callbacks. */
  reportIds: string[]
  /** Campaign data, by campaign and field (CAM-18). */
  data: Record<string, Record<string, AttributeValue>>
  /** By occasion (WF-3). */
  attendance: Record<string, { status: AttendanceStatus; at: number }>
  /** The rule set that memberships of rule segments were last decided by, and when time alone may change an answer (MEM-4). */
  rules: { rev: number; nextAt: number | null }
  /** By campaign: the instant at which results are reset and, where re-entry allows, the flow starts again (CAM-12). */
  resets: Record<string, number>
  /** By campaign (ANA-2). */
  reach: Record<string, Reach>
}

export interface Suppression {
  channel: Channel
  /** The address that must not be written to; null: the channel as a whole. */
  address: string | null
  reason: "hardBounce" | "complaint" | "stop"
  at: number
}

export interface EventFact {
  id: string
  seq: number
  name: string
  at: number
  properties: Record<string, unknown>
}

export interface CampaignResult {
  convertedAt?: number
  dismissedAt?: number
  /** When results were last reset: runs that began before do not reach the goal any more (CAM-12). */
  resetAt?: number
}

export interface Run {
  id: string
  campaignId: string
  /** 1 for the member's first run of this flow. */
  entry: number
  version: number
  /** Highest revision of the campaign's control that has changed this run; older ones are outdated. */
  rev: number
  startedAt: number
  stepId: string
  visit: number
  enteredAt: number
  /** Arrivals by step. */
  visits: Record<string, number>
  /** `eventSeq` when the run last moved by itself: later events are news to it. */
  mark: number
  /** First anchor day of the month by step, for waits by months (TZ-16). */
  anchorDays?: Record<string, number>
  /** Last arrival by step that acts outside the flow, for the runaway fuse (RUN-4). */
  arrivals?: Record<string, number>
  wait: Wait | null
  /** When the pause began that holds this run. */
  frozenAt?: number
  /** Last resume that was applied. */
  resumedAt?: number
  parked?: { reason: Reason; detail: string }
  /** Runs of this flow that were started in a row, with nobody from outside taking part and no time between (RUN-4). */
  chained?: number
  /** Failed attempts at the present step. */
  failures?: number
  /** The last answer of a Web service step of this run. */
  answer?: WebAnswer
}

/** What a run waits for at its step. */
export interface Wait {
  /** Step type that began it. */
  type: string
  /** Instant of its timer; null: only something that happens ends it. */
  until: number | null
  /** Instant from which it counts. */
  anchor: number
  /** Zone it was resolved in, kept until it ends (TIME-5a), and the choice that led there. */
  zone?: { name: string; choice: "campaign" | "member"; source: "campaign" | "member" | "fallback" }
  /** Milliseconds by which pauses have moved it. */
  shift?: number
  /** It waits for a date, not for a length of time. */
  dated?: true
  /** Its instant was given by a resume and is not computed any more. */
  fixed?: true
  /** The delivery whose settling ends it. */
  deliveryId?: string
  /** Back-off before another attempt at a step that failed. */
  retry?: true
  /** The awaited action was detected; the wait after it is running. */
  detected?: true
  /** How it came to its instant (TIME-6). */
  explanation?: WaitExplanation
}

export interface EndedRun {
  entry: number
  startedAt: number
  endedAt: number
  status: Exclude<RunStatus, "active">
  reason?: Reason
  /** As `Run.chained`. */
  chained?: number
}

/** One delivery or web call; unsettled ones are the outbox. Where it comes from is in its id. */
export interface Delivery {
  id: string
  status: DeliveryStatus
  version: number
  transactional: boolean
  createdAt: number
  /** Instant at which it should have left; lateness counts from here (RUN-4a). */
  dueAt: number
  /** Unsettled: the instant it may next be tried. Null once settled. */
  nextAt: number | null
  /** Unsettled: when its sender was last woken. */
  wokenAt: number
  /** Attempts that have failed. */
  attempts: number
  reason: Reason | null
  detail: string | null
  to: string | null
  sentAt: number | null
  deliveredAt?: number
  openedAt?: number
  clickedAt?: number
  bouncedAt?: number
  repliedAt?: number
  complainedAt?: number
  /** The first time the member opened, clicked or answered it. */
  engagedAt?: number
  unsubscribedAt?: number
  /** The campaign whose message it is, when it is not the one that sends it (FLOW-8). */
  of?: string
  /** See `firstBits`; absent: 0. */
  firsts?: number
  /** Categories and groups (`category:ID`, `group:ID`) whose policies count it; none for an exempt one (POL-1, POL-4). */
  holders?: string[]
  /** The priority of its campaign when it was queued (POL-3). */
  priority?: number
  /** While or after it was deferred: by which rule, and the earlier messages that used it up. */
  deferral?: { rule: string; until: number; because: string[] }
  /** Leave to send it was given then, and nothing has been heard since: contact policies count it as sent. */
  begunAt?: number
  /** The send rate gave it this instant, and it is waited for (SEND-4). */
  turnAt?: number
  /** What a Web service answered. */
  answer?: WebAnswer
}

/** A member as first known; the first reaction reports it. */
export function createMember(seed: {
  id: string
  uid: string
  profile: Profile
  memberships: readonly Membership[]
  now: number
}): MemberState {
  return {
    v: 1,
    id: seed.id,
    uid: seed.uid,
    seq: 0,
    lastAt: seed.now,
    profile: seed.profile,
    memberships: [...seed.memberships],
    rejoinedAt: {},
    consent: [],
    suppressions: [],
    events: [],
    eventSeq: 0,
    eventCounts: {},
    runs: [],
    ended: {},
    results: {},
    deliveries: [],
    reportIds: [],
    ...emptyParts(),
    reach: {},
  }
}

/** Parts that states of earlier releases lack. */
function emptyParts(): Pick<MemberState, "data" | "attendance" | "rules" | "resets"> {
  return { data: {}, attendance: {}, rules: { rev: 0, nextAt: null }, resets: {} }
}

/** A stored state as this release knows it: what it lacks is empty, what it has beside is kept (REC-15). */
export function upgradeState(stored: MemberState): MemberState {
  const { reach = reachOf(stored.deliveries, reachedBy) } = stored as Partial<MemberState>
  return { ...emptyParts(), ...stored, reach }
}

/** The campaign that a message, and nothing else, is from. */
function reachedBy(deliveryId: string): string | null {
  const origin = parseDeliveryId(deliveryId)
  return origin !== null && messageChannels.has(origin.channel) ? origin.campaignId : null
}

const messageChannels: ReadonlySet<OutboundChannel> = new Set<OutboundChannel>(["email", "sms", "push"])

/** `everyone` holds every member and is never stored. */
export const everyone = "everyone"

export function isInSegment(state: MemberState, segmentId: string): boolean {
  return segmentId === everyone || state.memberships.some((one) => one.segmentId === segmentId && one.member)
}

export function runIdOf(campaignId: string, uid: string, entry: number): string {
  return `${campaignId}.${uid}.${entry}`
}

/** Reads `campaignId.uid.entry`; null when it is none of ours. */
export function parseRunId(id: string): { campaignId: string; uid: string; entry: number } | null {
  const [campaignId, uid, entry, ...rest] = id.split(".")
  return campaignId && uid && entry && rest.length === 0 ? { campaignId, uid, entry: Number(entry) } : null
}

export function deliveryIdOf(run: Run, channel: OutboundChannel): string {
  return `${run.id}.${run.stepId}.${run.visit}.${channel}`
}

/** Where a delivery comes from. */
export interface DeliveryOrigin {
  campaignId: string
  runId: string
  entry: number
  stepId: string
  visit: number
  channel: OutboundChannel
}

/** Reads `campaignId.uid.entry.stepId.visit.channel`; null when it is none of ours. */
export function parseDeliveryId(id: string): DeliveryOrigin | null {
  const [campaignId, uid, entry, stepId, visit, channel, ...rest] = id.split(".")
  if (!campaignId || !uid || !entry || !stepId || !visit || rest.length > 0) return null
  if (!isOutbound(channel)) return null
  return {
    campaignId,
    runId: `${campaignId}.${uid}.${entry}`,
    entry: Number(entry),
    stepId,
    visit: Number(visit),
    channel,
  }
}

const outbound: Record<OutboundChannel, true> = {
  email: true,
  sms: true,
  push: true,
  webhook: true,
  pdf: true,
  staff: true,
}

function isOutbound(channel: string | undefined): channel is OutboundChannel {
  return channel !== undefined && Object.hasOwn(outbound, channel)
}

/** The delivery of a run's present visit on a channel. */
export function deliveryAt(state: MemberState, id: string): Delivery | undefined {
  return state.deliveries.find((one) => one.id === id)
}

/** Whether its sender still has something to do. */
export function isUnsettled(delivery: Delivery): boolean {
  return delivery.nextAt !== null
}
