import { eq } from "drizzle-orm"
import * as z from "zod"
import { counters, flowDrafts } from "../../db/schema"
import { sendsMessages } from "../../engine/flow"
import type { Ctx } from "../context"
import { publishedFlow } from "../flows/published"
import { type CampaignRef, loadCampaign } from "./row"

const number = z.number().int()
const stepStatsSchema = z
  .object({
    current: number,
    entered: number,
    left: number,
    sent: number.optional(),
    delivered: number.optional(),
    opened: number.optional(),
    clicked: number.optional(),
    unsubscribed: number.optional(),
    bounced: number.optional(),
    skipped: z.record(z.string(), number).optional(),
    /** Of those who left, how many by which outcome; the others ended there. */
    outcomes: z.record(z.string(), number).optional(),
  })
  .meta({ id: "StepStats" })
export type StepStats = z.infer<typeof stepStatsSchema>

/** `GET /campaigns/{id}/stats` (ANA-1, ENG-23). */
export const campaignStatsSchema = z
  .object({
    runs: z.object({ active: number, completed: number, exited: number, cancelled: number, failed: number }),
    steps: z.record(z.string(), stepStatsSchema),
  })
  .meta({ id: "CampaignStats" })
export type CampaignStats = z.infer<typeof campaignStatsSchema>

const messageMetrics = ["sent", "delivered", "opened", "clicked", "unsubscribed", "bounced"] as const
const skippedPrefix = "skipped:"
const leftPrefix = "left:"

interface Counter {
  stepId: string
  metric: string
  n: number
}

/** Numbers of a campaign and of every step of its published flow and its draft, from the counters. */
export async function campaignStats(ctx: Ctx, input: CampaignRef): Promise<CampaignStats> {
  const { row } = await loadCampaign(ctx, input.id, input.library)
  const [counted, drafts] = await ctx.db.batch([
    ctx.db.select().from(counters).where(eq(counters.campaignId, input.id)),
    ctx.db.select().from(flowDrafts).where(eq(flowDrafts.campaignId, input.id)),
  ])
  const published = row.version === null ? null : await publishedFlow(ctx, row.id, row.version)
  return statsOf(counted, [published?.flow, drafts[0]?.flow])
}

/** Sums counters up; every step of the flows is there, also when nobody has come to it. */
export function statsOf(counted: readonly Counter[], flows: readonly unknown[]): CampaignStats {
  const of = (stepId: string, metric: string) => counted.find((c) => c.stepId === stepId && c.metric === metric)?.n ?? 0
  const ended = {
    completed: of("", "completed"),
    exited: of("", "exited"),
    cancelled: of("", "cancelled"),
    failed: of("", "failed"),
  }
  const active = of("", "active")
  const types = new Map(flows.toReversed().flatMap(stepTypesOf))
  const byStep = Map.groupBy(
    counted.filter((c) => c.stepId !== ""),
    (c) => c.stepId,
  )
  const ids = new Set([...types.keys(), ...byStep.keys()])
  const steps = Object.fromEntries(
    [...ids].map((id) => [id, stepStats(byStep.get(id) ?? [], sendsMessages(types.get(id) ?? ""))]),
  )
  return { runs: { active, ...ended }, steps }
}

function stepStats(counted: readonly Counter[], isMessage: boolean): StepStats {
  const of = (metric: string) => counted.find((c) => c.metric === metric)?.n ?? 0
  const skipped = byName(counted, skippedPrefix)
  const outcomes = byName(counted, leftPrefix)
  const left = of("left") + Object.values(outcomes).reduce((sum, n) => sum + n, 0)
  const shown = messageMetrics.filter((metric) => isMessage || of(metric) !== 0)
  return {
    current: of("entered") - left,
    entered: of("entered"),
    left,
    ...Object.fromEntries(shown.map((metric) => [metric, of(metric)])),
    ...(isMessage || Object.keys(skipped).length > 0 ? { skipped } : {}),
    ...(Object.keys(outcomes).length > 0 ? { outcomes } : {}),
  }
}

/** Counters that are told apart by what follows a prefix. */
function byName(counted: readonly Counter[], prefix: string): Record<string, number> {
  const named = counted.filter((c) => c.metric.startsWith(prefix) && c.n !== 0)
  return Object.fromEntries(named.map((c) => [c.metric.slice(prefix.length), c.n]))
}

/** Steps and their types of a flow as stored, whatever its version. */
function stepTypesOf(flow: unknown): [string, string][] {
  const steps = (flow as { steps?: Record<string, { type: string }> } | null | undefined)?.steps ?? {}
  return Object.entries(steps).map(([id, step]) => [id, step.type])
}
