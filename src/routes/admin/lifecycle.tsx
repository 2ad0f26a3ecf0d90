import { Hono } from "hono"
import type { ComponentChild } from "preact"
import { CancelPage, PausePage, PublishPage, RemoveCampaignPage, ResumePage } from "../../../web/pages/campaign-acts"
import { AppError } from "../../core/errors"
import { cancelCampaign } from "../../services/campaigns/cancel"
import { copyCampaign } from "../../services/campaigns/copy"
import { getCampaign } from "../../services/campaigns/get"
import { pauseCampaign } from "../../services/campaigns/pause"
import { previewPublish, publishCampaign } from "../../services/campaigns/publish"
import { removeCampaign } from "../../services/campaigns/remove"
import { resumeCampaign, resumeSchema } from "../../services/campaigns/resume"
import { retryRuns } from "../../services/campaigns/retry-runs"
import { getFlow } from "../../services/flows/get"
import { campaignEffects } from "../../services/overview/effects"
import type { AppContext, AppEnv } from "../env"
import { invalidInput } from "../errors"
import { stepNamesOf } from "./flow-view"
import { readForm } from "./forms"
import { leadTo, page } from "./respond"

/** The acts on a campaign: each says its effect first (GET), then does it (POST). */
export const lifecyclePages = new Hono<AppEnv>()
  .get("/campaigns/:id/publish", async (c) => page(c, await publishPage(c, c.req.param("id"))))
  .post("/campaigns/:id/publish", (c) =>
    act(
      c,
      "published",
      (id) => publishCampaign(c.get("ctx"), { id }),
      (id, error) => publishPage(c, id, error),
    ),
  )
  .get("/campaigns/:id/pause", async (c) => page(c, await pausePage(c, c.req.param("id"))))
  .post("/campaigns/:id/pause", (c) =>
    act(
      c,
      "paused",
      (id) => pauseCampaign(c.get("ctx"), { id }),
      (id, error) => pausePage(c, id, error),
    ),
  )
  .get("/campaigns/:id/resume", async (c) => page(c, await resumePage(c, c.req.param("id"))))
  .post("/campaigns/:id/resume", async (c) => {
    const form = await readForm(c)
    const choice = form.text("overdue")
    const overdue = choice === "spread" ? { spreadOverHours: Number(form.text("hours")) } : choice || "shift"
    const resume = (id: string) => {
      const parsed = resumeSchema.safeParse({ overdue })
      if (!parsed.success) throw invalidInput(parsed.error)
      return resumeCampaign(c.get("ctx"), { id, ...parsed.data })
    }
    return act(c, "resumed", resume, (id, error) => resumePage(c, id, error))
  })
  .get("/campaigns/:id/cancel", async (c) => page(c, await cancelPage(c, c.req.param("id"))))
  .post("/campaigns/:id/cancel", (c) =>
    act(
      c,
      "cancelled",
      (id) => cancelCampaign(c.get("ctx"), { id }),
      (id, error) => cancelPage(c, id, error),
    ),
  )
  .get("/campaigns/:id/remove", async (c) => page(c, await removePage(c, c.req.param("id"))))
  .post("/campaigns/:id/remove", async (c) => {
    const id = c.req.param("id")
    try {
      await removeCampaign(c.get("ctx"), { id })
      return leadTo(c, "/campaigns", "removed")
    } catch (error) {
      return page(c, await removePage(c, id, refusal(error)), 409)
    }
  })
  .post("/campaigns/:id/retry", async (c) => {
    const id = c.req.param("id")
    await retryRuns(c.get("ctx"), { id })
    return leadTo(c, `/campaigns/${id}/members`, "retried")
  })
  .post("/campaigns/:id/copy", async (c) => {
    const copy = await copyCampaign(c.get("ctx"), { id: c.req.param("id") })
    return leadTo(c, `/campaigns/${copy.id}/settings`, "created")
  })

/** Does an act and leads to the flow; a refusal comes back with the same question. */
async function act(
  c: AppContext,
  note: "published" | "paused" | "resumed" | "cancelled",
  verb: (id: string) => Promise<{ kind: "flow" | "campaign" | "workflow" }>,
  ask: (id: string, error: string) => Promise<ComponentChild>,
): Promise<Response> {
  const id = c.req.param("id") ?? ""
  try {
    const { kind } = await verb(id)
    return leadTo(c, `/campaigns/${id}/${kind === "flow" ? "flow" : "settings"}`, note)
  } catch (error) {
    return page(c, await ask(id, refusal(error)), 409)
  }
}

/** What an expected refusal says; anything else goes on to the error page. */
function refusal(error: unknown): string {
  if (error instanceof AppError && (error.code === "conflict" || error.code === "invalid")) return error.message
  throw error
}

async function publishPage(c: AppContext, id: string, error?: string) {
  const ctx = c.get("ctx")
  const campaign = await getCampaign(ctx, { id })
  const [preview, effects] = await Promise.all([previewPublish(ctx, { id }), campaignEffects(ctx, { id })])
  const flow = campaign.kind === "flow" ? await getFlow(ctx, { id }) : null
  const warnings = flow?.problems.filter((problem) => problem.level === "warning") ?? []
  return (
    <PublishPage
      campaign={campaign}
      error={error}
      problems={[...preview.problems, ...warnings]}
      stepNames={flow === null ? {} : stepNamesOf(flow)}
      changes={preview.changes.filter((change) => change.members > 0)}
      entering={effects.entering}
      futureOnly={campaign.enrol === "futureOnly"}
      startsAt={effects.startsAt}
      inFlow={effects.runs}
    />
  )
}

async function pausePage(c: AppContext, id: string, error?: string) {
  const ctx = c.get("ctx")
  const [campaign, effects] = await Promise.all([getCampaign(ctx, { id }), campaignEffects(ctx, { id })])
  return <PausePage campaign={campaign} error={error} runs={effects.runs} queued={effects.queued} />
}

async function resumePage(c: AppContext, id: string, error?: string) {
  const ctx = c.get("ctx")
  const [campaign, effects] = await Promise.all([getCampaign(ctx, { id }), campaignEffects(ctx, { id })])
  const pausedAt = campaign.pausedAt === null ? null : Date.parse(campaign.pausedAt)
  return <ResumePage campaign={campaign} error={error} overdue={effects.overdue} pausedAt={pausedAt} />
}

async function cancelPage(c: AppContext, id: string, error?: string) {
  const ctx = c.get("ctx")
  const [campaign, effects] = await Promise.all([getCampaign(ctx, { id }), campaignEffects(ctx, { id })])
  return <CancelPage campaign={campaign} error={error} runs={effects.runs} queued={effects.queued} />
}

async function removePage(c: AppContext, id: string, error?: string) {
  return <RemoveCampaignPage campaign={await getCampaign(c.get("ctx"), { id })} error={error} />
}
