import * as z from "zod"
import { pointerParts } from "../../core/json-pointer"
import { isAttributeName } from "../../core/profile"
import { type MapTarget, mapAnswer } from "../answer-map"
import { durationOf, durationSchema } from "../duration"
import { keyedUnion } from "../keyed"
import { serviceHeadersMax, serviceMapMax, serviceTimeoutMaxMs, serviceTimeoutMinMs } from "../limits"
import type { Delivery } from "../state"
import { enterOutbound, isDone, type Outbound, resumeOutbound } from "./outbound"
import {
  type CheckContext,
  type StepContext,
  type StepEffect,
  type StepProblem,
  type StepResult,
  type StepType,
  stepFields,
} from "./step-type"

const name = z.string().min(1).max(200)
const targetSchema: z.ZodType<MapTarget> = keyedUnion({
  attribute: z.strictObject({ attribute: name }),
  campaignData: z.strictObject({ campaignData: name }),
})

const schema = z.strictObject({
  type: z.literal("webService"),
  ...stepFields,
  /** URL, header values and body are templates. */
  request: z
    .strictObject({
      method: z.enum(["GET", "POST", "PUT", "PATCH", "DELETE"]).default("POST"),
      url: z.string().max(4_000).default(""),
      headers: z.record(z.string().min(1).max(100), z.string().max(4_000)).default({}),
      body: z.string().max(100_000).optional(),
      /** Name of a stored credential, sent as its header. */
      credential: z.string().min(1).max(100).optional(),
    })
    .prefault({}),
  /** How long one attempt may take: PT1S to PT60S. */
  timeout: durationSchema.default("PT15S"),
  /** Parts of the answer that are kept. */
  map: z
    .array(z.strictObject({ pointer: z.string().max(500), to: targetSchema }))
    .max(serviceMapMax)
    .default([]),
})
export type WebServiceStep = z.infer<typeof schema>

/** Calls a web service and keeps what it answers (FLOW-9). */
export const webService: StepType<WebServiceStep> = {
  type: "webService",
  group: "integration",
  schema,
  helpKey: "steps.webService.help",
  outcomes: () => [{ name: "success" }, { name: "failure" }],
  facts: () => ["profile", "attribute", "campaignData"],
  waitsBefore: () => [],
  enter: (step, context) => enterOutbound(callOf(step, context), context, () => null),
  resume: (step, context) => resumeOutbound(callOf(step, context), context),
  check,
}

function callOf(step: WebServiceStep, context: StepContext): Outbound {
  return {
    type: step.type,
    channel: "webhook",
    transactional: true,
    notDone: "failure",
    settled: (delivery) => settled(step, context, delivery),
  }
}

/** A call whose fate is unknown has failed: nobody has heard its answer. */
function settled(step: WebServiceStep, context: StepContext, delivery: Delivery): StepResult {
  const { answer, reason } = delivery
  const effects: StepEffect[] = answer === undefined ? [] : [{ kind: "keepAnswer", answer }]
  if (!isDone(delivery) || delivery.status === "unknown") {
    return { kind: "advance", outcome: "failure", reason: reason ?? "failedRetries", effects }
  }
  const mapped = mapAnswer(step.map, answer?.body, context)
  const detail = mapped.skipped.length === 0 ? {} : { detail: mapped.skipped.join("; ") }
  return { kind: "advance", outcome: "success", effects: [...effects, ...mapped.effects], ...detail }
}

/** Headers that belong to the call itself, or by which it is signed. */
const reservedHeaders = /^(host|content-length|connection|transfer-encoding|upgrade|te|trailer|expect|webhook-.*)$/i

function check(step: WebServiceStep, context: CheckContext): StepProblem[] {
  const { request } = step
  return [
    ...(request.url.trim() === ""
      ? [{ code: "contentMissing", message: "The request has no URL." }]
      : [...context.checkTemplate(request.url, "request.url"), ...context.checkUrl(request.url)]),
    ...checkHeaders(request.headers, context),
    ...(request.body === undefined ? [] : context.checkTemplate(request.body, "request.body")),
    ...(request.credential === undefined || context.credentials.has(request.credential)
      ? []
      : [{ code: "credentialMissing", message: `There is no credential "${request.credential}".` }]),
    ...checkTimeout(step.timeout),
    ...step.map.flatMap(({ pointer, to }) => checkMapping(pointer, to, context)),
  ]
}

function checkHeaders(headers: Record<string, string>, context: CheckContext): StepProblem[] {
  const problems = Object.entries(headers).flatMap(([header, value]): StepProblem[] => {
    if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(header)) {
      return [{ code: "headerInvalid", message: `"${header}" is no name of a header.` }]
    }
    if (reservedHeaders.test(header)) {
      return [{ code: "headerReserved", message: `The header "${header}" is set by the call itself.` }]
    }
    return context.checkTemplate(value, `request.headers.${header}`)
  })
  if (Object.keys(headers).length <= serviceHeadersMax) return problems
  return [...problems, { code: "headersTooMany", message: `A request has at most ${serviceHeadersMax} headers.` }]
}

function checkTimeout(timeout: string): StepProblem[] {
  const { months, days, exactMs } = durationOf(timeout)
  if (months === 0 && days === 0 && exactMs >= serviceTimeoutMinMs && exactMs <= serviceTimeoutMaxMs) return []
  return [{ code: "timeoutRange", message: "The time-out of a call is between one second and one minute." }]
}

function checkMapping(pointer: string, to: MapTarget, context: CheckContext): StepProblem[] {
  const problems: StepProblem[] = []
  if (pointerParts(pointer) === null) {
    problems.push({ code: "pointerInvalid", message: `"${pointer}" is no JSON pointer such as /credit/score.` })
  }
  if ("campaignData" in to && !context.dataFields.some((field) => field.name === to.campaignData)) {
    problems.push({ code: "unknownField", message: `The campaign has no data field "${to.campaignData}".` })
  }
  if ("attribute" in to && !isAttributeName(to.attribute)) {
    problems.push({ code: "attributeName", message: `An attribute cannot be called "${to.attribute}".` })
  }
  return problems
}
