import * as z from "zod"
import { fingerprint } from "../../core/fingerprint"
import { archiveCampaign } from "../../services/campaigns/archive"
import { cancelCampaign } from "../../services/campaigns/cancel"
import { campaignCopySchema, copyCampaign } from "../../services/campaigns/copy"
import { createCampaign } from "../../services/campaigns/create"
import { closeEntry, openEntry } from "../../services/campaigns/entry"
import { getCampaign } from "../../services/campaigns/get"
import { campaignPageSchema, campaignQuerySchema, listCampaigns } from "../../services/campaigns/list"
import { pauseCampaign } from "../../services/campaigns/pause"
import {
  previewPublish,
  previewQuerySchema,
  previewRollback,
  publishCampaign,
  publishSchema,
  rollbackCampaign,
  rollbackSchema,
} from "../../services/campaigns/publish"
import { publishPreviewSchema } from "../../services/campaigns/release"
import { removeCampaign } from "../../services/campaigns/remove"
import { previewResume, resumeCampaign, resumePreviewSchema, resumeSchema } from "../../services/campaigns/resume"
import { retryRuns } from "../../services/campaigns/retry-runs"
import type { CampaignView } from "../../services/campaigns/row"
import { campaignRunQuerySchema, listCampaignRuns } from "../../services/campaigns/runs"
import { campaignCreateSchema, campaignPatchSchema, campaignViewSchema } from "../../services/campaigns/schema"
import { campaignStats, campaignStatsSchema } from "../../services/campaigns/stats"
import { updateCampaign } from "../../services/campaigns/update"
import { runPageSchema } from "../../services/members/runs"
import type { AppContext } from "../env"
import { endpoint } from "./endpoint"
import { ifMatch, tagged } from "./etag"
import { idParams } from "./params"

const tag = "Campaigns"

function withTag(c: AppContext, view: CampaignView): CampaignView {
  return tagged(c, view, fingerprint(view))
}

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
    run: async (ctx, { params }, c) => withTag(c, await getCampaign(ctx, params)),
  }),
  endpoint({
    method: "patch",
    path: "/campaigns/{id}",
    tag,
    summary: "Change a campaign's settings",
    description:
      "What is left out stays. With `If-Match`, the `ETag` of an earlier answer, a campaign that has changed meanwhile is a 412 and nothing is changed.",
    needs: "write",
    params: idParams,
    body: campaignPatchSchema,
    example: { endsAt: "2027-04-30", onLeave: "exit" },
    answer: campaign,
    errors: [404, 409, 412],
    run: async (ctx, { params, body }, c) =>
      withTag(c, await updateCampaign(ctx, { id: params.id, patch: body, ifMatch: ifMatch(c) })),
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
      "Makes the draft an immutable version; the campaign goes active at `startsAt`, or now. `move` says where members of removed steps go; without it a removed step with members is a 409. `?preview=1` says what would happen and changes nothing.",
    needs: "write",
    params: idParams,
    query: previewQuerySchema,
    body: publishSchema,
    example: { move: { oldStep: "newStep" } },
    answer: { status: 200, schema: z.union([campaignViewSchema, publishPreviewSchema]) },
    errors: [404, 409],
    run: (ctx, { params, query, body }) => {
      const verb = query.preview === "1" ? previewPublish : publishCampaign
      return verb(ctx, { ...params, ...body })
    },
  }),
  endpoint({
    method: "post",
    path: "/campaigns/{id}/rollback",
    tag,
    summary: "Go back to an earlier version of the flow",
    description:
      "Publishes its content as a new version, and makes it the draft. The same checks, `move` and `?preview=1` as publishing.",
    needs: "write",
    params: idParams,
    query: previewQuerySchema,
    body: rollbackSchema,
    example: { version: 1 },
    answer: { status: 200, schema: z.union([campaignViewSchema, publishPreviewSchema]) },
    errors: [404, 409],
    run: (ctx, { params, query, body }) => {
      const verb = query.preview === "1" ? previewRollback : rollbackCampaign
      return verb(ctx, { ...params, ...body })
    },
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
      '`overdue` says what becomes of waits that the pause has overtaken: `shift` by the pause, `{"spreadOverHours": n}`, or `skip`. `?preview=1` says how much there is of it and changes nothing.',
    needs: "write",
    params: idParams,
    query: previewQuerySchema,
    body: resumeSchema,
    example: { overdue: "shift" },
    answer: { status: 200, schema: z.union([campaignViewSchema, resumePreviewSchema]) },
    errors: [404, 409],
    run: async (ctx, { params, query, body }) =>
      query.preview === "1" ? await previewResume(ctx, params) : await resumeCampaign(ctx, { ...params, ...body }),
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
    path: "/campaigns/{id}/close-entry",
    tag,
    summary: "Let nobody enter any more",
    description: "Those inside go through; then the campaign is complete.",
    needs: "write",
    params: idParams,
    answer: campaign,
    errors: [404, 409],
    run: (ctx, { params }) => closeEntry(ctx, params),
  }),
  endpoint({
    method: "post",
    path: "/campaigns/{id}/open-entry",
    tag,
    summary: "Let members enter again",
    description: "Who has joined meanwhile enters now.",
    needs: "write",
    params: idParams,
    answer: campaign,
    errors: [404, 409],
    run: (ctx, { params }) => openEntry(ctx, params),
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
