import type { Draft } from "./draft"
import { own } from "./own"
import type { AttributeValue, Source } from "./types"

/** Merges values into a member's data of one campaign; `null` removes (CAM-18). What says nothing new changes nothing. */
export function changeData(
  draft: Draft,
  change: { campaignId: string; values: Record<string, AttributeValue | null>; source: Source },
): void {
  const { campaignId, values, source } = change
  const known = own(draft.state.data, campaignId) ?? {}
  const news = Object.entries(values).filter(
    ([name, value]) => JSON.stringify(own(known, name) ?? null) !== JSON.stringify(value),
  )
  if (news.length === 0) return
  const merged = { ...known, ...Object.fromEntries(news) }
  const kept = Object.entries(merged).filter((entry): entry is [string, AttributeValue] => entry[1] !== null)
  draft.state.data = { ...draft.state.data, [campaignId]: Object.fromEntries(kept) }
  draft.entries.push({ type: "dataChanged", campaignId, fields: news.map(([name]) => name), source })
  draft.news.add("data")
}
