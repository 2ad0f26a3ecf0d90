import { pointerParts } from "../core/json-pointer"
import { type Criterion, criteriaOf, type Rule } from "./rules"
import { everyone } from "./state"
import type { CheckContext, Reference, StepProblem } from "./steps/step-type"
import { ruleValueProblems } from "./value-check"

/** What is wrong with a rule inside a flow (FLOW-13): no criteria, or names of what is not there. */
export function checkRule(rule: Rule, context: CheckContext): StepProblem[] {
  const empty = rule.any.length === 0 || rule.any.some((group) => group.all.length === 0)
  return [
    ...(empty ? [{ code: "ruleEmpty", message: "The condition has no criteria." }] : []),
    ...criteriaOf(rule).flatMap((one) => checkCriterion(one, context)),
    ...ruleValueProblems(rule).map(({ code, message }) => ({ code, message })),
  ]
}

/** What a rule refers to outside its flow. */
export function referencesOf(rule: Rule): Reference[] {
  return criteriaOf(rule).flatMap((one): Reference[] => {
    if (one.fact === "occasion") return [{ kind: "occasion", ref: one.name }]
    return one.fact === "result" && one.name !== undefined ? [{ kind: "result", ref: one.name }] : []
  })
}

function checkCriterion(criterion: Criterion, context: CheckContext): StepProblem[] {
  switch (criterion.fact) {
    case "message":
      return checkMessageFact(criterion.name, criterion.op, context)
    case "segment":
      return [criterion.value]
        .flat()
        .filter((id) => id !== everyone && context.segmentIds?.has(id) === false)
        .map((id) => ({ code: "unknownSegment", message: `There is no segment "${id}".` }))
    case "campaignData":
      if (context.dataFields.some((field) => field.name === criterion.name)) return []
      return [{ code: "unknownField", message: `The campaign has no data field "${criterion.name}".` }]
    case "webService":
      if (pointerParts(criterion.name) === null) {
        return [{ code: "pointerInvalid", message: `"${criterion.name}" is no JSON pointer such as /credit/score.` }]
      }
      if ([...context.stepTypes.values()].includes("webService")) return []
      return [{ code: "answerMissing", message: "The flow has no Web service step whose answer could be asked." }]
    case "event":
      return checkEventName(criterion.name)
    case "occasion":
      if (context.occasions.has(criterion.name)) return []
      return [{ code: "unknownOccasion", message: `There is no occasion "${criterion.name}".` }]
    case "result":
      if (criterion.name === undefined || criterion.name === context.campaignId) return []
      if (context.campaigns.has(criterion.name)) return []
      return [{ code: "unknownCampaign", message: `There is no campaign "${criterion.name}".` }]
    default:
      return []
  }
}

/** A message of the flow is asked for, and for something that can be known of it. */
export function checkMessageFact(stepId: string, did: string, context: CheckContext): StepProblem[] {
  if (!context.messageSteps.has(stepId)) {
    return [{ code: "unknownStep", message: `"${stepId}" is no messaging step of this flow.` }]
  }
  const isText = ["sms", "crossSms"].includes(context.stepTypes.get(stepId) ?? "")
  if (!isText || context.smsTracking || (did !== "opened" && did !== "clicked")) return []
  const message = `Nobody knows who follows the links of "${stepId}": the campaign does not track them in SMS.`
  return [{ code: "smsUntracked", message, level: "warning" }]
}

/** An event has a name that somebody could send. */
export function checkEventName(name: string): StepProblem[] {
  return name.trim() === "" ? [{ code: "eventMissing", message: "No event is named." }] : []
}
