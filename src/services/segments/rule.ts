import { type Column, eq, sql } from "drizzle-orm"
import * as z from "zod"
import { AppError, type FieldError } from "../../core/errors"
import { campaigns, occasions, segments } from "../../db/schema"
import { type Criterion, flowFacts, type Rule } from "../../engine/rules"
import { checkedRuleSchema } from "../../engine/value-check"
import { everyoneId } from "../campaigns/settings"
import type { Ctx } from "../context"

/** The condition of a rule segment, checked in shape; `checkSegmentRule` checks what it refers to. */
export const segmentRuleSchema = checkedRuleSchema.meta({
  id: "SegmentRule",
  description:
    "ORed groups of ANDed criteria. The facts message, campaignData and webService exist only within a flow.",
})

interface Placed {
  criterion: Criterion
  path: string
}

/**
 * Throws invalid, naming each criterion by its path, for facts that a member does not have outside of a flow, for
 * segments, occasions and campaigns that do not exist, and for rules that would need their own answer.
 * @param selfId the segment whose rule it is to be; null: of none
 */
export async function checkSegmentRule(ctx: Ctx, rule: Rule, selfId: string | null): Promise<void> {
  const placed = placedIn(rule)
  const errors = placed
    .filter(({ criterion }) => flowFacts.has(criterion.fact))
    .map(({ criterion, path }) => ({
      path: `${path}.fact`,
      code: "flowOnly",
      message: `${criterion.fact} is known only within a flow; a segment cannot ask for it.`,
    }))
  errors.push(...(await unknownReferences(ctx, placed)), ...(await circles(ctx, placed, selfId)))
  if (errors.length > 0) throw new AppError("invalid", "The rule cannot be used.", { errors })
}

/** What a rule asks for that does not exist, each by its path below `at`. */
export async function unknownIn(ctx: Ctx, rule: Rule, at: string): Promise<FieldError[]> {
  const errors = await unknownReferences(ctx, placedIn(rule))
  return errors.map((error) => ({ ...error, path: error.path.replace(/^rule/, at) }))
}

function placedIn(rule: Rule): Placed[] {
  return rule.any.flatMap((group, g) =>
    group.all.map((criterion, c): Placed => ({ criterion, path: `rule.any.${g}.all.${c}` })),
  )
}

/** Ids of the segments that a criterion asks for. */
export function segmentsOf(criterion: Criterion): string[] {
  if (criterion.fact !== "segment") return []
  return typeof criterion.value === "string" ? [criterion.value] : criterion.value
}

interface Reference {
  kind: "segment" | "occasion" | "campaign"
  id: string
  path: string
}

function referencesOf({ criterion, path }: Placed): Reference[] {
  switch (criterion.fact) {
    case "segment":
      return segmentsOf(criterion).flatMap((id) =>
        id === everyoneId ? [] : [{ kind: "segment", id, path: `${path}.value` }],
      )
    case "occasion":
      return [{ kind: "occasion", id: criterion.name, path: `${path}.name` }]
    case "result":
      return criterion.name === undefined ? [] : [{ kind: "campaign", id: criterion.name, path: `${path}.name` }]
    default:
      return []
  }
}

async function unknownReferences(ctx: Ctx, placed: readonly Placed[]): Promise<FieldError[]> {
  const references = placed.flatMap(referencesOf)
  if (references.length === 0) return []
  const ids = (kind: Reference["kind"]): string[] => references.filter((one) => one.kind === kind).map((one) => one.id)
  const known = await Promise.all([
    ctx.db
      .select({ id: segments.id })
      .from(segments)
      .where(within(segments.id, ids("segment"))),
    ctx.db
      .select({ id: occasions.id })
      .from(occasions)
      .where(within(occasions.id, ids("occasion"))),
    ctx.db
      .select({ id: campaigns.id })
      .from(campaigns)
      .where(within(campaigns.id, ids("campaign"))),
  ])
  const there = new Set(known.flat().map(({ id }) => id))
  return references
    .filter(({ id }) => !there.has(id))
    .map(({ kind, path }) => ({ path, code: "unknown", message: `There is no such ${kind}.` }))
}

/** A segment that is asked for, also by way of others, must not ask for this one. */
async function circles(ctx: Ctx, placed: readonly Placed[], selfId: string | null): Promise<FieldError[]> {
  if (selfId === null || placed.every(({ criterion }) => criterion.fact !== "segment")) return []
  const asks = await ruleReferences(ctx)
  const leadsBack = (id: string, seen: Set<string>): boolean => {
    if (id === selfId) return true
    if (seen.has(id)) return false
    seen.add(id)
    return (asks.get(id) ?? []).some((next) => leadsBack(next, seen))
  }
  return placed
    .filter(({ criterion }) => segmentsOf(criterion).some((id) => leadsBack(id, new Set())))
    .map(({ path }) => ({
      path: `${path}.value`,
      code: "circular",
      message: "This segment's rule would need its own answer.",
    }))
}

/** Which segments the rule of each rule segment asks for. */
export async function ruleReferences(ctx: Ctx): Promise<ReadonlyMap<string, readonly string[]>> {
  const rows = await ctx.db
    .select({ id: segments.id, rule: segments.rule })
    .from(segments)
    .where(eq(segments.kind, "rule"))
  return new Map(rows.map(({ id, rule }) => [id, (rule as Rule).any.flatMap((group) => group.all.flatMap(segmentsOf))]))
}

/** However many ids: one bound parameter. */
function within(column: Column, ids: readonly string[]) {
  return sql`${column} IN (SELECT value FROM json_each(${JSON.stringify(ids)}))`
}

/** `POST /segments/count`. */
export const ruleCountSchema = z.strictObject({ rule: segmentRuleSchema }).meta({ id: "RuleCount" })
export const ruleCountViewSchema = z
  .object({
    count: z.number().int(),
    estimated: z.literal(true).optional().meta({
      description:
        "There when very many members come into question (more than 20,000, or 100,000 in all): the number is that of a sample.",
    }),
  })
  .meta({ id: "RuleCountView" })
