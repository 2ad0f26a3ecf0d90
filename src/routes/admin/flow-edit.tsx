import { Hono } from "hono"
import type { Texts } from "../../../web/locales/en"
import { FlowEditPage, type FlowEditProps } from "../../../web/pages/flow-edit"
import { textsOf } from "../../../web/ui"
import { AppError } from "../../core/errors"
import type { CampaignView } from "../../services/campaigns/row"
import { duplicateStep, setStart, stepsInOrder } from "../../services/flows/edit"
import { stepPalette } from "../../services/flows/palette"
import type { AppContext, AppEnv } from "../env"
import { placeOf } from "./flow-place"
import { newsSince, seenOf } from "./flow-seen"
import { loadFlowPage } from "./flow-view"
import { type PostedForm, readForm } from "./forms"
import { leadTo, page } from "./respond"
import { localeOf } from "./surroundings"

/** The steps of a flow as a list, and what can be done to one without opening it. */
export const flowEditPages = new Hono<AppEnv>()
  .get("/flow/steps", async (c) => page(c, await editPage(c)))
  .post("/flow/steps/:stepId/duplicate", (c) =>
    edit(c, async (form) => {
      const t = textsOf(localeOf(c))
      const { flow } = await loadFlowPage(c.get("ctx"), placeOf(c))
      const stepId = c.req.param("stepId")
      const name = t.flowEdit.copyOf(flow.draft.steps[stepId]?.name || stepId)
      const copy = await duplicateStep(c.get("ctx"), { ...refOf(c, form), stepId, name })
      return leadTo(c, `${placeOf(c).home}/flow/steps/${copy.stepId}`, "created")
    }),
  )
  .post("/flow/steps/:stepId/start", (c) =>
    edit(c, async (form) => {
      await setStart(c.get("ctx"), { ...refOf(c, form), stepId: c.req.param("stepId") })
      return leadTo(c, `${placeOf(c).home}/flow/steps`, "saved")
    }),
  )

/** Why a flow cannot be edited now, in words; null when it can. */
export function lockedBy(t: Texts, { status, workflow }: Pick<CampaignView, "status" | "workflow">): string | null {
  if (workflow !== null) return t.flowEdit.attached(workflow.version)
  const editable = status === "draft" || status === "scheduled" || status === "active" || status === "paused"
  return editable ? null : t.flowEdit.over
}

function refOf(c: AppContext, form: PostedForm) {
  const { id, library } = placeOf(c)
  return { id, library, ifMatch: form.text("etag") || null }
}

/** Does an edit; when somebody was quicker, the list comes back with what they changed (FLOW-16). */
async function edit(c: AppContext, act: (form: PostedForm) => Promise<Response>): Promise<Response> {
  const form = await readForm(c)
  try {
    return await act(form)
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== "staleVersion") throw error
    return page(c, await editPage(c, form.text("seen")), 412)
  }
}

async function editPage(c: AppContext, seen?: string) {
  return <FlowEditPage {...(await stepList(c, seen))} />
}

/** What the plain list of a flow's steps shows; `seen`: what an editor had seen who came late. */
export async function stepList(c: AppContext, seen?: string): Promise<FlowEditProps> {
  const t = textsOf(localeOf(c))
  const { campaign, flow, chart, draftAhead } = await loadFlowPage(c.get("ctx"), placeOf(c))
  return {
    campaign,
    chart,
    order: stepsInOrder(flow.draft),
    types: stepPalette(),
    etag: flow.etag,
    seen: seenOf(flow.draft),
    locked: lockedBy(t, campaign),
    draftAhead,
    news: seen === undefined ? undefined : newsSince(seen, flow.draft),
  }
}
