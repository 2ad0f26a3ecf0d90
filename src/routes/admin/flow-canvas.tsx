import { Hono } from "hono"
import { messageNumbers } from "../../../web/chart/message-rates"
import type { StepNumbers } from "../../../web/chart/view"
import { valuesOf } from "../../../web/forms/values"
import type { CanvasProps, CanvasView, StepFacts, TypeInfo } from "../../../web/islands/flow-editor/types"
import { FlowCanvasPage } from "../../../web/pages/flow-canvas"
import { FlowEditPage, FlowSteps } from "../../../web/pages/flow-edit"
import { problemText } from "../../../web/problem-text"
import { type StepTypeName, stepFormOf, stepLooks, stepSummary } from "../../../web/steps/looks"
import type { Words } from "../../../web/steps/step-look"
import { textsOf } from "../../../web/ui"
import { AppError } from "../../core/errors"
import { parseJsonBytes } from "../../core/json"
import { may } from "../../services/access"
import { campaignStats } from "../../services/campaigns/stats"
import { canvasInputSchema, saveCanvas } from "../../services/flows/canvas"
import { stepInputSchema } from "../../services/flows/edit"
import { type FlowView, getFlow } from "../../services/flows/get"
import { outcomesOf, stepPalette } from "../../services/flows/palette"
import { segmentChoices } from "../../services/overview/names"
import { referenceNames } from "../../services/overview/reference-names"
import { readBody } from "../body"
import type { AppContext, AppEnv } from "../env"
import { invalidInput } from "../errors"
import { stepList } from "./flow-edit"
import { placeOf } from "./flow-place"
import { typedStep } from "./flow-step-values"
import { refusalOf } from "./forms"
import { page } from "./respond"
import { localeOf } from "./surroundings"

/** The flow as a canvas (UI-3), and what its script asks for. Whoever may not edit gets the plain list of steps. */
export const flowCanvasPages = new Hono<AppEnv>()
  .get("/flow/edit", async (c) => page(c, await canvasPage(c)))
  .get("/flow/canvas", async (c) => {
    const { id, library } = placeOf(c)
    return c.json(await canvasView(c, await getFlow(c.get("ctx"), { id, library })))
  })
  .put("/flow/canvas", async (c) => {
    const { id, library } = placeOf(c)
    const input = canvasInputSchema.safeParse(parseJsonBytes(await readBody(c.req.raw)))
    if (!input.success) return c.json({ message: messageOf(c, invalidInput(input.error)) }, 422)
    try {
      const ifMatch = c.req.header("if-match") ?? null
      return c.json(await canvasView(c, await saveCanvas(c.get("ctx"), { id, library, ...input.data, ifMatch })))
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      if (error.code === "staleVersion") {
        return c.json(await canvasView(c, await getFlow(c.get("ctx"), { id, library })), 412)
      }
      if (error.code === "invalid") return c.json({ message: messageOf(c, error) }, 422)
      if (error.code === "conflict") return c.json({ message: refusalOf(c, error) }, 409)
      throw error
    }
  })
  .get("/flow/canvas/numbers", async (c) => {
    const { id, library } = placeOf(c)
    const [flow, stats] = await Promise.all([
      getFlow(c.get("ctx"), { id, library }),
      campaignStats(c.get("ctx"), { id, library }),
    ])
    return c.json({ etag: flow.etag, numbers: withRates(c, stats.steps) })
  })

function messageOf(c: AppContext, error: AppError): string {
  const [first] = error.details.errors ?? []
  const said = refusalOf(c, error)
  return first === undefined ? said : `${first.path}: ${said}`
}

async function canvasPage(c: AppContext) {
  const ctx = c.get("ctx")
  const place = placeOf(c)
  const t = textsOf(localeOf(c))
  const plain = await stepList(c)
  if (!may(ctx.actor, "write") || plain.locked !== null || c.req.query("plain") !== undefined) {
    return <FlowEditPage {...plain} />
  }
  const { campaign, chart, draftAhead } = plain
  const flow = await getFlow(ctx, { id: place.id, library: place.library })
  const props: CanvasProps = {
    campaignId: place.id,
    home: place.home,
    view: await canvasView(c, flow),
    numbers: withRates(c, chart.numbers),
    types: typesOf(c),
    groups: Object.entries(t.flowEdit.groups).map(([name, label]) => ({ name, label })),
    texts: t.canvas,
    canPublish: campaign.version === null || draftAhead,
  }
  return (
    <FlowCanvasPage campaign={campaign} props={props}>
      <FlowSteps {...plain} />
    </FlowCanvasPage>
  )
}

/** The canvas has no texts of its own: what it says of messages is said here (ANA-1). */
function withRates(c: AppContext, numbers: Record<string, StepNumbers>): Record<string, StepNumbers> {
  const locale = localeOf(c)
  const t = textsOf(locale)
  return Object.fromEntries(
    Object.entries(numbers).map(([id, of]) => {
      const rates = messageNumbers(t, locale, of).map(({ label, text, full }) => ({ label, text, full }))
      return [id, of.sent === undefined ? of : { ...of, rates }]
    }),
  )
}

/** A draft with all that the canvas says about it, in the reader's words. */
async function canvasView(c: AppContext, view: FlowView): Promise<CanvasView> {
  const ctx = c.get("ctx")
  const t = textsOf(localeOf(c))
  const [segments, names] = await Promise.all([segmentChoices(ctx), referenceNames(ctx, { flow: view.draft })])
  const segmentNames = Object.fromEntries(segments.map((segment) => [segment.id, segment.name]))
  const words: Words = {
    ...wordsWithout(c),
    stepName: (id) => view.draft.steps[id]?.name || id,
    segmentName: (id) => segmentNames[id] ?? id,
    nameOf: (id) => names[id] ?? id,
  }
  const steps = Object.entries(view.draft.steps).map(([id, step]): [string, StepFacts] => [
    id,
    { summary: stepSummary(step, words), outcomes: outcomeInfos(c, step) },
  ])
  return {
    flow: view.draft,
    etag: view.etag,
    problems: view.problems.map((problem) => ({ stepId: problem.stepId ?? null, text: problemText(t, problem) })),
    steps: Object.fromEntries(steps),
  }
}

function outcomeInfos(c: AppContext, step: unknown): StepFacts["outcomes"] {
  const { outcomes } = textsOf(localeOf(c)).flow
  return (outcomesOf(step) ?? []).map(({ name, follows }) => ({ name, follows, label: outcomes[name] ?? name }))
}

/** Words of a step that refers to nothing yet. */
function wordsWithout(c: AppContext): Words {
  const locale = localeOf(c)
  return { t: textsOf(locale), locale, stepName: String, segmentName: String, nameOf: String }
}

/** What a step of a type cannot be without, as open as its schema takes it; the problems say that it is missing. */
const bareParts: Partial<Record<StepTypeName, object>> = {
  condition: { rule: { any: [] } },
  waitForEvent: { event: { message: "-", did: "opened" }, timeout: "P7D" },
}

/** The palette with what a new step of each type begins with: what its empty form gives. */
function typesOf(c: AppContext): TypeInfo[] {
  const t = textsOf(localeOf(c))
  return stepPalette().flatMap(({ type, group }) => {
    const { step } = typedStep(type, valuesOf(stepFormOf(type).blank), null)
    // A form that is not complete holds no step yet: then a bare one, which says what it lacks (FLOW-13).
    const typed = stepInputSchema.safeParse(step)
    const blank = typed.success ? typed.data : stepInputSchema.parse({ type, ...bareParts[type] })
    const { icon, hue } = stepLooks[type as StepTypeName]
    const summary = stepSummary(blank, wordsWithout(c))
    const outcomes = outcomeInfos(c, blank)
    return [
      {
        type,
        group,
        label: t.flow.types[type],
        help: t.steps[type].help,
        icon,
        hue,
        blank: blank,
        summary,
        outcomes,
      },
    ]
  })
}
