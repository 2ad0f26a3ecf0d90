import * as z from "zod"
import { archiveCampaign } from "../../services/campaigns/archive"
import { cancelCampaign } from "../../services/campaigns/cancel"
import { campaignCopySchema, copyCampaign } from "../../services/campaigns/copy"
import { createCampaign } from "../../services/campaigns/create"
import { getCampaign } from "../../services/campaigns/get"
import { campaignPageSchema, campaignQuerySchema, listCampaigns } from "../../services/campaigns/list"
import { pauseCampaign } from "../../services/campaigns/pause"
import { previewPublish, publishCampaign, publishPreviewSchema, publishSchema } from "../../services/campaigns/publish"
import { removeCampaign } from "../../services/campaigns/remove"
import { resumeCampaign, resumeSchema } from "../../services/campaigns/resume"
import { retryRuns } from "../../services/campaigns/retry-runs"
import { campaignRunQuerySchema, listCampaignRuns } from "../../services/campaigns/runs"
import { campaignCreateSchema, campaignPatchSchema, campaignViewSchema } from "../../services/campaigns/schema"
import { campaignStats, campaignStatsSchema } from "../../services/campaigns/stats"
import { updateCampaign } from "../../services/campaigns/update"
import { runPageSchema } from "../../services/members/runs"
import { endpoint } from "./endpoint"
import { idParams } from "./params"

const tag = "Campaigns"
const campaign = { status: 200, schema: campaignViewSchema } as const

export const campaignEndpoints = [
  endpoint({
    method: "post",
    path: "/campaigns",
    tag,
    summary: "Create a campaign",
    description: "A draft. A flow needs at least one specific segment; `everyone` is refused.",
    needs: "write",
    body: campaignCreateSchema,
    example: {
      kind: "flow",
      name: "Welcome",
      segmentIds: ["SEGMENT_ID"],
      startsAt: "2026-12-01T09:00",
      endsAt: "2027-03-31",
      timeZone: "America/Montevideo",
      reentry: "never",
    },
    answer: { status: 201, schema: campaignViewSchema },
    run: (ctx, { body }) => createCampaign(ctx, body),
  }),
  endpoint({
    method: "get",
    path: "/campaigns",
    tag,
    summary: "List campaigns",
    description: "Newest first.",
    needs: "read",
    query: campaignQuerySchema,
    answer: { status: 200, schema: campaignPageSchema },
    run: (ctx, { query }) => listCampaigns(ctx, query),
  }),
  endpoint({
    method: "get",
    path: "/campaigns/{id}",
    tag,
    summary: "Get a campaign",
    needs: "read",
    params: idParams,
    answer: campaign,
    errors: [404],
    run: (ctx, { params }) => getCampaign(ctx, params),
  }),
  endpoint({
    method: "patch",
    path: "/campaigns/{id}",
    tag,
    summary: "Change a campaign's settings",
    needs: "write",
    params: idParams,
    body: campaignPatchSchema,
    example: { endsAt: "2027-04-30", onLeave: "exit" },
    answer: campaign,
    errors: [404, 409],
    run: (ctx, { params, body }) => updateCampaign(ctx, { id: params.id, patch: body }),
  }),
  endpoint({
    method: "delete",
    path: "/campaigns/{id}",
    tag,
    summary: "Delete a draft, or an archived campaign without runs",
    needs: "write",
    params: idParams,
    answer: { status: 204 },
    errors: [404, 409],
    run: (ctx, { params }) => removeCampaign(ctx, params),
  }),
  endpoint({
    method: "post",
    path: "/campaigns/{id}/copy",
    tag,
    summary: "Copy a campaign",
    description: "A new draft that shares nothing with the first.",
    needs: "write",
    params: idParams,
    body: campaignCopySchema,
    answer: { status: 201, schema: campaignViewSchema },
    errors: [404],
    run: (ctx, { params, body }) => copyCampaign(ctx, { ...params, ...body }),
  }),
  endpoint({
    method: "post",
    path: "/campaigns/{id}/publish",
    tag,
    summary: "Publish a campaign",
    description:
      "Makes the draft an immutable version; the campaign goes active at `startsAt`, or now. `?preview=1` says what would happen and changes nothing.",
    needs: "write",
    params: idParams,
    query: z.object({ preview: z.enum(["0", "1"]).default("0") }),
    body: publishSchema,
    example: {},
    answer: { status: 200, schema: z.union([campaignViewSchema, publishPreviewSchema]) },
    errors: [404, 409],
    run: (ctx, { params, query, body }) =>
      query.preview === "1" ? previewPublish(ctx, params) : publishCampaign(ctx, { ...params, ...body }),
  }),
  endpoint({
    method: "post",
    path: "/campaigns/{id}/pause",
    tag,
    summary: "Pause a campaign",
    description: "No step runs and no delivery leaves until it is resumed.",
    needs: "write",
    params: idParams,
    answer: campaign,
    errors: [404, 409],
    run: (ctx, { params }) => pauseCampaign(ctx, params),
  }),
  endpoint({
    method: "post",
    path: "/campaigns/{id}/resume",
    tag,
    summary: "Resume a paused campaign",
    description:
      '`overdue` says what becomes of waits that the pause has overtaken: `shift` by the pause, `{"spreadOverHours": n}`, or `skip`.',
    needs: "write",
    params: idParams,
    body: resumeSchema,
    example: { overdue: "shift" },
    answer: campaign,
    errors: [404, 409],
    run: (ctx, { params, body }) => resumeCampaign(ctx, { ...params, ...body }),
  }),
  endpoint({
    method: "post",
    path: "/campaigns/{id}/cancel",
    tag,
    summary: "Cancel a campaign for good",
    description: "When this answers, nothing of the campaign is being sent any more.",
    needs: "write",
    params: idParams,
    answer: campaign,
    errors: [404, 409],
    run: (ctx, { params }) => cancelCampaign(ctx, params),
  }),
  endpoint({
    method: "post",
    path: "/campaigns/{id}/archive",
    tag,
    summary: "Archive a campaign that is over, or a draft",
    needs: "write",
    params: idParams,
    answer: campaign,
    errors: [404, 409],
    run: (ctx, { params }) => archiveCampaign(ctx, params),
  }),
  endpoint({
    method: "get",
    path: "/campaigns/{id}/stats",
    tag,
    summary: "Get the numbers of a campaign and of each step",
    needs: "read",
    params: idParams,
    answer: { status: 200, schema: campaignStatsSchema },
    errors: [404],
    run: (ctx, { params }) => campaignStats(ctx, params),
  }),
  endpoint({
    method: "get",
    path: "/campaigns/{id}/runs",
    tag,
    summary: "List the runs of a campaign",
    needs: "read",
    params: idParams,
    query: campaignRunQuerySchema,
    answer: { status: 200, schema: runPageSchema },
    errors: [404],
    run: (ctx, { params, query }) => listCampaignRuns(ctx, { ...params, ...query }),
  }),
  endpoint({
    method: "post",
    path: "/campaigns/{id}/runs/retry",
    tag,
    summary: "Take up parked runs where they stopped",
    needs: "write",
    params: idParams,
    answer: { status: 200, schema: z.object({ retried: z.number().int(), left: z.boolean() }) },
    errors: [404],
    run: (ctx, { params }) => retryRuns(ctx, params),
  }),
]
