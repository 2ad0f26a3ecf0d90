import type { Criterion, Where } from "../../src/engine/rules"

export type Fact = Criterion["fact"]
export type Op = Criterion["op"]
type ValueOp = Where[number]["op"]

/** Every fact of FLOW-4, in the order in which they are offered; one that is left out does not compile. */
const factOrder: Record<Fact, number> = {
  attribute: 0,
  profile: 1,
  segment: 2,
  event: 3,
  message: 4,
  campaignData: 5,
  result: 6,
  consent: 7,
  occasion: 8,
  webService: 9,
}
export const facts = (Object.keys(factOrder) as Fact[]).sort((a, b) => factOrder[a] - factOrder[b])

/** How a comparison takes its value. */
export type ValueKind = "none" | "one" | "list" | "length"

/** Operators that compare a value; complete by type. */
const valueKinds: Record<ValueOp, ValueKind> = {
  equals: "one",
  notEquals: "one",
  contains: "one",
  notContains: "one",
  startsWith: "one",
  endsWith: "one",
  in: "list",
  notIn: "list",
  exists: "none",
  notExists: "none",
  greaterThan: "one",
  atLeast: "one",
  lessThan: "one",
  atMost: "one",
  before: "one",
  after: "one",
  withinLast: "length",
  withinNext: "length",
  matches: "one",
}
export const valueOps = Object.keys(valueKinds) as ValueOp[]

/** How an operator takes its value; those that nobody knows take one. */
export function valueKindOf(op: string): ValueKind {
  return Object.hasOwn(valueKinds, op) ? valueKinds[op as ValueOp] : "one"
}

const opsByFact: { [F in Fact]: readonly Extract<Criterion, { fact: F }>["op"][] } = {
  attribute: valueOps,
  profile: valueOps,
  campaignData: valueOps,
  webService: valueOps,
  segment: ["in", "notIn"],
  message: ["delivered", "notDelivered", "opened", "notOpened", "clicked", "notClicked", "bounced", "notBounced"],
  event: ["happened", "notHappened"],
  result: ["equals", "notEquals"],
  consent: ["equals", "notEquals"],
  occasion: ["equals", "notEquals"],
}

/** Operators of a fact, the usual one first. */
export function opsOf(fact: Fact): readonly Op[] {
  return opsByFact[fact]
}

/** The fact that a form names; an attribute's when it names none. */
export function factOf(text: string): Fact {
  return facts.find((fact) => fact === text) ?? "attribute"
}
