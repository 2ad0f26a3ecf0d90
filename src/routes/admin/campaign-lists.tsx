import { Hono } from "hono"
import { CampaignMembersPage } from "../../../web/pages/campaign-members"
import { CampaignMessagesPage } from "../../../web/pages/campaign-messages"
import { SavedMessagesPage } from "../../../web/pages/saved-messages"
import { textsOf } from "../../../web/ui"
import { AppError, notFound } from "../../core/errors"
import { getCampaign } from "../../services/campaigns/get"
import type { CampaignRef, CampaignView } from "../../services/campaigns/row"
import { campaignRunQuerySchema, listCampaignRuns } from "../../services/campaigns/runs"
import { getFlow } from "../../services/flows/get"
import { listMessages } from "../../services/messages/verbs"
import { type MessagePreview, previewMemberId, previewMessages } from "../../services/overview/message-previews"
import { pageQuerySchema } from "../../services/page"
import type { AppContext, AppEnv } from "../env"
import { stepNamesOf } from "./flow-view"
import { readQuery } from "./forms"
import { messageDocument } from "./message-document"
import { page } from "./respond"
import { localeOf } from "./surroundings"
import { contentOf, runRow } from "./views"

/** Of a message in a list. */
const gistChars = 120

/** Members in a flow, and its messages as they are rendered. */
export const campaignListPages = new Hono<AppEnv>()
  .get("/campaigns/:id/members", (c) => membersPage(c, { id: c.req.param("id"), library: "campaigns" }))
  .get("/workflows/:id/members", (c) => membersPage(c, { id: c.req.param("id"), library: "workflows" }))
  .get("/campaigns/:id/messages", async (c) => {
    const ctx = c.get("ctx")
    const id = c.req.param("id")
    const campaign = await getCampaign(ctx, { id })
    if (campaign.kind === "campaign") return savedPage(c, campaign)
    const as = c.req.query("as") ?? (await previewMemberId(ctx, { id })) ?? ""
    const shown = await previewMessages(ctx, { id, memberId: as || null }).catch(async (error: unknown) => {
      if (!(error instanceof AppError) || error.code !== "notFound") throw error
      return { unknown: true, previews: await previewMessages(ctx, { id, memberId: null }) }
    })
    const previews = Array.isArray(shown) ? shown : shown.previews
    const t = textsOf(localeOf(c))
    return page(
      c,
      <CampaignMessagesPage
        campaign={campaign}
        messages={previews.map(stepMessage)}
        as={as}
        asError={Array.isArray(shown) ? undefined : t.campaigns.messages.asUnknown}
      />,
    )
  })
  .get("/campaigns/:id/messages/:stepId/body", async (c) => {
    const { id, stepId } = c.req.param()
    const previews = await previewMessages(c.get("ctx"), { id, memberId: c.req.query("as") || null, stepId })
    const rendered = previews[0]?.rendered
    if (rendered?.channel !== "email") throw notFound("message")
    return messageDocument(c, rendered.html)
  })

async function membersPage(c: AppContext, ref: CampaignRef): Promise<Response> {
  const ctx = c.get("ctx")
  const query = readQuery(c, campaignRunQuerySchema)
  const [campaign, runs] = await Promise.all([getCampaign(ctx, ref), listCampaignRuns(ctx, { ...ref, ...query })])
  const stepNames = campaign.kind === "campaign" ? {} : stepNamesOf(await getFlow(ctx, ref))
  const filter = { stepId: query.stepId ?? "", status: query.status ?? "" }
  const rows = runs.items.map(runRow)
  const shown = { campaign, rows, nextCursor: runs.nextCursor, stepNames, filter }
  return page(c, <CampaignMembersPage {...shown} />)
}

/** A regular campaign has no steps: its messages are those that it keeps for others (FLOW-8). */
async function savedPage(c: AppContext, campaign: CampaignView): Promise<Response> {
  const query = readQuery(c, pageQuerySchema)
  const { items, nextCursor } = await listMessages(c.get("ctx"), { campaignId: campaign.id, ...query })
  const rows = items.map(({ id, name, channel, subject, title, text, updatedAt }) => ({
    id,
    name,
    channel,
    gist: (subject ?? title ?? text ?? "").slice(0, gistChars),
    updatedAt: Date.parse(updatedAt),
  }))
  return page(c, <SavedMessagesPage {...{ campaign, rows, nextCursor }} />)
}

function stepMessage({ stepId, name, channel, rendered, problem }: MessagePreview) {
  return { stepId, name, channel, content: rendered === null ? null : contentOf(rendered), problem }
}
