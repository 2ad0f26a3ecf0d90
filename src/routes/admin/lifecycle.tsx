import { Hono } from "hono"
import type { ComponentChild } from "preact"
import { PublishPage } from "../../../web/pages/campaign-acts"
import { AppError } from "../../core/errors"
import { getCampaign } from "../../services/campaigns/get"
import { previewPublish, publishCampaign } from "../../services/campaigns/publish"
import { getFlow } from "../../services/flows/get"
import { campaignEffects } from "../../services/overview/effects"
import type { AppContext, AppEnv } from "../env"
import { stepNamesOf } from "./flow-view"
import { leadTo, page } from "./respond"

/** Publishing says its effect first (GET), then does it (POST). */
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

/** Does an act and leads to the flow; a refusal comes back with the same question. */
async function act(
  c: AppContext,
  note: "published",
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
