import * as z from "zod"
import { atPointer } from "../core/json-pointer"
import type { DataType } from "./data-values"
import { approximateMs, durationOf, durationSchema } from "./duration"
import { eventHistoryMax, patternLengthMax, rulePartsMax } from "./limits"
import { own } from "./own"
import type { CampaignResult, Delivery, EventFact } from "./state"
import type { AttendanceStatus, AttributeValue, Consent, Profile } from "./types"
import { type CompareContext, compare, numberOf, operators, patternOf, unaryOperators } from "./values"

const scalar = z.union([z.string().max(1_000), z.number(), z.boolean()])
const value = z.union([scalar, z.array(scalar).max(1_000)])
const name = z.string().min(1).max(200)

/** Operators need their value, and a pattern must be one that can be tried safely. */
function checkValue(criterion: { op: string; value?: unknown }, context: z.RefinementCtx): void {
  const op = operators.find((one) => one === criterion.op)
  if (op === undefined) return
  const fail = (message: string): void => {
    context.addIssue({ code: "custom", path: ["value"], message })
  }
  if (!unaryOperators.has(op) && criterion.value === undefined) fail(`Operator ${op} needs a value.`)
  else if (op === "withinLast" || op === "withinNext") {
    if (!durationSchema.safeParse(criterion.value).success) fail("Not an ISO 8601 duration such as P30D.")
  } else if (op === "matches") {
    const text = typeof criterion.value === "string" ? criterion.value : ""
    if (text === "" || text.length > patternLengthMax || !patternOf(text))
      fail("Not a regular expression that is safe to try.")
  }
}

const comparison = { op: z.enum(operators), value: value.optional() }

/** Filter on the properties of an event; several are ANDed. */
export const whereSchema = z.array(z.strictObject({ name, ...comparison }).superRefine(checkValue)).max(rulePartsMax)
export type Where = z.infer<typeof whereSchema>

const messageOps = [
  "delivered",
  "notDelivered",
  "opened",
  "notOpened",
  "clicked",
  "notClicked",
  "bounced",
  "notBounced",
] as const

const profileCriterion = z
  .strictObject({ fact: z.literal("profile"), name: z.enum(["email", "phone", "locale", "timeZone"]), ...comparison })
  .superRefine(checkValue)
const attributeCriterion = z.strictObject({ fact: z.literal("attribute"), name, ...comparison }).superRefine(checkValue)
const campaignDataCriterion = z
  .strictObject({ fact: z.literal("campaignData"), name, ...comparison })
  .superRefine(checkValue)
const webServiceCriterion = z
  .strictObject({ fact: z.literal("webService"), name, ...comparison })
  .superRefine(checkValue)
const segmentCriterion = z.strictObject({
  fact: z.literal("segment"),
  op: z.enum(["in", "notIn"]),
  value: z.union([name, z.array(name).min(1).max(rulePartsMax)]),
})
const messageCriterion = z.strictObject({ fact: z.literal("message"), name, op: z.enum(messageOps) })
const eventCriterion = z.strictObject({
  fact: z.literal("event"),
  name,
  where: whereSchema.optional(),
  op: z.enum(["happened", "notHappened"]),
  /** More than the history holds could never be counted. */
  atLeast: z.int().min(1).max(eventHistoryMax).optional(),
  within: durationSchema.optional(),
})
const resultCriterion = z.strictObject({
  fact: z.literal("result"),
  /** A campaign; absent: any. */
  name: name.optional(),
  op: z.enum(["equals", "notEquals"]),
  value: z.enum(["converted", "dismissed"]),
})
const consentCriterion = z.strictObject({
  fact: z.literal("consent"),
  name: z.enum(["email", "sms", "push"]),
  op: z.enum(["equals", "notEquals"]),
  value: z.enum(["subscribed", "unsubscribed"]),
})

/** Who came to an occasion (WF-3). */
const occasionCriterion = z.strictObject({
  fact: z.literal("occasion"),
  name,
  op: z.enum(["equals", "notEquals"]),
  value: z.enum(["attended", "absent"]),
})

const criterionSchema = z.discriminatedUnion("fact", [
  attributeCriterion,
  campaignDataCriterion,
  consentCriterion,
  eventCriterion,
  messageCriterion,
  occasionCriterion,
  profileCriterion,
  resultCriterion,
  segmentCriterion,
  webServiceCriterion,
])
export type Criterion = z.infer<typeof criterionSchema>

/** RULE of the contract: ORed groups of ANDed criteria. */
export const ruleSchema = z.strictObject({
  any: z.array(z.strictObject({ all: z.array(criterionSchema).max(rulePartsMax) })).max(rulePartsMax),
})
export type Rule = z.infer<typeof ruleSchema>

/** Facts that are known only to a run of a flow: rules outside one cannot ask for them. */
export const flowFacts: ReadonlySet<Criterion["fact"]> = new Set<Criterion["fact"]>([
  "campaignData",
  "message",
  "webService",
])

/** Every criterion of a rule, in order. */
export function criteriaOf(rule: Rule): Criterion[] {
  return rule.any.flatMap((group) => group.all)
}

/** What a rule is evaluated on. */
export interface RuleSubject {
  profile: Profile
  isInSegment(segmentId: string): boolean
  events: readonly EventFact[]
  eventCounts: Readonly<Record<string, { n: number; lastAt: number }>>
  consentOn(channel: "email" | "sms" | "push"): Consent["status"]
  results: Readonly<Record<string, CampaignResult>>
  /** Deliveries of a step in the run at hand; empty outside a flow. */
  deliveriesOf(stepId: string): readonly Delivery[]
  /** Campaign data of the campaign at hand (CAM-18); null outside one, and for a field that it does not have. */
  dataField(name: string): { type: DataType; value: AttributeValue | undefined } | null
  /** Body of the last Web service answer of the run at hand. */
  answer: unknown
  /** By occasion. */
  attendance: Readonly<Record<string, { status: AttendanceStatus }>>
  /** Zone in which dates without one are read. */
  zone: string
}

/** One criterion's answer, for explanations: what it asks, whether it holds, what was found and what was wanted. */
export interface Because {
  rule: string
  holds: boolean
  actual: unknown
  expected: unknown
}

/**
 * Evaluates a rule at an instant. `because` holds every criterion looked at, in order; evaluation stops at the first
 * group that is met. Without a group nothing is met; a group without criteria is.
 */
export function evaluateRule(rule: Rule, subject: RuleSubject, now: number): { met: boolean; because: Because[] } {
  const because: Because[] = []
  for (const group of rule.any) {
    let met = true
    for (const criterion of group.all) {
      const answer = evaluateCriterion(criterion, subject, { now, zone: subject.zone })
      because.push(answer)
      if (!answer.holds) met = false
    }
    if (met) return { met, because }
  }
  return { met: false, because }
}

function evaluateCriterion(criterion: Criterion, subject: RuleSubject, context: CompareContext): Because {
  const say = (actual: unknown, expected: unknown, holds: boolean): Because => ({
    rule: [criterion.fact, "name" in criterion ? criterion.name : undefined, criterion.op].filter(Boolean).join(" "),
    holds,
    actual: actual ?? null,
    expected: expected ?? null,
  })
  switch (criterion.fact) {
    case "attribute": {
      const actual = own(subject.profile.attributes, criterion.name)
      return say(actual, criterion.value, compare(criterion.op, actual, criterion.value, context))
    }
    case "profile": {
      const actual = subject.profile[criterion.name]
      return say(actual, criterion.value, compare(criterion.op, actual, criterion.value, context))
    }
    case "segment": {
      const ids = typeof criterion.value === "string" ? [criterion.value] : criterion.value
      const found = ids.filter((id) => subject.isInSegment(id))
      return say(found, criterion.value, (criterion.op === "in") === found.length > 0)
    }
    case "message": {
      const positive = criterion.op.replace(/^not(.)/, (_, first: string) => first.toLowerCase())
      const holds = subject.deliveriesOf(criterion.name).some((delivery) => hasFact(delivery, positive))
      return say(holds ? positive : null, criterion.op, positive === criterion.op ? holds : !holds)
    }
    case "event": {
      const n = countEvents(criterion, subject, context)
      const wanted = criterion.atLeast ?? 1
      return say(n, wanted, (criterion.op === "happened") === n >= wanted)
    }
    case "result": {
      const results =
        criterion.name === undefined ? Object.values(subject.results) : [own(subject.results, criterion.name)]
      const found = results.some(
        (one) => one?.[criterion.value === "converted" ? "convertedAt" : "dismissedAt"] !== undefined,
      )
      return say(found ? criterion.value : null, criterion.value, (criterion.op === "equals") === found)
    }
    case "consent": {
      const actual = subject.consentOn(criterion.name)
      return say(actual, criterion.value, (criterion.op === "equals") === (actual === criterion.value))
    }
    case "campaignData": {
      const { actual, expected } = typedPair(subject.dataField(criterion.name), criterion)
      return say(actual, criterion.value, compare(criterion.op, actual, expected, context))
    }
    case "webService": {
      const actual = atPointer(subject.answer, criterion.name)
      return say(actual, criterion.value, compare(criterion.op, actual, criterion.value, context))
    }
    case "occasion": {
      const actual = own(subject.attendance, criterion.name)?.status
      return say(actual, criterion.value, (criterion.op === "equals") === (actual === criterion.value))
    }
  }
}

/** What a field holds and what is asked of it, both by the field's type: text stays text, and "10" is more than 9. */
function typedPair(
  field: ReturnType<RuleSubject["dataField"]>,
  criterion: { value?: unknown },
): { actual: unknown; expected: unknown } {
  if (field === null) return { actual: undefined, expected: criterion.value }
  const { type, value: actual } = field
  if (type === "number" || type === "currency" || type === "decimal") {
    return { actual: actual === undefined ? undefined : (numberOf(actual) ?? actual), expected: criterion.value }
  }
  const textual = typeof actual === "string" && type !== "date" && type !== "instant"
  const text = (one: unknown): unknown => (typeof one === "number" || typeof one === "boolean" ? String(one) : one)
  const expected = Array.isArray(criterion.value) ? criterion.value.map(text) : text(criterion.value)
  return { actual, expected: textual ? expected : criterion.value }
}

/** Whether a message did what `did` says; a click implies an open (UNS-18). */
export function hasFact(delivery: Delivery, did: string): boolean {
  switch (did) {
    case "delivered":
      return delivery.deliveredAt !== undefined || delivery.openedAt !== undefined || delivery.clickedAt !== undefined
    case "opened":
      return delivery.openedAt !== undefined || delivery.clickedAt !== undefined
    case "clicked":
      return delivery.clickedAt !== undefined
    case "bounced":
      return delivery.bouncedAt !== undefined
    case "replied":
      return delivery.repliedAt !== undefined
    default:
      return false
  }
}

function countEvents(
  criterion: Extract<Criterion, { fact: "event" }>,
  subject: RuleSubject,
  context: CompareContext,
): number {
  const { where, within } = criterion
  if (!where?.length && within === undefined) return own(subject.eventCounts, criterion.name)?.n ?? 0
  const since = within === undefined ? Number.NEGATIVE_INFINITY : context.now - approximateMs(durationOf(within))
  return subject.events.filter(
    (event) =>
      event.name === criterion.name &&
      event.at >= since &&
      event.at <= context.now &&
      matchesWhere(event.properties, where ?? [], context),
  ).length
}

/** Whether an event's properties pass every filter. */
export function matchesWhere(properties: Record<string, unknown>, where: Where, context: CompareContext): boolean {
  return where.every((filter) => compare(filter.op, own(properties, filter.name), filter.value, context))
}
