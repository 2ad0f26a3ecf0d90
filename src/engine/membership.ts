import type { Draft } from "./draft"
import { enrol, enterBySegment } from "./entry"
import { own } from "./own"
import { endRun } from "./run-end"
import { everyone, isInSegment } from "./state"
import type { MemberInput, Membership } from "./types"

type Move = Extract<MemberInput, { kind: "joined" | "left" }>

/**
 * A join: the later of joins and leaves decides, whatever the order of arrival (MEM-9, ING-09). Of a join and a leave at
 * one instant the one that arrives later decides.
 */
export function join(draft: Draft, input: Move): void {
  if (input.segmentId === everyone) return
  const known = draft.state.memberships.find((one) => one.segmentId === input.segmentId)
  if (known && (known.at > input.at || (known.at === input.at && known.member))) return
  putMembership(draft, { segmentId: input.segmentId, member: true, at: input.at, source: input.source })
  if (!known?.member) {
    const { segmentId, at: occurredAt, source } = input
    draft.entries.push({ type: "segmentJoined", segmentId, occurredAt, source })
    if (known) markRejoined(draft, segmentId)
  }
  enterBySegment(draft, input.segmentId)
}

/** A leave; flows that say so let the member go (CAM-16). */
export function leave(draft: Draft, input: Move): void {
  const { segmentId, at: occurredAt, source } = input
  if (segmentId === everyone) return
  const known = draft.state.memberships.find((one) => one.segmentId === segmentId)
  if (known && known.at > occurredAt) {
    lateLeave(draft, input)
    return
  }
  if (known?.at === occurredAt && !known.member) return
  putMembership(draft, { segmentId, member: false, at: occurredAt, source })
  if (!known?.member) return
  draft.entries.push({ type: "segmentLeft", segmentId, occurredAt, source })
  for (const run of draft.state.runs) {
    const control = draft.world.campaigns.get(run.campaignId)?.control
    if (!control?.segmentIds.includes(segmentId) || control.onLeave !== "exit") continue
    if (control.segmentIds.some((id) => isInSegment(draft.state, id))) continue
    endRun(draft, run, { status: "exited", reason: "leftSegment" })
  }
}

/** A leave that arrives after the join that followed it: that join was a re-join of flows whose run it came after. */
function lateLeave(draft: Draft, input: Move): void {
  const known = draft.state.memberships.find((one) => one.segmentId === input.segmentId)
  if (!known?.member) return
  for (const { control } of draft.world.campaigns.values()) {
    const last = own(draft.state.ended, control.id)
    if (!last || !control.segmentIds.includes(input.segmentId) || input.at < last.startedAt) continue
    markRejoined(draft, input.segmentId)
    enrol(draft, control.id, null)
  }
}

function markRejoined(draft: Draft, segmentId: string): void {
  // One past the present, so that a run that ended at this very instant lies before it.
  draft.state.rejoinedAt = { ...draft.state.rejoinedAt, [segmentId]: draft.now + 1 }
}

function putMembership(draft: Draft, membership: Membership): void {
  const { memberships } = draft.state
  const index = memberships.findIndex((one) => one.segmentId === membership.segmentId)
  draft.state.memberships = index === -1 ? [...memberships, membership] : memberships.with(index, membership)
  draft.memberships.set(membership.segmentId, membership)
  draft.news.add("membership")
}
