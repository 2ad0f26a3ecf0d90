import { finalResultOf, isUnsubscribed } from "./consent"
import { isInSegment, type MemberState } from "./state"
import type { CampaignControl, Channel } from "./types"

/** The first clause of a campaign that a member fails, with what was found. */
export interface Disqualified {
  clause: "campaignActive" | "inSegment" | "noFinalResult" | "subscribed"
  actual: string
}

/**
 * Why a member does not qualify for a campaign's messages on a channel, or null (FLOW-8, contract "Campaigns"): it is
 * active, the member is in its segments, has no final result in it and has not unsubscribed from it.
 * @param control null: there is no such campaign any more
 */
export function qualificationOf(
  state: MemberState,
  control: CampaignControl | null,
  channel: Channel,
  now: number,
): Disqualified | null {
  const standing = standingOf(control, now)
  if (control === null || standing !== "active") return { clause: "campaignActive", actual: standing }
  if (!control.segmentIds.some((id) => isInSegment(state, id))) return { clause: "inSegment", actual: "none" }
  const result = finalResultOf(state, control, now)
  if (result !== null) return { clause: "noFinalResult", actual: result }
  if (isUnsubscribed(state.consent, control, channel)) return { clause: "subscribed", actual: "unsubscribed" }
  return null
}

/** For the journal: `inSegment: none`. */
export function disqualifiedText({ clause, actual }: Disqualified): string {
  return `${clause}: ${actual}`
}

/** How a campaign stands at an instant, also when nobody has told it yet that its dates have come (CAM-5). */
function standingOf(control: CampaignControl | null, now: number): string {
  if (control === null) return "missing"
  if (control.status !== "active") return control.status
  if (control.startsAt !== null && now < control.startsAt) return "scheduled"
  return control.endsAt !== null && now >= control.endsAt ? "ended" : "active"
}
