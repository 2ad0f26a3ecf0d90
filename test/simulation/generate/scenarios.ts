import { predict } from "../oracle/predict"
import { foreseen } from "../outside"
import type { Chance } from "../platform/chance"
import type { CampaignPlan, Flow, Happening, MemberPlan, PolicyPlan, ProfilePlan, Scenario } from "../scenario"
import { allTypes, clockworkOf, eventNames, type FlowTaste, flowOf, lengthOf } from "./flows"
import { widened, wideTypes } from "./wide"

const dayMs = 86_400_000
const zones = [
  "UTC",
  "America/Montevideo",
  "Europe/Madrid",
  "America/New_York",
  "Australia/Lord_Howe",
  "America/Santiago",
  "Asia/Kathmandu",
  "Pacific/Chatham",
] as const

/** How much of everything a scenario has. */
export interface Taste {
  members: number
  campaigns: number
  days: number
  pace: FlowTaste["pace"]
  /** Loops by the calendar, over the days on which clocks change and months end; null: anything. */
  clockwork: "days" | "months" | null
  /** Whether campaigns are bound by contact policies. */
  policies: boolean
  /** Whether there is what only some worlds have (wide.ts). */
  wide: boolean
  /** Whether campaigns are paused, cancelled, edited and moved while they run. */
  unrest: boolean
}

/** A scenario by chance alone: what happens to whom, and when. */
export function scenarioOf(chance: Chance, taste: Taste): Scenario {
  const start = startOf(chance, taste)
  const end = start + taste.days * dayMs
  // Nobody is sent into the last two from outside: steps lead there, and the rule.
  const segments = ["a", "b", "c", "d", "e"]
  const rules = { e: { any: [{ all: [{ fact: "attribute", name: "plan", op: "equals", value: "gold" }] }] } }
  const span = { start, end }
  const campaigns = Array.from({ length: taste.campaigns }, (_, i) =>
    campaignOf(chance.fork(`campaign${i}`), { key: `c${i}`, segments, taste, span }),
  )
  if (taste.clockwork === null) {
    campaigns.push(
      workflowOf(chance.fork("w0"), "w0", null, taste),
      workflowOf(chance.fork("w1"), "w1", "viewed", taste),
    )
  }
  const members: MemberPlan[] = Array.from({ length: taste.members }, (_, i) => ({
    id: `m${i}`,
    profile: profileOf(chance.fork(`member${i}`), start),
  }))
  const happenings = [
    ...members.flatMap((member) => lifeOf(chance.fork(`life${member.id}`), member, { segments, span, campaigns })),
    ...campaigns.flatMap((campaign) => historyOf(chance.fork(`history${campaign.key}`), campaign, { span, taste })),
  ]
  const categories: Scenario["categories"] = taste.policies
    ? { k0: policyOf(chance.fork("k0")), k1: policyOf(chance.fork("k1")) }
    : {}
  const scenario = { start, end, segments, rules, categories, occasions: {}, campaigns, members, happenings }
  const whole = taste.wide ? widened(chance.fork("wide"), scenario) : scenario
  return withCallbacks(chance.fork("callbacks"), { ...whole, happenings: inOrder(whole.happenings) })
}

/** Any day; or shortly before clocks change in spring and autumn, or before a month that is too short. */
function startOf(chance: Chance, taste: Taste): number {
  switch (taste.clockwork) {
    case "days":
      return Date.UTC(2027 + chance.int(0, 9), chance.pick([1, 2, 8, 9]), chance.pick([5, 20]))
    case "months":
      return Date.UTC(2027 + chance.int(0, 2), chance.pick([0, 7, 11]), 28)
    case null:
      return Date.UTC(2026, 11, 1) + chance.int(0, 700) * dayMs
  }
}

interface Span {
  start: number
  end: number
}

/** An instant in a stretch of the span (0 to 1), on an odd millisecond so that no timer shares it. */
function instantIn(chance: Chance, { start, end }: Span, from: number, to: number): number {
  const at = start + (end - start) * (from + chance.fraction() * (to - from))
  return Math.floor(at / 1000) * 1000 + 2 * chance.int(50, 450) + 1
}

/** One after the other, each at an instant of its own. */
function inOrder(happenings: Happening[]): Happening[] {
  const taken = new Set<number>()
  for (const happening of happenings) {
    while (taken.has(happening.at)) happening.at += 2
    taken.add(happening.at)
  }
  return happenings.toSorted((a, b) => a.at - b.at)
}

function campaignOf(
  chance: Chance,
  of: { key: string; segments: readonly string[]; taste: Taste; span: Span },
): CampaignPlan {
  const { key, taste, span } = of
  const segments = chance.hit(0.3) ? ["a", "b"] : [chance.pick(["a", "a", "b", "c", "d", "e"])]
  const lenders = Array.from({ length: taste.campaigns }, (_, i) => `c${i}`).filter((one) => one !== key)
  const all = taste.wide ? [...allTypes, ...wideTypes] : allTypes
  const types = lenders.length > 0 ? all : all.filter((type) => !type.startsWith("cross"))
  const flow =
    taste.clockwork !== null
      ? clockworkOf(chance, taste.clockwork)
      : flowOf(chance, { segments: ["a", "b", "c", "e"], pace: taste.pace, types, lenders, wide: taste.wide })
  return {
    key,
    timeZone: chance.pick(zones),
    segments,
    startsAt: chance.hit(0.3) ? localText(instantIn(chance, span, 0.02, 0.1)) : null,
    endsAt: chance.hit(0.3) ? endText(chance, span) : null,
    atEnd: chance.pick(["stop", "stop", "finish"]),
    reentry: chance.pick(["never", "onRejoin", { afterDays: chance.int(1, 60) }]),
    onLeave: chance.pick(["continue", "exit"]),
    enrol: chance.pick(["existingAndFuture", "existingAndFuture", "futureOnly"]),
    goal: chance.hit(0.3)
      ? { event: chance.pick(eventNames), ...(chance.hit(0.5) ? { within: chance.pick(["P30D", "P90D"]) } : {}) }
      : null,
    afterConversion: chance.pick(["stop", "continue"]),
    dismissible: false,
    reset: null,
    dataFields: [],
    workflow: null,
    category: taste.policies ? chance.pick(["k0", "k0", "k1", null]) : null,
    flows: taste.unrest ? versionsOf(chance, flow, taste.pace) : [flow],
  }
}

/** A flow of the library (WF-1): it has neither segments nor dates. */
function workflowOf(chance: Chance, key: string, trigger: string | null, taste: Taste): CampaignPlan {
  const types = allTypes.filter((type) => type !== "crossSms" && type !== "startWorkflow")
  const plain = { segments: ["a", "b", "c", "e"], pace: taste.pace, types, lenders: [], wide: false }
  const flow = flowOf(chance, plain)
  return {
    key,
    timeZone: chance.pick(zones),
    segments: [],
    startsAt: null,
    endsAt: null,
    atEnd: "finish",
    reentry: "never",
    onLeave: "continue",
    enrol: "existingAndFuture",
    goal: null,
    afterConversion: "continue",
    dismissible: false,
    reset: null,
    dataFields: [],
    category: null,
    workflow: { trigger },
    flows: [flow, edited(chance, flow, taste.pace)],
  }
}

function policyOf(chance: Chance): PolicyPlan {
  const channels = (["email", "sms", "push"] as const).filter(() => chance.hit(0.7))
  return {
    priority: chance.int(0, 9),
    caps: channels.map((channel) => ({ channel, max: chance.int(1, 2), per: chance.pick(["P1D", "P7D", "P30D"]) })),
    ...(chance.hit(0.4) ? { minGap: chance.pick(["PT6H", "P1D"]) } : {}),
    ...(chance.hit(0.5)
      ? {
          quietHours: chance.pick([
            { from: "21:00", to: "08:00" },
            { from: "12:00", to: "15:00" },
          ]),
        }
      : {}),
    over: chance.pick(["defer", "defer", "skip"]),
  }
}

function endText(chance: Chance, span: Span): string {
  const text = localText(instantIn(chance, span, 0.5, 0.98))
  return chance.hit(0.5) ? text.slice(0, "2026-12-01".length) : text
}

/** A local date-time of whole minutes. */
function localText(at: number): string {
  return new Date(at).toISOString().slice(0, "2026-12-01T09:00".length)
}

/** The flow, the flow edited, and the flow edited again with a step less (FLOW-12). */
function versionsOf(chance: Chance, flow: Flow, pace: FlowTaste["pace"]): Flow[] {
  const second = edited(chance, flow, pace)
  const third = edited(chance, second, pace)
  return chance.hit(0.5) ? [flow, second, third] : [flow, second, without(chance, third)]
}

/** The flow without one of its steps: the ways that led there lead to where its main way out led. */
function without(chance: Chance, flow: Flow): Flow {
  const gone = chance.pick(Object.keys(flow.steps).filter((id) => id !== flow.start && id !== "end"))
  const target = Object.values(flow.steps[gone]?.outcomes ?? {}).find((id) => id !== gone) ?? "end"
  const steps = Object.entries(flow.steps).flatMap(([id, step]) => {
    if (id === gone) return []
    const outcomes = Object.entries(step.outcomes ?? {}).map(([name, to]) => [name, to === gone ? target : to])
    return [[id, step.outcomes === undefined ? step : { ...step, outcomes: Object.fromEntries(outcomes) }] as const]
  })
  const left = { ...flow, steps: Object.fromEntries(steps) }
  return isSound(left, gone) ? left : flow
}

/** Nothing refers to the step any more, and no way round is without a wait. */
function isSound(flow: Flow, gone: string): boolean {
  if (JSON.stringify(flow).includes(`"${gone}"`)) return false
  const at = new Map<string, "open" | "done">()
  const turns = (id: string): boolean => {
    if (at.has(id)) return at.get(id) === "open"
    at.set(id, "open")
    const step = flow.steps[id]
    const waits = step?.type === "delay" && !["PT0S", undefined].includes((step.delay as { for?: string }).for)
    const found = !waits && Object.values(step?.outcomes ?? {}).some(turns)
    at.set(id, "done")
    return found
  }
  return !Object.keys(flow.steps).some(turns)
}

/** The flow with other waits, texts and values: its steps and ways stay (FLOW-14). */
function edited(chance: Chance, flow: Flow, pace: FlowTaste["pace"]): Flow {
  const copy = structuredClone(flow)
  for (const step of Object.values(copy.steps)) {
    if (chance.hit(0.5)) continue
    const delay = step.delay as { for?: string; at?: string } | undefined
    const isLoop = delay?.for !== undefined && ["P1W", "P1M", "P5D", "P6W"].includes(delay.for)
    // No way round may lose its wait.
    if (delay?.for !== undefined && !isLoop) delay.for = lengthOf(chance, pace).replace("PT0S", "P2D")
    if (delay?.for !== undefined && chance.hit(0.3)) delay.at = "10:15"
    if (step.type === "waitForEvent") step.timeout = lengthOf(chance, pace)
    if (step.type === "sms") step.message = { text: `Hello again ${chance.int(1, 999)}` }
  }
  return copy
}

function profileOf(chance: Chance, start: number): ProfilePlan {
  const id = chance.int(1, 1_000_000)
  return {
    email: chance.hit(0.9) ? (chance.hit(0.08) ? `refused-${id}@example.com` : `m${id}@example.com`) : null,
    phone: chance.hit(0.8) ? `+5989912${String(1000 + (id % 9000))}` : null,
    push: chance.hit(0.7) ? [{ kind: "fcm", token: `token-${id}` }] : null,
    timeZone: chance.hit(0.6) ? chance.pick(zones) : null,
    attributes: attributesOf(chance, start),
  }
}

function attributesOf(chance: Chance, near: number): NonNullable<ProfilePlan["attributes"]> {
  return {
    ...(chance.hit(0.7) ? { plan: chance.pick(["free", "gold", "pro"]) } : {}),
    ...(chance.hit(0.6) ? { balance: chance.int(0, 100) } : {}),
    ...(chance.hit(0.6) ? { renewal: dateText(chance, near) } : {}),
  }
}

function dateText(chance: Chance, near: number): string {
  const at = near + chance.int(-30, 250) * dayMs + chance.int(0, 86_399) * 1000
  const text = new Date(at).toISOString()
  return chance.pick([text.slice(0, 10), text.slice(0, 16), text, "soon"])
}

/** What a member goes through. */
function lifeOf(
  chance: Chance,
  member: MemberPlan,
  of: { segments: readonly string[]; span: Span; campaigns: readonly CampaignPlan[] },
): Happening[] {
  const { span } = of
  const { id } = member
  const when = (from: number, to: number) => instantIn(chance, span, from, to)
  const life: Happening[] = [{ at: when(0.001, 0.004), kind: "profile", member: id, patch: member.profile }]
  for (const segment of of.segments.filter((one) => !["d", "e"].includes(one))) {
    if (chance.hit(0.75)) life.push({ at: when(0.005, 0.3), kind: "join", member: id, segment })
    if (chance.hit(0.25)) life.push({ at: when(0.3, 0.8), kind: "leave", member: id, segment })
    if (chance.hit(0.25)) life.push({ at: when(0.5, 0.95), kind: "join", member: id, segment })
  }
  for (let n = chance.int(0, 8); n > 0; n--) {
    const properties = { amount: chance.int(0, 100) }
    life.push({ at: when(0.01, 0.99), kind: "event", member: id, name: chance.pick(eventNames), properties })
  }
  for (let n = chance.int(0, 3); n > 0; n--) {
    const at = when(0.05, 0.95)
    life.push({ at, kind: "profile", member: id, patch: changeOf(chance, at) })
  }
  if (chance.hit(0.25)) {
    const scope = chance.hit(0.5) ? "all" : chance.pick(of.campaigns).key
    const channel = chance.pick(["email", "sms", "push", "all"] as const)
    const at = when(0.1, 0.8)
    life.push({ at, kind: "consent", member: id, channel, scope, status: "unsubscribed" })
    if (chance.hit(0.5))
      life.push({ at: at + 9 * dayMs, kind: "consent", member: id, channel, scope, status: "subscribed" })
  }
  return life.filter((one) => one.at < span.end)
}

function changeOf(chance: Chance, at: number): ProfilePlan {
  switch (chance.int(0, 4)) {
    case 0:
      return { email: chance.pick([null, `new${chance.int(1, 9_999)}@example.com`]) }
    case 1:
      return { timeZone: chance.pick(zones) }
    case 2:
      return { attributes: { renewal: chance.hit(0.2) ? null : dateText(chance, at) } }
    default:
      return { attributes: { plan: chance.pick(["free", "gold", "pro"]), balance: chance.int(0, 100) } }
  }
}

/** What an admin does with a campaign. */
function historyOf(chance: Chance, campaign: CampaignPlan, of: { span: Span; taste: Taste }): Happening[] {
  const { key } = campaign
  const when = (from: number, to: number) => instantIn(chance, of.span, from, to)
  if (campaign.workflow !== null) {
    // What others start is published before them.
    const [first, second] = [when(0.0001, 0.0005), when(0.2, 0.8)]
    return [
      { at: first, kind: "publish", campaign: key, flow: 0 },
      { at: second, kind: "publish", campaign: key, flow: 1 },
    ]
  }
  const history: Happening[] = [{ at: when(0.005, 0.02), kind: "publish", campaign: key, flow: 0 }]
  // An end may come in between: what follows then does not fit any more.
  const last = 0.45
  if (!of.taste.unrest) return history
  for (let flow = 1; flow < campaign.flows.length; flow++) {
    if (!chance.hit(0.5)) continue
    const move = movesTo(chance, campaign.flows, flow)
    history.push({ at: when(0.15, 0.9 * last), kind: "publish", campaign: key, flow, ...move })
  }
  if (chance.hit(0.35)) {
    const at = when(0.12, 0.4)
    history.push({ at, kind: "pause", campaign: key })
    const pause = chance.pick([3_600_000, dayMs, 9 * dayMs]) + 2 * chance.int(1, 999)
    history.push({ at: at + pause, kind: "resume", campaign: key, overdue: chance.pick(["shift", "skip"]) })
  }
  if (chance.hit(0.2)) {
    // Ends can be moved while the campaign runs (CAM-5).
    const at = when(0.05, 0.4)
    history.push({ at, kind: "ends", campaign: key, endsAt: chance.hit(0.3) ? null : endText(chance, of.span) })
  }
  if (chance.hit(0.12)) history.push({ at: when(0.5 * last, last), kind: "cancel", campaign: key })
  return untilCancelled(history.filter((one) => one.at < of.span.end))
}

/** Where members go that stand on a step which the flow has no more. */
function movesTo(chance: Chance, flows: readonly Flow[], flow: number): { move?: Record<string, string> } {
  const steps = Object.keys(flows[flow]?.steps ?? {})
  const gone = Object.keys(flows[0]?.steps ?? {}).filter((id) => !steps.includes(id))
  return gone.length === 0 ? {} : { move: Object.fromEntries(gone.map((id) => [id, chance.pick(steps)])) }
}

function untilCancelled(history: Happening[]): Happening[] {
  const end = history.find((one) => one.kind === "cancel")?.at ?? Number.POSITIVE_INFINITY
  return history.filter((one) => one.at <= end)
}

/** Members open, click and bounce what they are sent, as the oracle foresees it. */
function withCallbacks(chance: Chance, scenario: Scenario): Scenario {
  const { sends } = predict(scenario, foreseen)
  const callbacks = sends.flatMap((send): Happening[] => {
    if (["staff", "pdf"].includes(send.channel) || !chance.hit(0.4)) return []
    const type = chance.pick(["delivered", "opened", "opened", "clicked", "clicked", "bounced"] as const)
    if (type === "bounced" && !chance.hit(0.3)) return []
    const delay = chance.pick([61_000, 3_600_000, dayMs, 4 * dayMs]) + 2 * chance.int(1, 400)
    const at = Math.floor((send.at + delay) / 1000) * 1000 + 2 * chance.int(50, 450) + 1
    const { member, campaign, step } = send
    return at < scenario.end ? [{ at, kind: "callback", member, campaign, step, type }] : []
  })
  return { ...scenario, happenings: inOrder([...scenario.happenings, ...callbacks]) }
}
