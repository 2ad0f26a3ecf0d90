import type { FilterSettings } from "../../content/filters"
import type { MessageSubject } from "../../content/variables"
import type { CampaignControl, SendOrder } from "../../engine/types"

/**
 * What the templates of an order are rendered with, and how: the same for what is sent and for what is only shown.
 * @param of documents by step; `now` in epoch ms
 */
export function subjectOf(
  order: SendOrder,
  control: CampaignControl,
  of: { documents: Record<string, { url: string; name: string }>; now: number },
): { subject: MessageSubject; settings: FilterSettings } {
  const { push: _push, ...profile } = order.profile
  return {
    subject: {
      member: { id: order.memberId, ...profile },
      campaign: { id: control.id, name: control.name },
      data: order.data,
      occasions: control.uses.occasions,
      documents: of.documents,
      answer: order.answer?.body ?? null,
    },
    settings: { now: of.now, timeZone: profile.timeZone ?? control.timeZone },
  }
}
