import { Hono } from "hono"
import { CampaignFlowPage, FlowNumbers } from "../../../web/pages/campaign-flow"
import { FlowEditorPage } from "../../../web/pages/flow-editor"
import { textsOf } from "../../../web/ui"
import { AppError } from "../../core/errors"
import { getCampaign } from "../../services/campaigns/get"
import { getFlow } from "../../services/flows/get"
import { flowInputSchema, saveFlow } from "../../services/flows/save"
import type { AppEnv } from "../env"
import { loadFlowPage, stepNamesOf } from "./flow-view"
import { attempt, readForm } from "./forms"
import { fragment, leadTo, page } from "./respond"
import { localeOf } from "./surroundings"

/** The flow as a chart, its live numbers, and its draft as text. */
export const flowPages = new Hono<AppEnv>()
  .get("/campaigns/:id/flow", async (c) => {
    const { flow: _, ...shown } = await loadFlowPage(c.get("ctx"), c.req.param("id"))
    return page(c, <CampaignFlowPage {...shown} />)
  })
  .get("/campaigns/:id/flow/numbers", async (c) => {
    const { campaign, chart, totals } = await loadFlowPage(c.get("ctx"), c.req.param("id"))
    return fragment(c, <FlowNumbers campaignId={campaign.id} chart={chart} totals={totals} />)
  })
  .get("/campaigns/:id/flow/edit", async (c) => {
    const ctx = c.get("ctx")
    const id = c.req.param("id")
    const [campaign, flow] = await Promise.all([getCampaign(ctx, { id }), getFlow(ctx, { id })])
    const shown = {
      campaign,
      text: JSON.stringify(flow.draft, null, 2),
      etag: flow.etag,
      problems: flow.problems,
      stepNames: stepNamesOf(flow),
      errors: {},
      conflict: false,
    }
    return page(c, <FlowEditorPage {...shown} />)
  })
  .post("/campaigns/:id/flow/edit", async (c) => {
    const ctx = c.get("ctx")
    const id = c.req.param("id")
    const t = textsOf(localeOf(c))
    const form = await readForm(c)
    const text = form.all("flow")[0] ?? ""
    const etag = form.text("etag")
    const again = async (errors: Record<string, string>, conflict: boolean, status: 409 | 412 | 422) => {
      const [campaign, flow] = await Promise.all([getCampaign(ctx, { id }), getFlow(ctx, { id })])
      const shown = { campaign, text, etag, problems: flow.problems, stepNames: stepNamesOf(flow), errors, conflict }
      return page(c, <FlowEditorPage {...shown} />, status)
    }
    const parsed = parsedJson(text)
    if ("problem" in parsed) return again({ flow: t.flow.editor.syntax(parsed.problem) }, false, 422)
    try {
      const save = (flow: Parameters<typeof saveFlow>[1]["flow"]) => saveFlow(ctx, { id, flow, ifMatch: etag || null })
      const tried = await attempt(t, flowInputSchema, parsed.value, save, (path) => path)
      if (tried.done) return leadTo(c, `/campaigns/${id}/flow`, "saved")
      const lines = Object.entries(tried.errors).map(([path, message]) =>
        path === "" ? message : `${path}: ${message}`,
      )
      return again({ "": t.flow.editor.shape, flow: lines.join(" · ") }, false, tried.status)
    } catch (error) {
      if (error instanceof AppError && error.code === "staleVersion") return again({}, true, 412)
      throw error
    }
  })

function parsedJson(text: string): { value: unknown } | { problem: string } {
  try {
    return { value: JSON.parse(text) }
  } catch (error) {
    return { problem: error instanceof Error ? error.message : "" }
  }
}
