import { and, eq, inArray } from "drizzle-orm"
import { campaignSegments, campaigns } from "../../db/schema"
import { isUnsettled, type MemberState, parseDeliveryId, type Suppression } from "../../engine/state"
import type { AttendanceStatus, AttributeValue, OutboundChannel } from "../../engine/types"
import type { Ctx } from "../context"

/** Something that will happen to a member by itself, unless something changes (MEM-7). Instants are epoch ms. */
export type Planned =
  /** A wait ends and the run goes on. */
  | { kind: "step"; at: number; campaignId: string; stepId: string }
  /** A delivery leaves, at the earliest. `rule`: of the contact policy that put it off. */
  | { kind: "delivery"; at: number; campaignId: string; stepId: string; channel: OutboundChannel; rule: string | null }
  /** Earlier results are reset; where re-entry allows, the flow starts again (CAM-12). */
  | { kind: "reset"; at: number; campaignId: string }
  /** A campaign of the member's segments starts (CAM-5). */
  | { kind: "start"; at: number; campaignId: string }

/** What is known of a member beside profile, segments, runs and consent. */
export interface MemberInsight {
  /** Soonest first. */
  planned: Planned[]
  /** Runs that a pause holds. */
  held: string[]
  results: { campaignId: string; convertedAt: number | null; dismissedAt: number | null }[]
  suppressions: Suppression[]
  attendance: { occasionId: string; status: AttendanceStatus; at: number }[]
  data: { campaignId: string; values: Record<string, AttributeValue> }[]
}

/** Everything planned for a member, and what has become of earlier campaigns; null when there is no such member. */
export async function memberInsight(ctx: Ctx, input: { id: string }): Promise<MemberInsight | null> {
  const state = await ctx.members.state(input.id)
  if (state === null) return null
  const starts = await startsOf(ctx, state)
  return {
    planned: [...plannedOf(state), ...starts].sort((a, b) => a.at - b.at),
    held: state.runs.filter((run) => run.frozenAt !== undefined).map((run) => run.id),
    results: Object.entries(state.results)
      .map(([campaignId, { convertedAt, dismissedAt }]) => ({
        campaignId,
        convertedAt: convertedAt ?? null,
        dismissedAt: dismissedAt ?? null,
      }))
      .filter(({ convertedAt, dismissedAt }) => convertedAt !== null || dismissedAt !== null),
    suppressions: state.suppressions,
    attendance: Object.entries(state.attendance).map(([occasionId, told]) => ({ occasionId, ...told })),
    data: Object.entries(state.data)
      .filter(([, values]) => Object.keys(values).length > 0)
      .map(([campaignId, values]) => ({ campaignId, values })),
  }
}

function plannedOf(state: MemberState): Planned[] {
  const held = new Set(state.runs.filter((run) => run.frozenAt !== undefined || run.parked).map((run) => run.id))
  const steps = state.runs.flatMap(({ id, campaignId, stepId, wait }): Planned[] =>
    held.has(id) || wait?.until == null ? [] : [{ kind: "step", at: wait.until, campaignId, stepId }],
  )
  const deliveries = state.deliveries.flatMap((delivery): Planned[] => {
    const origin = isUnsettled(delivery) ? parseDeliveryId(delivery.id) : null
    if (origin === null || held.has(origin.runId) || delivery.nextAt === null) return []
    const { campaignId, stepId, channel } = origin
    const rule = delivery.status === "deferred" ? (delivery.deferral?.rule ?? null) : null
    return [{ kind: "delivery", at: delivery.nextAt, campaignId, stepId, channel, rule }]
  })
  const resets = Object.entries(state.resets).map(([campaignId, at]): Planned => ({ kind: "reset", at, campaignId }))
  return [...steps, ...deliveries, ...resets]
}

/** Scheduled flows that will take the member in at their start, as things stand now. */
async function startsOf(ctx: Ctx, state: MemberState): Promise<Planned[]> {
  const inside = state.memberships.filter((one) => one.member).map((one) => one.segmentId)
  if (inside.length === 0) return []
  const rows = await ctx.db
    .selectDistinct({ campaignId: campaigns.id, at: campaigns.startsAtMs })
    .from(campaigns)
    .innerJoin(campaignSegments, eq(campaignSegments.campaignId, campaigns.id))
    .where(
      and(
        eq(campaigns.status, "scheduled"),
        eq(campaigns.kind, "flow"),
        inArray(campaignSegments.segmentId, inside.slice(0, segmentsMax)),
      ),
    )
  return rows.flatMap(({ campaignId, at }): Planned[] => (at === null ? [] : [{ kind: "start", at, campaignId }]))
}

/** D1 takes 100 parameters a statement; nobody is shown more than these. */
const segmentsMax = 90
