import type { Criterion, Rule, Where } from "../../src/engine/rules"
import { formatLength, formatNumber } from "../locales/format"
import type { Words } from "./step-look"

const shownMax = 3

/** A rule as a phrase: "plan is gold and age is at least 18, or is in segment VIP". */
export function ruleWords(rule: Rule, words: Words): string {
  const { summaries } = words.t.flow
  return rule.any
    .map((group) =>
      listWords(
        group.all.map((criterion) => criterionWords(criterion, words)),
        words,
      ),
    )
    .join(summaries.or)
}

/** Filters on an event's properties as a phrase. */
export function whereWords(where: Where, words: Words): string {
  return listWords(
    where.map((filter) => operatorWords(filter.op, filter.name, valueWords(filter.value, words), words)),
    words,
  )
}

function listWords(phrases: string[], { t }: Words): string {
  const shown = phrases.slice(0, shownMax).join(t.flow.summaries.and)
  return phrases.length > shownMax ? shown + t.flow.summaries.more(phrases.length - shownMax) : shown
}

/** One criterion as a phrase. */
export function criterionWords(criterion: Criterion, words: Words): string {
  const { facts, inSegment, notInSegment } = words.t.flow
  switch (criterion.fact) {
    case "profile":
      return comparison(criterion, facts[criterion.name], words)
    case "attribute":
      return comparison(criterion, facts.attribute(criterion.name), words)
    case "campaignData":
      return comparison(criterion, facts.campaignData(criterion.name), words)
    case "webService":
      return comparison(criterion, facts.webService(criterion.name), words)
    case "segment": {
      const names = [criterion.value].flat().map(words.segmentName).join(", ")
      return criterion.op === "in" ? inSegment(names) : notInSegment(names)
    }
    case "message":
      return operatorWords(criterion.op, facts.message(words.stepName(criterion.name)), "", words)
    case "event":
      return eventWords(criterion, words)
    case "result": {
      const subject = criterion.name === undefined ? facts.result : facts.resultIn(words.nameOf(criterion.name))
      return operatorWords(criterion.op, subject, words.t.rules.results[criterion.value], words)
    }
    case "occasion": {
      const subject = facts.occasion(words.nameOf(criterion.name))
      return operatorWords(criterion.op, subject, words.t.rules.attendance[criterion.value], words)
    }
    case "consent":
      return operatorWords(
        criterion.op,
        facts.consent(words.t.sending.channels[criterion.name]),
        words.t.rules.consents[criterion.value],
        words,
      )
  }
}

function comparison(criterion: { op: string; value?: unknown }, subject: string, words: Words): string {
  const { op, value } = criterion
  const sided = (op === "before" || op === "after") && typeof value === "string" && /^[+-]?P[\dT]/.test(value)
  return operatorWords(op, subject, sided ? distanceWords(value, words) : valueWords(value, words), words)
}

/** A length from now as a point in time: "30 days ago". */
function distanceWords(length: string, { t, locale }: Words): string {
  const { now, ago, ahead } = t.flow.summaries
  const plain = length.replace(/^[+-]/, "")
  if (/^PT?0+[A-Z]$/.test(plain)) return now
  return length.startsWith("-") ? ago(formatLength(locale, plain)) : ahead(formatLength(locale, plain))
}

function eventWords(criterion: Extract<Criterion, { fact: "event" }>, words: Words): string {
  const { facts, atLeastTimes, within, summaries } = words.t.flow
  return [
    operatorWords(criterion.op, facts.event(criterion.name), "", words),
    criterion.atLeast && criterion.atLeast > 1 ? atLeastTimes(criterion.atLeast) : "",
    criterion.within ? within(formatLength(words.locale, criterion.within)) : "",
    criterion.where?.length ? summaries.where(whereWords(criterion.where, words)) : "",
  ]
    .filter(Boolean)
    .join(" ")
}

function operatorWords(op: string, subject: string, value: string, { t }: Words): string {
  return t.flow.operators[op]?.(subject, value) ?? `${subject} ${op} ${value}`.trim()
}

function valueWords(value: unknown, { locale }: Words): string {
  if (Array.isArray(value)) return value.map(String).join(", ")
  if (typeof value === "number") return formatNumber(locale, value)
  if (typeof value === "string" && /^P[\dT]/.test(value)) return formatLength(locale, value)
  return value === undefined ? "" : String(value)
}
