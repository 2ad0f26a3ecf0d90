import { AppError } from "../../core/errors"
import type { CampaignStatus } from "../../engine/types"

/** From which states each verb leads on (CAM-4). */
const allowed = {
  publish: ["draft", "scheduled", "active", "paused"],
  pause: ["scheduled", "active"],
  resume: ["paused"],
  cancel: ["scheduled", "active", "paused", "ended"],
  archive: ["draft", "ended", "completed", "cancelled"],
} as const satisfies Record<string, readonly CampaignStatus[]>

export type LifecycleVerb = keyof typeof allowed

/** Whether the verb fits the state; the UI shows only buttons that do. */
export function fits(verb: LifecycleVerb, status: CampaignStatus): boolean {
  return allowed[verb].some((state) => state === status)
}

/** 409 when a verb does not fit the state. */
export function checkFits(verb: LifecycleVerb, status: CampaignStatus): void {
  if (!fits(verb, status)) throw new AppError("conflict", `A campaign that is ${status} cannot be ${pastTense[verb]}.`)
}

const pastTense: Record<LifecycleVerb, string> = {
  publish: "published",
  pause: "paused",
  resume: "resumed",
  cancel: "cancelled",
  archive: "archived",
}

/** What a campaign that is let go is at `now`: waiting for Starts, running, or already over (CAM-5). */
export function statusByDates(
  dates: { startsAtMs: number | null; endsAtMs: number | null },
  now: number,
): "scheduled" | "active" | "ended" {
  if (dates.endsAtMs !== null && dates.endsAtMs <= now) return "ended"
  return dates.startsAtMs !== null && dates.startsAtMs > now ? "scheduled" : "active"
}
