import type { ProfilePlan, Step } from "../scenario"
import type { Known } from "./facts"
import { consentTo, isInside, type Person, patch, type Run, resultKinds } from "./state"

/** What is known of a member, and what steps make of it. */

interface Copy {
  copy: { fact: string; name: string }
}

/** What an Update member step does (MEM-2). */
export function update(person: Person, run: Run, step: Step): void {
  const { set, join, leave } = step as { set?: ProfilePlan; join?: string[]; leave?: string[] }
  const before = JSON.stringify(person.attributes)
  const attributes = Object.entries(set?.attributes ?? {}).flatMap(([name, value]): [string, never][] => {
    if (typeof value !== "object" || value === null) return [[name, value as never]]
    const { copy } = value as Copy
    const found = person.data.get(run.campaign.plan.key)?.[copy.name]
    return found === undefined ? [] : [[name, found as never]]
  })
  patch(person, { ...set, attributes: Object.fromEntries(attributes) })
  if (before !== JSON.stringify(person.attributes)) person.changed = true
  for (const id of leave ?? []) person.moves.push({ segment: id.replace("$segment:", ""), join: false })
  for (const id of join ?? []) person.moves.push({ segment: id.replace("$segment:", ""), join: true })
}

export function didSo(did: ReadonlySet<string>, what: string): boolean {
  if (what === "opened") return did.has("opened") || did.has("clicked")
  if (what === "delivered") return did.has("delivered") || did.has("opened") || did.has("clicked")
  return did.has(what)
}

/** What rules see of a member; without a run there are no messages of one. */
export function knownOf(person: Person, run: Run | null): Known {
  return {
    now: person.now,
    attributes: person.attributes,
    profile: { ...person.profile },
    isInside: (segment) => isInside(person, segment),
    events: person.events,
    consent: (channel) => consentTo(person, channel, "all"),
    message: (step, did) => run?.messages.some((one) => one.step === step && didSo(one.did, did)) ?? false,
    results: resultKinds.filter((kind) => person.results[kind].size > 0),
    data: run === null ? {} : (person.data.get(run.campaign.plan.key) ?? {}),
    attendance: person.attendance,
  }
}
