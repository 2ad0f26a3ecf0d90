import { type Campaign, isCovered, type Person, periodMs, resultKinds } from "./state"

/** After a period results are taken back, and where re-entry allows the flow starts again (CAM-12). */

/** When the campaign next resets something for the member; never: infinity. */
export function nextReset(person: Person, { plan }: Campaign): number {
  const { reset, key } = plan
  if (reset === null) return Number.POSITIVE_INFINITY
  const period = periodMs(reset)
  const results = resultKinds
    .filter((kind) => isCovered(reset, kind))
    .map((kind) => (person.results[kind].get(key) ?? Number.POSITIVE_INFINITY) + period)
  return Math.min(...results, returnsAt(person, plan))
}

/** When a flow that starts again by resets may do so; infinity once it was tried. */
function returnsAt(person: Person, { key, reset, reentry }: Campaign["plan"]): number {
  const last = person.ended.get(key)
  const isIn = person.runs.some((run) => run.campaign.plan.key === key)
  if (reentry !== "onReset" || reset === null || last === undefined || last.tried || isIn)
    return Number.POSITIVE_INFINITY
  return last.endedAt + periodMs(reset)
}

/** Takes back what is due; who starts again is the caller's to say. */
export function takeBack(person: Person, campaign: Campaign): void {
  const { plan } = campaign
  const { reset, key } = plan
  if (reset === null) return
  for (const kind of resultKinds) {
    const at = person.results[kind].get(key)
    if (at === undefined || !isCovered(reset, kind) || at + periodMs(reset) > person.now) continue
    person.results[kind].delete(key)
    person.resetAt.set(key, person.now)
  }
  const last = person.ended.get(key)
  if (last !== undefined && returnsAt(person, plan) <= person.now) person.ended.set(key, { ...last, tried: true })
}
