import type { CampaignRow } from "../db/campaign-rows"
import type { CampaignControl, CampaignStatus } from "../engine/types"

/** What a campaign's object has already acted upon. */
export interface Seen {
  status: CampaignStatus
  version: number | null
  activatedAt: number | null
  segmentIds: string[]
  /** When the pause began that was last seen. */
  pausedAt: number | null
  /** Absent in what earlier releases stored: not closed. */
  entryClosed?: boolean
  /** The occasions that its flow refers to, as text; absent in what earlier releases stored. */
  occasions?: string
  /** The contact policies that bind it, as text; absent in what earlier releases stored. */
  policies?: string
}

/** What there is to be seen now. Who may enter is taken from `before` while the campaign is not active. */
export function seenOf(row: CampaignRow, control: CampaignControl, before: Seen | undefined): Seen {
  const active = row.status === "active"
  return {
    status: row.status,
    version: row.version,
    activatedAt: active ? row.activatedAt : (before?.activatedAt ?? null),
    segmentIds: active ? row.segmentIds : (before?.segmentIds ?? []),
    pausedAt: row.pausedAt,
    entryClosed: active ? row.entryClosed : (before?.entryClosed ?? false),
    occasions: JSON.stringify(control.uses.occasions.map(({ id, at, timeZone }) => [id, at, timeZone]).sort()),
    policies: JSON.stringify(control.policies),
  }
}

/** Whether members who are in the segments already may enter now for the first time (CAM-6). */
export function letsIn(row: CampaignRow, seen: Seen | undefined): boolean {
  if (row.kind === "workflow" || row.entryClosed) return false
  const news = row.segmentIds.some((id) => !seen?.segmentIds.includes(id))
  return seen?.activatedAt !== row.activatedAt || news || seen?.entryClosed === true
}

/**
 * Whether those under way must be told: the campaign has stopped, has another version (FLOW-14), has lost a segment
 * (EDT-13), or an occasion that they may wait for has moved (TIME-5).
 */
export function concernsRuns(row: CampaignRow, seen: Seen, present: Seen): boolean {
  const stopped = row.status === "paused" || row.status === "ended" || row.status === "cancelled"
  const lost = row.status === "active" && seen.segmentIds.some((id) => !row.segmentIds.includes(id))
  const moved = seen.occasions !== undefined && seen.occasions !== present.occasions
  return (stopped && seen.status !== row.status) || seen.version !== row.version || lost || moved
}

/** Whether what contact policies have put off must be looked at again (POL-1). */
export function hasNewPolicies(seen: Seen, present: Seen): boolean {
  return seen.policies !== undefined && seen.policies !== present.policies
}
