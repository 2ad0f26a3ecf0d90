import { begin } from "./begin"
import { isMessageChannel } from "./consent"
import { leaveCharsMax, leaveMaxMs } from "./limits"
import { deliveryAt, type MemberState } from "./state"
import type { DeliveryWakeup, Leave, SendOrder } from "./types"
import type { World } from "./world"

/**
 * The wake-up of a sender with leave to send (SEND-6), where the member need not be asked once more: the first attempt at a
 * message of the campaign's own that no contact policy counts.
 * @param state the member's, after the reaction that woke the sender
 */
export function withLeave(state: MemberState, wakeup: DeliveryWakeup, world: World): DeliveryWakeup {
  const leave = isMessageChannel(wakeup.channel) ? leaveFor(state, wakeup.deliveryId, world) : null
  return leave === null ? wakeup : { ...wakeup, leave }
}

function leaveFor(state: MemberState, deliveryId: string, world: World): Leave | null {
  const answer = begin(state, deliveryId, world)
  const delivery = deliveryAt(state, deliveryId)
  if (answer.kind !== "go" || answer.state !== null || delivery === undefined) return null
  const { order } = answer
  const control = world.campaigns.get(order.campaignId)?.control
  if (control === undefined || control.policies.length > 0 || delivery.of !== undefined || !isFirst(order)) return null
  const json = JSON.stringify(order)
  if (json.length > leaveCharsMax) return null
  const until = Math.min(world.now + leaveMaxMs, control.endsAt ?? Infinity, delivery.dueAt + control.lateness)
  return { order: json, seq: state.seq, rev: control.rev, until }
}

function isFirst({ attempt, turnAt }: SendOrder): boolean {
  return attempt === 1 && turnAt === undefined
}
