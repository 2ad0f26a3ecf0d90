import { dayMs } from "./calendar"
import type { Draft } from "./draft"
import { own } from "./own"
import type { MemberState } from "./state"
import type { CampaignControl } from "./types"

/** What a reset takes back (CAM-12). */
type What = "all" | "conversions" | "dismisses"
export type ResultField = "convertedAt" | "dismissedAt"

const coveredBy: Record<ResultField, Exclude<What, "all">> = { convertedAt: "conversions", dismissedAt: "dismisses" }

/** The instant at which a campaign's reset takes back a result that was set at `at`; null: it never does. */
export function resetOf(control: CampaignControl, field: ResultField, at: number): number | null {
  const { reset } = control
  if (reset === null || (reset.what !== "all" && reset.what !== coveredBy[field])) return null
  return at + reset.afterDays * dayMs
}

/** When a campaign with re-entry on reset may start again for a member whose last run has ended; null: not by a reset. */
export function reentryAt(state: MemberState, control: CampaignControl): number | null {
  const last = own(state.ended, control.id)
  if (control.reentry !== "onReset" || control.reset === null || last === undefined) return null
  if (state.runs.some((run) => run.campaignId === control.id)) return null
  return last.endedAt + control.reset.afterDays * dayMs
}

/** Notes when the campaign next resets something for this member; the present control decides. */
export function noteReset(draft: Draft, campaignId: string, after = Number.NEGATIVE_INFINITY): void {
  const control = draft.world.campaigns.get(campaignId)?.control
  const next = control && nextReset(draft.state, control, after)
  const { [campaignId]: known, ...others } = draft.state.resets
  if (known === (next ?? undefined)) return
  draft.state.resets = next == null ? others : { ...others, [campaignId]: next }
}

/** Forgets what was to be reset. */
export function dropReset(draft: Draft, campaignId: string): void {
  const { [campaignId]: _, ...others } = draft.state.resets
  draft.state.resets = others
}

function nextReset(state: MemberState, control: CampaignControl, after: number): number | null {
  const { convertedAt, dismissedAt } = own(state.results, control.id) ?? {}
  const instants = [
    convertedAt === undefined ? null : resetOf(control, "convertedAt", convertedAt),
    dismissedAt === undefined ? null : resetOf(control, "dismissedAt", dismissedAt),
    reentryAt(state, control),
  ].filter((one) => one !== null && one > after)
  return instants.length === 0 ? null : Math.min(...(instants as number[]))
}

/** Takes back the results whose time has come, and says so. */
export function clearResults(draft: Draft, control: CampaignControl): void {
  const known = own(draft.state.results, control.id)
  if (known === undefined) return
  const over = (["convertedAt", "dismissedAt"] as const).filter((field) => {
    const at = known[field]
    const until = at === undefined ? null : resetOf(control, field, at)
    return until !== null && until <= draft.now
  })
  const [first] = over
  if (first === undefined) return
  const kept = Object.fromEntries(Object.entries(known).filter(([field]) => !over.some((one) => one === field)))
  draft.state.results = { ...draft.state.results, [control.id]: { ...kept, resetAt: draft.now } }
  draft.news.add("result")
  const what = over.length > 1 ? "all" : coveredBy[first]
  draft.entries.push({ type: "resultsReset", campaignId: control.id, what })
}
