import { addressOf } from "./consent"
import { report } from "./deliveries"
import type { Draft } from "./draft"
import { receivedTextCharsMax, reportIdsMax } from "./limits"
import { type Delivery, type MemberState, parseDeliveryId } from "./state"
import { obey } from "./suppression"
import type { DeliveryStatus, MemberInput } from "./types"

/** What may have arrived, and so may be answered. */
const mayHaveArrived: Record<DeliveryStatus, boolean> = {
  queued: true, // its provider's answer can be slower than the member's
  sending: true,
  sent: true,
  delivered: true,
  bounced: true,
  complained: true,
  unknown: true,
  deferred: false,
  failed: false,
  skipped: false,
  cancelled: false,
}

/**
 * Takes a text from the member's number: the answer to the latest SMS sent there (FLOW-6). When none is known, STOP and
 * START are obeyed all the same (DEL-20). Doubles are told by their id.
 */
export function takeText(draft: Draft, input: Extract<MemberInput, { kind: "textReceived" }>): void {
  const { id, from, at } = input
  const text = input.text.slice(0, receivedTextCharsMax)
  const answered = latestSms(draft.state, from)
  if (answered !== null) {
    const said = { type: "replied", text } as const
    report(draft, { kind: "deliveryReported", id, deliveryId: answered.id, report: said, at })
    return
  }
  if (draft.state.reportIds.includes(id)) return
  draft.state.reportIds = [...draft.state.reportIds, id].slice(-reportIdsMax)
  draft.entries.push({ type: "textReceived", from, text })
  obey(draft, { address: from, text, at })
}

function latestSms({ deliveries, profile }: MemberState, number: string): Delivery | null {
  let latest: Delivery | null = null
  for (const one of deliveries) {
    if (parseDeliveryId(one.id)?.channel !== "sms" || !mayHaveArrived[one.status]) continue
    if ((one.to ?? addressOf(profile, "sms")) !== number) continue
    if (latest === null || whenOf(one) >= whenOf(latest)) latest = one
  }
  return latest
}

function whenOf({ sentAt, createdAt }: Delivery): number {
  return sentAt ?? createdAt
}
