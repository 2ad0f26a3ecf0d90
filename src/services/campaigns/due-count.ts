import { and, eq, gt, inArray, sql } from "drizzle-orm"
import { audit, members, occasions, runs } from "../../db/schema"
import { chooseZone, type Delay, planDelay } from "../../engine/delay-plan"
import type { Step } from "../../engine/flow"
import type { Occasion, Profile } from "../../engine/types"
import type { Ctx } from "../context"
import { openOf } from "../place"
import type { CampaignRow } from "./row"

/** A wait before and after a publish. */
export interface ChangedWait {
  before: Delay
  after: Delay
}

type Wait = ChangedWait & { stepId: string; members: number }
/** With the occasions that it refers to. */
type DatedWait = Wait & { occasions: readonly Occasion[] }

/** What a step waits for by the clock; null when it does not wait. */
export function waitOf(step: Step): Delay | null {
  if (step.type === "delay") return step.delay
  return step.type === "waitForEvent" ? { for: step.timeout } : null
}

/** Rows looked at in one go, and how many at most: beyond that the rest is taken to be like them. */
const pageSize = 5_000
const rowsMax = 50_000
/** No wait began longer ago than this, in ms: delays last five years at most. */
const longestAgoMs = 6 * 366 * 86_400_000

/**
 * Members on a step whose wait would be over by now if it had its new length all along (FLOW-14). Usually a matter of two
 * aggregates, however many members there are; one by one where each has an instant of their own.
 */
export async function countDue(
  ctx: Ctx,
  campaign: CampaignRow,
  changed: Wait,
): Promise<{ n: number; estimated?: boolean }> {
  const wait = { ...changed, occasions: await occasionsOf(ctx, changed) }
  const own = "relativeTo" in wait.after && "attribute" in wait.after.relativeTo
  if (own || (await wasResumed(ctx, campaign.id))) return await countOneByOne(ctx, campaign, wait)
  return { n: await countByArrival(ctx, campaign, wait) }
}

async function occasionsOf(ctx: Ctx, { before, after }: ChangedWait): Promise<Occasion[]> {
  const ids = [before, after].flatMap((delay) =>
    "relativeTo" in delay && "occasionId" in delay.relativeTo ? [delay.relativeTo.occasionId] : [],
  )
  return ids.length === 0 ? [] : await ctx.db.select().from(occasions).where(inArray(occasions.id, ids))
}

/** Whether pauses have moved waits of the campaign. */
async function wasResumed(ctx: Ctx, campaignId: string): Promise<boolean> {
  const rows = await ctx.db
    .select({ id: audit.id })
    .from(audit)
    .where(
      sql`${audit.subject} IN (${`campaign:${campaignId}`}, ${`workflow:${campaignId}`}) AND ${audit.action} LIKE '%.resumed'`,
    )
    .limit(1)
  return rows.length > 0
}

function onStep(campaign: CampaignRow, wait: DatedWait) {
  return and(openOf(campaign.id), eq(runs.status, "active"), eq(runs.stepId, wait.stepId))
}

/** Who came first is through first: per zone, everyone up to the last arrival that is due. */
async function countByArrival(ctx: Ctx, campaign: CampaignRow, wait: DatedWait): Promise<number> {
  const now = ctx.clock.now()
  const ofMember = "zone" in wait.after && wait.after.zone === "member"
  if (!ofMember) {
    const last = lastDue(wait, { campaignZone: campaign.timeZone, profile: nobody, now })
    const [row] = await ctx.db
      .select({ n: sql<number>`count(*)` })
      .from(runs)
      .where(and(onStep(campaign, wait), sql`${runs.enteredAt} <= ${last}`))
    return row?.n ?? 0
  }
  const zone = sql<string | null>`${members.profile} ->> 'timeZone'`
  const zones = await ctx.db
    .select({ zone })
    .from(runs)
    .innerJoin(members, eq(members.id, runs.memberId))
    .where(onStep(campaign, wait))
    .groupBy(zone)
  const limits = zones.map(({ zone: timeZone }) => ({
    zone: timeZone,
    last: lastDue(wait, { campaignZone: campaign.timeZone, profile: { ...nobody, timeZone }, now }),
  }))
  const [row] = await ctx.db
    .select({ n: sql<number>`count(*)` })
    .from(runs)
    .innerJoin(members, eq(members.id, runs.memberId))
    .innerJoin(sql`json_each(${JSON.stringify(limits)}) AS due`, sql`due.value ->> 'zone' IS ${zone}`)
    .where(and(onStep(campaign, wait), sql`${runs.enteredAt} <= due.value ->> 'last'`))
  return row?.n ?? 0
}

/** The last arrival (epoch ms) whose wait is over at `now`; −1 when there is none. */
function lastDue(
  { after: delay, occasions }: DatedWait,
  of: { campaignZone: string; profile: Profile; now: number },
): number {
  const { campaignZone, profile, now } = of
  const zone = chooseZone(("zone" in delay ? delay.zone : undefined) ?? "campaign", campaignZone, profile)
  const isOver = (anchor: number) => (planDelay(delay, { anchor, zone, profile, occasions }).until ?? 0) <= now
  if (isOver(now)) return now
  let [over, waiting] = [now - longestAgoMs, now]
  if (!isOver(over)) return -1
  while (waiting - over > 1) {
    const middle = Math.floor((over + waiting) / 2)
    if (isOver(middle)) over = middle
    else waiting = middle
  }
  return over
}

async function countOneByOne(
  ctx: Ctx,
  campaign: CampaignRow,
  wait: DatedWait,
): Promise<{ n: number; estimated?: boolean }> {
  const now = ctx.clock.now()
  let [due, seen, after] = [0, 0, ""]
  while (seen < rowsMax) {
    const rows = await ctx.db
      .select({ memberId: runs.memberId, enteredAt: runs.enteredAt, wakeAt: runs.wakeAt, profile: members.profile })
      .from(runs)
      .innerJoin(members, eq(members.id, runs.memberId))
      .where(and(onStep(campaign, wait), gt(runs.memberId, after)))
      .orderBy(runs.memberId)
      .limit(pageSize)
    due += rows.filter((row) => isDue(row, { ...wait, timeZone: campaign.timeZone }, now)).length
    seen += rows.length
    const last = rows.at(-1)
    if (rows.length < pageSize || last === undefined) return { n: due }
    after = last.memberId
  }
  return { n: Math.round((due / seen) * wait.members), estimated: true }
}

interface Waiting {
  enteredAt: number
  wakeAt: number | null
  profile: Partial<Profile>
}

/** A pause that moved the wait moves the new one as well. */
function isDue(row: Waiting, of: DatedWait & { timeZone: string }, now: number): boolean {
  const until = (delay: Delay) => {
    const profile: Profile = { ...nobody, ...row.profile }
    const zone = chooseZone(("zone" in delay ? delay.zone : undefined) ?? "campaign", of.timeZone, profile)
    return planDelay(delay, { anchor: row.enteredAt, zone, profile, occasions: of.occasions }).until
  }
  const [before, after] = [until(of.before), until(of.after)]
  const shift = row.wakeAt !== null && before !== null ? row.wakeAt - before : 0
  return after === null || after + shift <= now
}

const nobody: Profile = { email: null, phone: null, locale: null, timeZone: null, push: [], attributes: {} }
