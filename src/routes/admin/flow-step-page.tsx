import type { FormErrors } from "../../../web/components/form"
import { rawOf, type Values } from "../../../web/forms/values"
import { FlowStepPage } from "../../../web/pages/flow-step"
import type { StepTypeName } from "../../../web/steps/looks"
import { textsOf } from "../../../web/ui"
import { stepsInOrder } from "../../services/flows/edit"
import { outcomesOf } from "../../services/flows/palette"
import { stepDifferences } from "../../services/flows/step-differences"
import { formChoices } from "../../services/overview/form-choices"
import { previewSaved } from "../../services/overview/message-previews"
import type { AppContext } from "../env"
import { lockedBy } from "./flow-edit"
import { placeOf } from "./flow-place"
import { newsSince, seenOf } from "./flow-seen"
import { typedStep } from "./flow-step-values"
import { loadFlowPage } from "./flow-view"
import { localeOf } from "./surroundings"
import { contentOf } from "./views"

/** What a step's page is to show. */
export interface StepTarget {
  /** Null while it is new. */
  stepId: string | null
  type: StepTypeName
  values: Values
  carried: { pending?: string[] }
  errors?: FormErrors
  /** The draft that the form was begun from; absent: the present one. */
  etag?: string
  seen?: string
  /** Somebody else has saved since: the step as it was typed, and what its author had seen. */
  mine?: unknown
  seenBefore?: string
}

/** The page of one step with all that its form offers. */
export async function stepPage(c: AppContext, target: StepTarget) {
  const ctx = c.get("ctx")
  const place = placeOf(c)
  const { stepId, type, values, carried, errors = {}, seenBefore, mine } = target
  const [{ campaign, flow, chart }, choices, saved] = await Promise.all([
    loadFlowPage(ctx, place),
    formChoices(ctx, { campaignId: place.id }),
    savedMessage(c, values),
  ])
  const order = stepsInOrder(flow.draft)
  const before = stepId === null ? undefined : flow.draft.steps[stepId]
  const { step } = typedStep(type, values, before ?? null)
  const conflict =
    seenBefore === undefined
      ? undefined
      : { news: newsSince(seenBefore, flow.draft), fields: before === undefined ? [] : stepDifferences(mine, before) }
  return (
    <FlowStepPage
      campaign={campaign}
      stepId={stepId}
      type={type}
      form={{ values, errors }}
      choices={{ ...choices, steps: choices.steps.sort((a, b) => order.indexOf(a.id) - order.indexOf(b.id)) }}
      outcomes={outcomesOf(step) ?? []}
      action={`${place.home}/flow/steps/${stepId ?? `new?type=${type}`}`}
      etag={target.etag ?? flow.etag}
      seen={target.seen ?? seenOf(flow.draft)}
      carried={carried.pending ? { pending: carried.pending } : {}}
      problems={chart.problems.filter((problem) => stepId !== null && problem.stepId === stepId)}
      members={stepId === null ? 0 : (chart.numbers[stepId]?.current ?? 0)}
      conflict={conflict}
      saved={saved}
      locked={lockedBy(textsOf(localeOf(c)), campaign)}
    />
  )
}

/** The saved message that the form has chosen, rendered for an invented member. */
async function savedMessage(c: AppContext, values: Values) {
  const { id, home } = placeOf(c)
  const messageId = rawOf(values, "messageId")
  if (messageId === "") return undefined
  const campaignId = rawOf(values, "campaignId") || id
  const shown = await previewSaved(c.get("ctx"), { campaignId, messageId })
  if (shown === null) return undefined
  const frame = `${home}/flow/messages/${encodeURIComponent(campaignId)}/${encodeURIComponent(messageId)}/body`
  return { name: shown.name, content: shown.rendered && contentOf(shown.rendered), problem: shown.problem, frame }
}
