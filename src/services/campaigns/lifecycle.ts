import { AppError, type Refusal } from "../../core/errors"
import type { CampaignStatus } from "../../engine/types"
import { type CampaignRow, libraryOf } from "./row"

/** From which states each verb leads on (CAM-4). */
const ofCampaigns = {
  publish: ["draft", "scheduled", "active", "paused"],
  pause: ["scheduled", "active"],
  resume: ["paused"],
  cancel: ["scheduled", "active", "paused", "ended"],
  archive: ["draft", "ended", "completed", "cancelled"],
  closeEntry: ["scheduled", "active", "paused"],
  openEntry: ["scheduled", "active", "paused"],
} as const satisfies Record<string, readonly CampaignStatus[]>

/** A workflow has no dates to end it: it is archived once nothing uses it (WF-1). */
const ofWorkflows = {
  ...ofCampaigns,
  archive: ["draft", "active", "cancelled"],
  closeEntry: [],
  openEntry: [],
} as const satisfies Record<keyof typeof ofCampaigns, readonly CampaignStatus[]>

export type LifecycleVerb = keyof typeof ofCampaigns

/** Whether the verb fits the state; the UI shows only buttons that do. */
export function fits(
  verb: LifecycleVerb,
  status: CampaignStatus,
  library: "campaigns" | "workflows" = "campaigns",
): boolean {
  const allowed = library === "workflows" ? ofWorkflows : ofCampaigns
  return allowed[verb].some((state) => state === status)
}

/** 409 when a verb does not fit the state. */
export function checkFits(verb: LifecycleVerb, row: Pick<CampaignRow, "kind" | "status">): void {
  const library = libraryOf(row)
  if (fits(verb, row.status, library)) return
  const thing = library === "workflows" ? "workflow" : "campaign"
  const { reason, says } = refusals[verb]
  throw new AppError("conflict", `A ${thing} that is ${row.status} ${says}.`, { reason, named: [row.status] })
}

const refusals: Record<LifecycleVerb, { reason: Refusal; says: string }> = {
  publish: { reason: "cannotPublish", says: "cannot be published" },
  pause: { reason: "cannotPause", says: "cannot be paused" },
  resume: { reason: "cannotResume", says: "cannot be resumed" },
  cancel: { reason: "cannotCancel", says: "cannot be cancelled" },
  archive: { reason: "cannotArchive", says: "cannot be archived" },
  closeEntry: { reason: "cannotCloseEntry", says: "cannot be closed to new members" },
  openEntry: { reason: "cannotOpenEntry", says: "cannot be opened to new members" },
}

/** What a campaign that is let go is at `now`: waiting for Starts, running, or already over (CAM-5). */
export function statusByDates(
  dates: { startsAtMs: number | null; endsAtMs: number | null },
  now: number,
): "scheduled" | "active" | "ended" {
  if (dates.endsAtMs !== null && dates.endsAtMs <= now) return "ended"
  return dates.startsAtMs !== null && dates.startsAtMs > now ? "scheduled" : "active"
}
