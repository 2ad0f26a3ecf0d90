import type { Seed } from "../db/member-rows"
import type { CampaignControl, Consent, MemberInput, Membership, Profile, RunRow, SendOrder } from "../engine/types"
import type { Flush } from "../platform/send"

/** What every caller may know that spares the object a look into D1. */
export interface Known {
  /** Last record in the read model: the object forgets what it kept up to there. */
  projectedSeq?: number
  /** Controls read just now. */
  controls?: CampaignControl[]
  /** Read just now: tells which rule segments and ambient campaigns are the present ones. */
  stamp?: string
}

export interface ReceiveCall extends Known {
  inputs: MemberInput[]
  /** The instant at which this is taken to happen (epoch ms); absent: now. */
  at?: number
  /** What the table has, for an object that was never used. */
  seed?: Seed
}

export interface WakeCall extends Known {
  /** What was on its way to senders is known to be lost: wake all of them again, not only the silent ones. */
  resend: boolean
}

export interface BeginCall extends Known {
  deliveryId: string
}

export type BeginResult =
  | { kind: "go"; order: SendOrder }
  /** Nothing to send (any more); `flush` is what the refusal has changed. */
  | { kind: "no"; why: string; flush: Flush }

/** What one member object tells of its member. */
export interface MemberTruth {
  id: string
  profile: Profile
  consent: Consent[]
  memberships: Membership[]
  runs: RunRow[]
  createdAt: number
  updatedAt: number
}
