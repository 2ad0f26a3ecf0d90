import { inArray } from "drizzle-orm"
import { AppError, type FieldError } from "../../core/errors"
import type { CampaignSettings } from "../../db/schema"
import { categories, groups, segments } from "../../db/schema"
import { approximateMs, durationOf } from "../../engine/duration"
import { endInstant, startInstant } from "../../engine/timing"
import type { Ctx } from "../context"
import type { CampaignPatch } from "./schema"

export const everyoneId = "everyone"

/** What a new campaign has where nothing is said. */
export const defaultSettings: CampaignSettings = {
  atEnd: "stop",
  reentry: "never",
  onLeave: "continue",
  enrol: "existingAndFuture",
  lateness: "P1D",
  goal: null,
  afterConversion: "stop",
  dismissible: false,
  reset: null,
  unsubscribe: { scope: "all", channels: "this" },
  clientMessages: {},
  dataFields: [],
  tracking: true,
  smsTracking: false,
}

/** The settings with the patch laid over them; what the patch does not name stays. */
export function mergeSettings(settings: CampaignSettings, patch: CampaignPatch): CampaignSettings {
  const goal = patch.goal === undefined ? settings.goal : plainGoal(patch.goal)
  return {
    atEnd: patch.atEnd ?? settings.atEnd,
    reentry: patch.reentry ?? settings.reentry,
    onLeave: patch.onLeave ?? settings.onLeave,
    enrol: patch.enrol ?? settings.enrol,
    lateness: patch.lateness ?? settings.lateness,
    goal,
    afterConversion: patch.afterConversion ?? settings.afterConversion,
    dismissible: patch.dismissible ?? settings.dismissible,
    reset: patch.reset === undefined ? settings.reset : patch.reset,
    unsubscribe: patch.unsubscribe === undefined ? settings.unsubscribe : plainUnsubscribe(patch.unsubscribe),
    clientMessages: patch.clientMessages === undefined ? settings.clientMessages : plainTexts(patch.clientMessages),
    dataFields: patch.dataFields ?? settings.dataFields ?? [],
    tracking: patch.tracking ?? settings.tracking ?? true,
    smsTracking: patch.smsTracking ?? settings.smsTracking ?? false,
  }
}

function plainGoal(goal: NonNullable<CampaignPatch["goal"]> | null): CampaignSettings["goal"] {
  if (goal === null) return null
  return {
    ...(goal.event === undefined ? {} : { event: goal.event }),
    ...(goal.rule === undefined ? {} : { rule: goal.rule }),
    ...(goal.within === undefined ? {} : { within: goal.within }),
  }
}

function plainUnsubscribe(u: NonNullable<CampaignPatch["unsubscribe"]>): CampaignSettings["unsubscribe"] {
  const { landingPage, ...rest } = u
  return landingPage === undefined ? rest : { ...rest, landingPage }
}

function plainTexts(texts: NonNullable<CampaignPatch["clientMessages"]>): CampaignSettings["clientMessages"] {
  return { ...(texts.en ? { en: texts.en } : {}), ...(texts.es ? { es: texts.es } : {}) }
}

/** The dates as entered and the instants they mean in the zone (CAM-5). */
export function resolveDates(startsAt: string | null, endsAt: string | null, timeZone: string) {
  const startsAtMs = startsAt === null ? null : startInstant(startsAt, timeZone)
  const endsAtMs = endsAt === null ? null : endInstant(endsAt, timeZone)
  return { startsAt, endsAt, timeZone, startsAtMs, endsAtMs }
}

/** Dates in the wrong order, as a field error. */
export function dateErrors(dates: { startsAtMs: number | null; endsAtMs: number | null }): FieldError[] {
  const { startsAtMs, endsAtMs } = dates
  if (startsAtMs === null || endsAtMs === null || startsAtMs < endsAtMs) return []
  return [{ path: "endsAt", code: "endsBeforeStarts", message: "Ends must be after Starts." }]
}

export function latenessMs(settings: CampaignSettings): number {
  return approximateMs(durationOf(settings.lateness))
}

/** What is wrong with the segments of a campaign of this kind (CAM-3, ENG-06). */
export async function segmentErrors(
  ctx: Ctx,
  kind: "flow" | "campaign" | "workflow",
  ids: readonly string[],
): Promise<FieldError[]> {
  if (kind === "flow" && ids.length === 0) {
    const message = "A campaign flow needs at least one specific segment."
    return [{ path: "segmentIds", code: "segmentRequired", message }]
  }
  const errors: FieldError[] = []
  const unknown = await unknownOf(ctx, ids)
  for (const [index, id] of ids.entries()) {
    const path = `segmentIds.${index}`
    if (kind === "flow" && id === everyoneId) {
      const message =
        "Everyone cannot be used in a campaign flow: a flow needs specific segments, so that it is known who joins when."
      errors.push({ path: "segmentIds", code: "everyoneNotAllowed", message })
    } else if (ids.indexOf(id) !== index)
      errors.push({ path, code: "duplicate", message: "This segment is named twice." })
    else if (unknown.has(id)) errors.push({ path, code: "notFound", message: "No such segment." })
  }
  return errors
}

async function unknownOf(ctx: Ctx, ids: readonly string[]): Promise<Set<string>> {
  const named = ids.filter((id) => id !== everyoneId)
  if (named.length === 0) return new Set()
  const found = await ctx.db.select({ id: segments.id }).from(segments).where(inArray(segments.id, named))
  const known = new Set(found.map((row) => row.id))
  return new Set(named.filter((id) => !known.has(id)))
}

/** Whether the category and the group named exist (CAM-9). */
export async function policyErrors(
  ctx: Ctx,
  named: Pick<CampaignPatch, "categoryId" | "groupId">,
): Promise<FieldError[]> {
  const errors: FieldError[] = []
  const { categoryId, groupId } = named
  if (
    categoryId &&
    (
      await ctx.db
        .select()
        .from(categories)
        .where(inArray(categories.id, [categoryId]))
    ).length === 0
  ) {
    errors.push({ path: "categoryId", code: "notFound", message: "No such category." })
  }
  if (
    groupId &&
    (
      await ctx.db
        .select()
        .from(groups)
        .where(inArray(groups.id, [groupId]))
    ).length === 0
  ) {
    errors.push({ path: "groupId", code: "notFound", message: "No such group." })
  }
  return errors
}

/** Throws one 422 with all errors, or returns. */
export function refuse(errors: readonly FieldError[]): void {
  const first = errors[0]
  if (first !== undefined) throw new AppError("invalid", first.message, { errors: [...errors] })
}
