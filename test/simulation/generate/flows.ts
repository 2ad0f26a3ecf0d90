import type { Chance } from "../platform/chance"
import type { Flow, Step } from "../scenario"
import { attendanceOf, occasionDelayOf, wideCriterionOf, wideStepOf } from "./wide"

/** Flows as people draw them, and as they do not: every step leads on, loops hold a wait of days. */

export const eventNames = ["applied", "viewed", "paid"] as const
const plans = ["free", "gold", "pro"] as const

export interface FlowTaste {
  segments: readonly string[]
  /** Shortest and longest waits: `short` counts minutes and hours, `long` days to months. */
  pace: "short" | "long"
  types: readonly string[]
  /** Campaigns whose messages may be reused. */
  lenders: readonly string[]
  /** Whether there is what only some worlds have (wide.ts). */
  wide: boolean
}

/** How often each type comes. */
const everyday = ["email", "email", "sms", "push", "delay", "delay", "delay", "condition", "waitForEvent"]
export const allTypes: readonly string[] = [
  ...everyday,
  ...everyday,
  "randomSplit",
  "updateMember",
  "crossSms",
  "webService",
]

/** A flow of 3 to 12 steps. */
export function flowOf(chance: Chance, taste: FlowTaste): Flow {
  const count = chance.int(3, 11)
  const ids = Array.from({ length: count }, (_, i) => `s${i}`)
  const steps: Record<string, Step> = {}
  // Types first: conditions and waits refer to message steps.
  const types = ids.map(() => chance.pick(taste.types))
  const messages = ids.filter((_, i) => ["email", "sms", "push"].includes(types[i] ?? ""))
  for (const [i, id] of ids.entries()) {
    const onwards = () =>
      chance.pick([...ids.slice(i + 1, i + 4), ...(i + 2 >= count ? ["end"] : []), ids[i + 1] ?? "end"])
    steps[id] = stepOf(chance, { type: types[i] ?? "delay", onwards, messages, taste, back: ids.slice(0, i) })
  }
  return { start: "s0", steps: { ...steps, end: { type: "end", name: "End" } } }
}

/** A message again and again by the calendar: what goes wrong where clocks change or months end shows here. */
export function clockworkOf(chance: Chance, pace: "days" | "months"): Flow {
  const length = pace === "days" ? chance.pick(["P1D", "P2D", "PT20H"]) : chance.pick(["P1M", "P1M", "P6M", "P13M"])
  const at = pace === "days" ? { at: chance.pick(["02:30", "01:30", "00:15", "23:30", "01:45", "02:45"]) } : {}
  const days = chance.hit(0.3) ? { weekdays: chance.pick([[1, 2, 3, 4, 5], [6, 7], [7]]) } : {}
  const zone = chance.hit(0.6) ? { zone: "member" } : {}
  const delay = { for: length, ...at, ...(pace === "days" ? days : {}), ...zone }
  return {
    start: "s0",
    steps: {
      s0: { type: "delay", delay: { for: "PT3H" }, outcomes: { done: "s1" } },
      s1: { type: "email", message: { subject: "Again", html: "<p>Again</p>" }, outcomes: { sent: "s2" } },
      s2: { type: "delay", delay, outcomes: { done: "s1" } },
      end: { type: "end" },
    },
  }
}

interface Site {
  type: string
  onwards: () => string
  messages: readonly string[]
  taste: FlowTaste
  /** Steps before this one. */
  back: readonly string[]
}

function stepOf(chance: Chance, site: Site): Step {
  const { type, onwards } = site
  switch (type) {
    case "email":
      return { type, message: { subject: "Hi {{ member.id }}", html: "<p>Hello</p>" }, ...wayOut(chance, onwards) }
    case "sms":
      return { type, message: { text: "Hello {{ member.id }}" }, ...wayOut(chance, onwards) }
    case "push":
      return { type, message: { title: "Hello", body: "There" }, ...wayOut(chance, onwards) }
    case "condition":
      return { type, rule: ruleOf(chance, site), outcomes: { met: onwards(), notMet: onwards() } }
    case "waitForEvent":
      return waitOf(chance, site)
    case "randomSplit": {
      const branches = [
        { outcome: "a", weight: 50 },
        { outcome: "b", weight: 30 },
      ]
      return { type, branches, outcomes: { a: onwards(), b: onwards() } }
    }
    case "updateMember":
      return updateOf(chance, site)
    case "crossEmail":
    case "crossSms":
    case "crossPush": {
      const campaignId = `$campaign:${chance.pick(site.taste.lenders)}`
      const messageId = campaignId.replace("$campaign:", `$message:${type.slice("cross".length).toLowerCase()} `)
      return { type, campaignId, messageId, ...wayOut(chance, onwards) }
    }
    case "startWorkflow":
      return { type, workflowId: "$campaign:w0", outcomes: { done: onwards() } }
    case "webService":
      return {
        type,
        request: { method: "POST", url: "https://score.example.com/{{ member.id }}", body: '{"id":"{{ member.id }}"}' },
        timeout: "PT15S",
        map: [{ pointer: "/score", to: answerGoesTo(chance, site.taste) }],
        outcomes: { success: onwards(), failure: onwards() },
      }
    default:
      return wideStepOf(chance, type, onwards) ?? delayOf(chance, site)
  }
}

function answerGoesTo(chance: Chance, { wide }: FlowTaste): Record<string, string> {
  return wide && chance.hit(0.6) ? { campaignData: "score" } : { attribute: "balance" }
}

function updateOf(chance: Chance, { onwards, taste }: Site): Step {
  if (taste.wide && chance.hit(0.4)) {
    const attributes = { balance: { copy: { fact: "campaignData", name: "score" } } }
    return { type: "updateMember", set: { attributes }, outcomes: { done: onwards() } }
  }
  const attributes = chance.pick([{ plan: "gold" }, { balance: 42 }, { plan: null }, { renewal: "2028-02-29" }])
  const moves = chance.pick([{}, { join: ["$segment:d"] }, { leave: ["$segment:d"] }])
  return { type: "updateMember", set: { attributes }, ...moves, outcomes: { done: onwards() } }
}

function wayOut(chance: Chance, onwards: () => string): Pick<Step, "outcomes"> {
  return { outcomes: chance.hit(0.3) ? { sent: onwards(), notSent: onwards() } : { sent: onwards() } }
}

export function lengthOf(chance: Chance, pace: FlowTaste["pace"]): string {
  const long = ["P1D", "P3D", "P1W", "P10D", "P2W", "P1M", "P1M", "P2M", "P45D", "P1DT6H", "PT36H", "PT0S"]
  const short = ["PT1M", "PT15M", "PT1H", "PT5H", "P1D", "P2D", "PT30H", "PT90S"]
  return chance.pick(pace === "long" ? long : short)
}

function delayOf(chance: Chance, site: Site): Step {
  if (site.taste.wide && chance.hit(0.3)) return occasionDelayOf(chance, site.onwards)
  const zone = chance.hit(0.4) ? { zone: "member" } : {}
  const roll = chance.fraction()
  if (roll < 0.15) {
    const delay = {
      relativeTo: { attribute: "renewal" },
      offset: chance.pick(["-P3D", "P1D", "-P1M", "PT0S", "-PT12H", "P1W"]),
      ...(chance.hit(0.6) ? { at: timeOf(chance) } : {}),
      ...zone,
      ...(chance.hit(0.4) ? { ifPast: chance.pick(["continue", "exit"]) } : {}),
    }
    return {
      type: "delay",
      delay,
      outcomes: { done: site.onwards(), ...(chance.hit(0.5) ? { past: site.onwards() } : {}) },
    }
  }
  // Back to an earlier step: only after days, so that no loop turns at once.
  const loops = site.back.length > 0 && chance.hit(0.2)
  const length = loops ? chance.pick(["P1W", "P1M", "P5D", "P6W"]) : lengthOf(chance, site.taste.pace)
  const delay = {
    for: length,
    ...(chance.hit(0.35) ? { at: timeOf(chance) } : {}),
    ...(chance.hit(0.2) ? { weekdays: chance.pick([[1, 2, 3, 4, 5], [6, 7], [2], [1, 4]]) } : {}),
    ...(chance.hit(0.2)
      ? {
          window: chance.pick([
            { from: "09:00", to: "17:00" },
            { from: "22:00", to: "06:00" },
          ]),
        }
      : {}),
    ...zone,
  }
  return { type: "delay", delay, outcomes: { done: loops ? chance.pick(site.back) : site.onwards() } }
}

function timeOf(chance: Chance): string {
  return chance.pick(["09:00", "00:00", "01:30", "02:30", "23:30", "12:00", "18:45"])
}

function waitOf(chance: Chance, site: Site): Step {
  const timeout = lengthOf(chance, site.taste.pace)
  const after = chance.hit(0.25) ? { after: chance.pick(["PT1H", "P1D", "PT10M"]) } : {}
  const outcomes = { happened: site.onwards(), timedOut: site.onwards() }
  if (site.taste.wide && chance.hit(0.25))
    return { type: "waitForEvent", event: attendanceOf(chance), timeout, ...after, outcomes }
  const event =
    site.messages.length > 0 && chance.hit(0.45)
      ? { message: chance.pick(site.messages), did: chance.pick(["opened", "clicked"]) }
      : {
          name: chance.pick(eventNames),
          ...(chance.hit(0.3) ? { where: [{ name: "amount", op: "atLeast", value: 50 }] } : {}),
        }
  return { type: "waitForEvent", event, timeout, ...after, outcomes }
}

function ruleOf(chance: Chance, site: Site) {
  const group = () => ({ all: Array.from({ length: chance.int(1, 2) }, () => criterionOf(chance, site)) })
  return { any: Array.from({ length: chance.int(1, 2) }, group) }
}

function criterionOf(chance: Chance, site: Site): Record<string, unknown> {
  if (site.taste.wide && chance.hit(0.4)) return wideCriterionOf(chance)
  switch (chance.int(0, 6)) {
    case 0:
      return { fact: "attribute", name: "plan", op: chance.pick(["equals", "notEquals"]), value: chance.pick(plans) }
    case 1: {
      const op = chance.pick(["greaterThan", "atLeast", "lessThan", "atMost"])
      return { fact: "attribute", name: "balance", op, value: chance.int(1, 99) }
    }
    case 2:
      return {
        fact: "segment",
        op: chance.pick(["in", "notIn"]),
        value: `$segment:${chance.pick(site.taste.segments)}`,
      }
    case 3: {
      const within = chance.hit(0.4) ? { within: chance.pick(["P30D", "P7D", "P3M"]) } : {}
      const atLeast = chance.hit(0.4) ? { atLeast: 2 } : {}
      return {
        fact: "event",
        name: chance.pick(eventNames),
        op: chance.pick(["happened", "notHappened"]),
        ...within,
        ...atLeast,
      }
    }
    case 4:
      return site.messages.length > 0
        ? {
            fact: "message",
            name: chance.pick(site.messages),
            op: chance.pick(["opened", "notOpened", "clicked", "delivered", "notBounced"]),
          }
        : { fact: "attribute", name: "plan", op: "exists" }
    case 5:
      return { fact: "consent", name: chance.pick(["email", "sms"]), op: "equals", value: "subscribed" }
    default:
      return { fact: "profile", name: chance.pick(["email", "phone"]), op: chance.pick(["exists", "notExists"]) }
  }
}
