import { Hono } from "hono"
import type * as z from "zod"
import { allOf, type Values, valuesOf } from "../../../web/forms/values"
import { FlowStepRemovePage } from "../../../web/pages/flow-step-remove"
import { type StepTypeName, stepFormOf } from "../../../web/steps/looks"
import { newStepType } from "../../../web/steps/outcome-field"
import { textsOf } from "../../../web/ui"
import { AppError, notFound } from "../../core/errors"
import type { Ctx } from "../../services/context"
import { previewDocument } from "../../services/documents/preview"
import { addStep, changeStep, removeStep, stepInputSchema } from "../../services/flows/edit"
import { outcomesOf, stepPalette } from "../../services/flows/palette"
import { previewSaved } from "../../services/overview/message-previews"
import type { AppContext, AppEnv } from "../env"
import { invalidInput } from "../errors"
import { placeOf } from "./flow-place"
import { seenOf } from "./flow-seen"
import { type StepTarget, stepPage } from "./flow-step-page"
import { pendingOf, stepValues, targetsIn, typedStep } from "./flow-step-values"
import { loadFlowPage } from "./flow-view"
import { type PostedForm, readForm, refusalOf } from "./forms"
import { jsonErrors } from "./json-errors"
import { messageDocument } from "./message-document"
import { leadTo, page } from "./respond"
import { actedOn, placedErrors } from "./rule-form"
import { localeOf } from "./surroundings"

/** The form of one step: a new one, one that is there, and its removal. */
export const flowStepPages = new Hono<AppEnv>()
  .get("/flow/steps/new", async (c) => {
    const type = typeNamed(c.req.query("type"))
    const carried = { pending: c.req.queries("pending") ?? [] }
    const values = valuesOf(stepFormOf(type).blank)
    return page(c, await stepPage(c, { stepId: null, type, values, carried }))
  })
  .post("/flow/steps/new", (c) => save(c, null))
  .get("/flow/steps/:stepId", async (c) => {
    const stepId = c.req.param("stepId")
    const step = await stepNamed(c, stepId)
    return page(c, await stepPage(c, { stepId, type: step.type, values: stepValues(step), carried: {} }))
  })
  .post("/flow/steps/:stepId", (c) => save(c, c.req.param("stepId")))
  .get("/flow/steps/:stepId/remove", async (c) => page(c, await removePage(c, c.req.param("stepId"))))
  .post("/flow/steps/:stepId/remove", async (c) => {
    const form = await readForm(c)
    const { id, library, home } = placeOf(c)
    const stepId = c.req.param("stepId")
    const moveTo = form.text("moveTo") || null
    try {
      await removeStep(c.get("ctx"), { id, library, stepId, moveTo, ifMatch: form.text("etag") || null })
      return leadTo(c, `${home}/flow/steps`, "removed")
    } catch (error) {
      if (!(error instanceof AppError) || (error.code !== "staleVersion" && error.code !== "invalid")) throw error
      const t = textsOf(localeOf(c))
      const text = error.code === "staleVersion" ? t.flowEdit.removal.changed : refusalOf(c, error)
      return page(c, await removePage(c, stepId, text, form), 409)
    }
  })
  .get("/flow/steps/:stepId/document", async (c) => {
    const { id, library } = placeOf(c)
    const { name, bytes } = await previewDocument(c.get("ctx"), { id, library, stepId: c.req.param("stepId") })
    c.header("content-type", "application/pdf")
    c.header("content-disposition", `inline; filename*=UTF-8''${encodeURIComponent(name)}`)
    return c.body(Uint8Array.from(bytes))
  })
  .get("/flow/messages/:campaignId/:messageId/body", async (c) => {
    const shown = await previewSaved(c.get("ctx"), c.req.param())
    if (shown?.rendered?.channel !== "email") throw notFound("message")
    return messageDocument(c, shown.rendered.html)
  })

function typeNamed(name: string | undefined): StepTypeName {
  const known = stepPalette().find(({ type }) => type === name)
  if (!known) throw notFound("step type")
  return known.type
}

async function stepNamed(c: AppContext, stepId: string) {
  const { flow } = await loadFlowPage(c.get("ctx"), placeOf(c))
  const step = Object.hasOwn(flow.draft.steps, stepId) ? flow.draft.steps[stepId] : undefined
  if (!step) throw notFound("step")
  return step
}

/** Saves the form of a step, or shows it again: reshaped by one of its buttons, with errors, or with what others changed. */
async function save(c: AppContext, stepId: string | null): Promise<Response> {
  const ctx = c.get("ctx")
  const t = textsOf(localeOf(c))
  const { id, library, home } = placeOf(c)
  const form = await readForm(c)
  const before = stepId === null ? null : await stepNamed(c, stepId).catch(() => null)
  const type = before?.type ?? typeNamed(form.text("type") || c.req.query("type"))
  const pending = allOf(form.values, "pending")
  const shown = (values: Values): StepTarget => ({ stepId, type, values, carried: { pending: [...pending] } })
  const reshaped = actedOn(form)
  if (reshaped)
    return page(c, await stepPage(c, { ...shown(reshaped), etag: form.text("etag"), seen: form.text("seen") }))
  const { step, targets } = typedStep(type, form.values, before)
  const edit = { id, library, ifMatch: form.text("etag") || null }
  const kept = { ...shown(form.values), etag: edit.ifMatch ?? "", seen: form.text("seen") }
  const parsed = stepInputSchema.safeParse(step)
  if (!parsed.success) {
    const problems = invalidInput(parsed.error).details.errors ?? []
    const errors = placedErrors(jsonErrors(t, localeOf(c), { errors: problems, typed: step }), form.values)
    return page(c, await stepPage(c, { ...kept, errors }), 422)
  }
  try {
    const savedId = await put(ctx, { ...edit, stepId, step: parsed.data, after: afterOf(pending) })
    return leadTo(c, nextPage(home, savedId, targets, pending), "saved")
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    const late = { ...shown(form.values), mine: step, seenBefore: form.text("seen") }
    if (error.code === "staleVersion") return page(c, await stepPage(c, late), 412)
    // Somebody has deleted the step: what was typed can still be saved, as a new one.
    if (error.code === "notFound") return page(c, await stepPage(c, { ...late, stepId: null }), 412)
    if (error.code !== "conflict") throw error
    return page(c, await stepPage(c, { ...kept, errors: { "": refusalOf(c, error) } }), 409)
  }
}

type Put = Omit<Parameters<typeof addStep>[1], "step"> & {
  stepId: string | null
  step: z.infer<typeof stepInputSchema>
}

/** Writes the step, a new one when it has no id yet. Gives its id. */
async function put(ctx: Ctx, { stepId, after, ...edit }: Put): Promise<string> {
  if (stepId === null) return (await addStep(ctx, { ...edit, after })).stepId
  await changeStep(ctx, { ...edit, stepId })
  return stepId
}

/** The outcome that a new step is put behind: the first of those still to be written. */
function afterOf(pending: readonly string[]) {
  return pendingOf(pending[0] ?? "")?.after ?? null
}

/** On to the next new step that an outcome was promised, else back to the list. */
function nextPage(home: string, stepId: string, targets: Record<string, string>, pending: readonly string[]): string {
  const promised = Object.entries(targets).flatMap(([outcome, target]) => {
    const type = newStepType(target)
    return type === null ? [] : [`${type}:${stepId}:${outcome}`]
  })
  const open = [...promised, ...pending.slice(1)]
  const next = pendingOf(open[0] ?? "")
  if (next === null) return `${home}/flow/steps#edit-${stepId}`
  const query = new URLSearchParams([["type", next.type], ...open.map((one): [string, string] => ["pending", one])])
  return `${home}/flow/steps/new?${query}`
}

async function removePage(c: AppContext, stepId: string, error?: string, form?: PostedForm) {
  const { flow, chart, campaign } = await loadFlowPage(c.get("ctx"), placeOf(c))
  const step = await stepNamed(c, stepId)
  const main = outcomesOf(step)?.[0]?.name
  const next = main === undefined ? undefined : targetsIn(step)[main]
  const nameOf = (id: string) => flow.draft.steps[id]?.name || id
  const others = Object.entries(flow.draft.steps).filter(([id]) => id !== stepId)
  return (
    <FlowStepRemovePage
      campaign={campaign}
      stepId={stepId}
      name={nameOf(stepId)}
      members={chart.numbers[stepId]?.current ?? 0}
      next={next === undefined || next === stepId ? null : nameOf(next)}
      steps={others.map(([id, { name, type }]) => ({ id, name: name || id, type }))}
      moveTo={form?.text("moveTo") ?? (next === undefined || next === stepId ? "" : next)}
      etag={flow.etag}
      seen={seenOf(flow.draft)}
      error={error}
    />
  )
}
