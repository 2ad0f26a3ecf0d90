import { eq } from "drizzle-orm"
import { readRules, ruleSegments, rulesRev } from "../../db/rules"
import { campaigns, counters } from "../../db/schema"
import { addDays, wallText } from "../../engine/calendar"
import { type ExpectedMessage, type PlayAhead, playAhead } from "../../engine/forecast"
import type { MemberState } from "../../engine/state"
import { resolveWall, wallAt } from "../../engine/timing"
import type { CampaignControl } from "../../engine/types"
import type { RuleSet } from "../../engine/world"
import { withinLimits } from "./counts"
import { liveDefinitions } from "./definitions"
import { dayLimits } from "./limits"
import { observedBy, unknownSteps } from "./observed"
import { type ForecastCtx, insideNow, newcomersOf } from "./sample"
import { type caveats, type ForecastBasis, type ForecastDay, forecastDays } from "./schema"

/** Newcomers of one day that are played; each stands for its part of them. */
const playedPerDay = 4
const dayMs = 86_400_000

/** A forecast as it is kept; `madeAt` in epoch ms. */
export interface MadeForecast {
  madeAt: number
  rev: number
  timeZone: string
  days: ForecastDay[]
  basis: ForecastBasis
}

/** Local dates of a zone, today first. */
export function daysFrom(now: number, zone: string, count: number): string[] {
  const today = wallAt(now, zone)
  return Array.from({ length: count }, (_, n) => wallText(addDays({ ...today, timeOfDay: 0 }, n)).slice(0, 10))
}

/** How much of today is left: 0 to 1. */
export function restOfToday(now: number, zone: string): number {
  return Math.min(1, (midnight(now, zone, 1) - now) / dayMs)
}

/** Midnight before the `n`th day from today. */
export function midnight(now: number, zone: string, n: number): number {
  return resolveWall(addDays({ ...wallAt(now, zone), timeOfDay: 0 }, n), zone).instant
}

/**
 * Expected messages of a campaign per day and channel (ANA-7): a bounded sample of those who are in it and of those who will
 * enter is played ahead by the engine. The same tables and the same instant give the same forecast. Null: no such campaign.
 */
export async function makeForecast(ctx: ForecastCtx, campaignId: string): Promise<MadeForecast | null> {
  const now = ctx.clock.now()
  const [[row], counted] = await ctx.db.batch([
    ctx.db.select().from(campaigns).where(eq(campaigns.id, campaignId)),
    ctx.db.select().from(counters).where(eq(counters.campaignId, campaignId)),
  ])
  if (row === undefined) return null
  const [known] = [...(await liveDefinitions(ctx, new Map([[campaignId, new Set<number>()]]))).values()]
  if (known === undefined) return null
  const { control } = known
  const { inside, standing } = await insideNow(ctx, campaignId, counted)
  const states = standing.map(({ state }) => state)
  const newcomers = await newcomersOf(ctx, { control, activatedAt: row.activatedAt }, states)
  const definitions = await liveDefinitions(ctx, versionsOf(campaignId, [...states, ...newcomers.like]))
  const flow = definitions.get(campaignId)?.flows.get(control.version ?? -1)
  const observed = observedBy(counted)
  const until = midnight(now, control.timeZone, forecastDays)
  const play = (state: MemberState, enters: number | null) => {
    const input: PlayAhead = { state, campaignId, campaigns: definitions, rules, from: now, until, enters, observed }
    return playAhead(input)
  }
  const rules = await ruleSet(ctx)
  const tally = new Tally(now, control.timeZone)
  for (const { state, weight } of standing) tally.add(play(state, null), weight)
  for (const { at, state, weight } of arrivals(newcomers, control, { now, until })) tally.add(play(state, at), weight)
  const unknown = flow === undefined ? [] : unknownSteps(flow, observed)
  const { days, moved } = withinLimits(tally.days(), await dayLimits(ctx), restOfToday(now, control.timeZone))
  const basis: ForecastBasis = {
    inside,
    played: standing.length,
    entriesPerDay: Math.round(newcomers.perDay * 10) / 10,
    entriesOf: newcomers.of,
    entryDays: Math.round(newcomers.days * 10) / 10,
    atStart: newcomers.atStart,
    unknownSteps: unknown,
    caveats: [
      ...stateCaveats(control),
      ...(control.status === "active" && newcomers.perDay === 0 && !control.entryClosed
        ? (["newcomersUnknown"] as const)
        : []),
      ...(unknown.length > 0 ? (["outcomesUnknown"] as const) : []),
      ...(standing.length < inside ? (["sampled"] as const) : []),
      ...(moved ? (["rateLimited"] as const) : []),
    ],
  }
  return { madeAt: now, rev: row.rev, timeZone: control.timeZone, days, basis }
}

function stateCaveats({ kind, status, version }: CampaignControl): (typeof caveats)[number][] {
  if (kind === "campaign") return ["noFlow"]
  if (status === "paused") return ["paused"]
  if (version === null || status === "draft") return ["notPublished"]
  return status === "active" || status === "scheduled" || status === "ended" ? [] : ["over"]
}

/** Those who will enter, at Starts and then spread evenly over each day; each stands for its part. */
function arrivals(
  { perDay, atStart, like }: Awaited<ReturnType<typeof newcomersOf>>,
  control: CampaignControl,
  { now, until }: { now: number; until: number },
): { at: number; state: MemberState; weight: number }[] {
  if (like.length === 0) return []
  const last = Math.min(until, control.endsAt ?? until)
  const opens = Math.max(now, control.startsAt ?? now)
  const found: { at: number; state: MemberState; weight: number }[] = []
  if (atStart > 0 && opens < last)
    found.push(...like.map((state) => ({ at: opens, state, weight: atStart / like.length })))
  if (perDay === 0) return found
  const everyMs = dayMs / playedPerDay
  for (let n = 0; opens + (n + 0.5) * everyMs < last; n++) {
    const state = like[n % like.length]
    if (state !== undefined)
      found.push({ at: Math.floor(opens + (n + 0.5) * everyMs), state, weight: perDay / playedPerDay })
  }
  return found
}

/** Counts messages by local day and channel. */
class Tally {
  private readonly counts = new Map<string, { email: number; sms: number; push: number }>()

  constructor(
    now: number,
    private readonly zone: string,
  ) {
    for (const day of daysFrom(now, zone, forecastDays)) this.counts.set(day, { email: 0, sms: 0, push: 0 })
  }

  add(messages: readonly ExpectedMessage[], weight: number): void {
    for (const { at, channel } of messages) {
      const count = this.counts.get(wallText(wallAt(at, this.zone)).slice(0, 10))
      if (count !== undefined) count[channel] += weight
    }
  }

  days(): ForecastDay[] {
    return [...this.counts].map(([day, { email, sms, push }]) => ({
      day,
      email: Math.round(email),
      sms: Math.round(sms),
      push: Math.round(push),
    }))
  }
}

/** The flow versions that members are on. */
function versionsOf(campaignId: string, states: readonly MemberState[]): Map<string, Set<number>> {
  const versions = new Map([[campaignId, new Set<number>()]])
  for (const { runs } of states) {
    for (const run of runs) versions.set(run.campaignId, (versions.get(run.campaignId) ?? new Set()).add(run.version))
  }
  return versions
}

async function ruleSet(ctx: ForecastCtx): Promise<RuleSet> {
  const db = ctx.db.$client
  const revision = db.prepare(`SELECT ${rulesRev} AS rev`)
  const [stamp, segments] = (await db.batch([revision, ruleSegments(db)])) as [D1Result<{ rev: number }>, D1Result]
  return readRules(segments, stamp.results[0]?.rev ?? 0)
}
