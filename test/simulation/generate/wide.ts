import type { Chance } from "../platform/chance"
import type { CampaignPlan, Happening, MemberPlan, Scenario, Step } from "../scenario"

/**
 * What most worlds do not have: occasions and attendance, results that are reset and flows that start again, dismissals,
 * campaign data, documents, notes to staff, messages of other campaigns on every channel, files of members, and waits
 * that a resume spreads.
 */

const dayMs = 86_400_000
const occasions = ["o0", "o1"] as const
/** Steps that only these worlds have. */
export const wideTypes = ["crossEmail", "crossPush", "exportPdf", "notifyStaff", "webService", "updateMember"] as const

/** A step of a type that only these worlds have; null: any other type. */
export function wideStepOf(chance: Chance, type: string, onwards: () => string): Step | null {
  const done = (): Pick<Step, "outcomes"> => {
    return { outcomes: chance.hit(0.3) ? { done: onwards(), notDone: onwards() } : { done: onwards() } }
  }
  switch (type) {
    case "exportPdf":
      return { type, document: { name: "{{ member.id }}", html: "<p>Dear {{ member.id }}</p>" }, ...done() }
    case "notifyStaff":
      return { type, to: ["staff@example.com"], subject: "About {{ member.id }}", text: "Look", ...done() }
    default:
      return null
  }
}

/** A wait for an occasion, which may be moved meanwhile (TIME-5). */
export function occasionDelayOf(chance: Chance, onwards: () => string): Step {
  const delay = {
    relativeTo: { occasionId: `$occasion:${chance.pick(occasions)}` },
    offset: chance.pick(["-P3D", "P1D", "-PT2H", "PT0S", "P1W", "-P2W", "P1M"]),
    ...(chance.hit(0.5) ? { at: chance.pick(["09:00", "02:30", "23:30"]) } : {}),
    ...(chance.hit(0.4) ? { zone: "member" } : {}),
    ...(chance.hit(0.3) ? { ifPast: chance.pick(["continue", "exit"]) } : {}),
  }
  return { type: "delay", delay, outcomes: { done: onwards(), ...(chance.hit(0.5) ? { past: onwards() } : {}) } }
}

/** Whoever comes to an occasion is heard as any event is (WF-3). */
export function attendanceOf(chance: Chance): Record<string, unknown> {
  const where = [{ name: "occasionId", op: "equals", value: `$occasion:${chance.pick(occasions)}` }]
  const name = chance.pick(["occasion.attended", "occasion.absent"])
  return chance.hit(0.7) ? { name, where } : { name }
}

export function wideCriterionOf(chance: Chance): Record<string, unknown> {
  switch (chance.int(0, 3)) {
    case 0: {
      const op = chance.pick(["greaterThan", "atMost", "exists", "notExists"])
      const value = op.endsWith("xists") ? {} : { value: chance.int(1, 99) }
      return { fact: "campaignData", name: "score", op, ...value }
    }
    case 1:
      return { fact: "campaignData", name: "tier", op: chance.pick(["equals", "notEquals"]), value: "high" }
    case 2: {
      const name = `$occasion:${chance.pick(occasions)}`
      return {
        fact: "occasion",
        name,
        op: chance.pick(["equals", "notEquals"]),
        value: chance.pick(["attended", "absent"]),
      }
    }
    default:
      return {
        fact: "result",
        op: chance.pick(["equals", "notEquals"]),
        value: chance.pick(["converted", "dismissed"]),
      }
  }
}

/** Gives a scenario what makes it wide. */
export function widened(chance: Chance, scenario: Scenario): Scenario {
  const { start, end, members } = scenario
  const instant = (from: number, to: number) => {
    const at = start + (end - start) * (from + chance.fraction() * (to - from))
    return Math.floor(at / 1000) * 1000 + 2 * chance.int(50, 450) + 1
  }
  const campaigns = scenario.campaigns.map((plan) => campaignOf(chance, plan, end - start))
  const ownIds = campaigns.filter((plan) => plan.workflow === null).map((plan) => plan.key)
  const fromFile = new Set(members.filter(() => chance.hit(0.5)).map((one) => one.id))
  const happenings = scenario.happenings
    .filter((one) => !(one.kind === "profile" && fromFile.has(one.member) && isFirst(scenario, one)))
    .map((one) => (one.kind === "resume" && chance.hit(0.6) ? { ...one, overdue: spreadOf(chance) } : one))
  const minute = 60_000
  const wholeMinute = (from: number, to: number) => Math.floor(instant(from, to) / minute) * minute
  for (const occasion of occasions) {
    for (let moves = chance.int(0, 2); moves > 0; moves--)
      happenings.push({ at: instant(0.1, 0.9), kind: "occasion", occasion, to: wholeMinute(0.2, 1) })
  }
  for (const { id } of members) happenings.push(...wishesOf(chance, id, { ownIds, instant }))
  const firsts = members
    .filter((one) => fromFile.has(one.id))
    .map((one) => ({ ...one, profile: writable(one.profile) }))
  if (firsts.length > 0) happenings.push(fileOf(chance, firsts, instant(0.001, 0.004)))
  for (let files = chance.int(0, 2); files > 0; files--) {
    const some = members.filter(() => chance.hit(0.5))
    const rows = some.map(({ id }) => ({ id, profile: { attributes: { balance: chance.int(0, 100), plan: "gold" } } }))
    if (rows.length > 0) happenings.push(fileOf(chance, rows, instant(0.05, 0.8)))
  }
  const plans = Object.fromEntries(
    occasions.map((key) => [key, { at: wholeMinute(0.2, 0.9), timeZone: chance.pick(["UTC", "Europe/Madrid"]) }]),
  )
  const attended = { fact: "occasion", name: "$occasion:o0", op: "equals", value: "attended" }
  return {
    ...scenario,
    campaigns,
    occasions: plans,
    segments: [...scenario.segments, "f"],
    rules: { ...scenario.rules, f: { any: [{ all: [attended] }] } },
    happenings,
  }
}

function campaignOf(chance: Chance, plan: CampaignPlan, longMs: number): CampaignPlan {
  if (plan.workflow !== null) return plan
  const periods = longMs > 60 * dayMs ? [10, 20, 45] : [2, 5, 10]
  const reset = chance.hit(0.6)
    ? { afterDays: chance.pick(periods), what: chance.pick(["all", "conversions", "dismisses"] as const) }
    : null
  return {
    ...plan,
    dismissible: chance.hit(0.7),
    reset,
    reentry: reset !== null && chance.hit(0.6) ? "onReset" : plan.reentry,
    dataFields: [
      { name: "score", type: "number" },
      { name: "tier", type: "text" },
    ],
    goal: chance.hit(0.5) ? { event: "paid" } : plan.goal,
    segments: chance.hit(0.4) ? [chance.pick(["e", "f"])] : plan.segments,
  }
}

function isFirst({ happenings }: Scenario, one: Extract<Happening, { kind: "profile" }>): boolean {
  return happenings.find((other) => other.kind === "profile" && other.member === one.member) === one
}

function spreadOf(chance: Chance): { spreadOverHours: number } {
  return { spreadOverHours: chance.pick([1, 6, 48]) }
}

/** What a file can say of a member. */
function writable({ email, phone, timeZone, attributes }: MemberPlan["profile"]): MemberPlan["profile"] {
  return {
    ...(email == null ? {} : { email }),
    ...(phone == null ? {} : { phone }),
    ...(timeZone == null ? {} : { timeZone }),
    attributes: attributes ?? {},
  }
}

function fileOf(chance: Chance, rows: MemberPlan[], at: number): Happening {
  return { at, kind: "import", rows, segment: chance.pick(["a", "b", "c"]), format: chance.pick(["csv", "ndjson"]) }
}

/** What one member does beside. */
function wishesOf(
  chance: Chance,
  member: string,
  { ownIds, instant }: { ownIds: readonly string[]; instant: (from: number, to: number) => number },
): Happening[] {
  const wishes: Happening[] = []
  for (let n = chance.int(0, 2); n > 0; n--)
    wishes.push({ at: instant(0.05, 0.9), kind: "dismiss", member, campaign: chance.pick(ownIds) })
  for (let n = chance.int(0, 3); n > 0; n--)
    wishes.push({ at: instant(0.03, 0.95), kind: "event", member, name: "paid", properties: { amount: 1 } })
  for (let n = chance.int(0, 5); n > 0; n--) {
    const values = chance.pick<Record<string, string | number | null>>([
      { score: chance.int(0, 99) },
      { tier: "high" },
      { tier: null },
      { score: null },
    ])
    wishes.push({ at: instant(0.01, 0.9), kind: "data", member, campaign: chance.pick(ownIds), values })
  }
  for (let n = chance.int(0, 3); n > 0; n--) {
    const status = chance.pick(["attended", "attended", "absent"] as const)
    wishes.push({ at: instant(0.1, 0.95), kind: "attendance", member, occasion: chance.pick(occasions), status })
  }
  return wishes
}
