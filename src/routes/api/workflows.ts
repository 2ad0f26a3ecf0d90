import * as z from "zod"
import { fingerprint } from "../../core/fingerprint"
import { campaignCopySchema } from "../../services/campaigns/copy"
import {
  previewPublish,
  previewQuerySchema,
  previewRollback,
  publishSchema,
  rollbackSchema,
} from "../../services/campaigns/publish"
import { publishPreviewSchema } from "../../services/campaigns/release"
import { previewResume, resumePreviewSchema, resumeSchema } from "../../services/campaigns/resume"
import { retryRuns } from "../../services/campaigns/retry-runs"
import { campaignRunQuerySchema, listCampaignRuns } from "../../services/campaigns/runs"
import { campaignStats, campaignStatsSchema } from "../../services/campaigns/stats"
import { runPageSchema } from "../../services/members/runs"
import { listWorkflows, workflowPageSchema, workflowQuerySchema } from "../../services/workflows/list"
import {
  type WorkflowView,
  workflowCreateSchema,
  workflowPatchSchema,
  workflowViewSchema,
} from "../../services/workflows/schema"
import {
  archiveWorkflow,
  cancelWorkflow,
  copyWorkflow,
  createWorkflow,
  getWorkflow,
  library,
  pauseWorkflow,
  publishWorkflow,
  removeWorkflow,
  resumeWorkflow,
  rollbackWorkflow,
  updateWorkflow,
} from "../../services/workflows/verbs"
import type { AppContext } from "../env"
import { endpoint } from "./endpoint"
import { ifMatch, tagged } from "./etag"
import { flowEndpointsFor } from "./flows"
import { idParams } from "./params"

const tag = "Workflows"

/** Who uses it is no setting of its own. */
function withTag(c: AppContext, view: WorkflowView): WorkflowView {
  return tagged(c, view, fingerprint({ ...view, usedBy: [] }))
}

const workflow = { status: 200, schema: workflowViewSchema } as const

/** What needs nothing but the workflow's id. */
function act(verb: string, summary: string, run: typeof cancelWorkflow, description?: string) {
  return endpoint({
    method: "post",
    path: `/workflows/{id}/${verb}`,
    tag,
    summary,
    ...(description === undefined ? {} : { description }),
    needs: "write",
    params: idParams,
    answer: workflow,
    errors: [404, 409],
    run: (ctx, { params }) => run(ctx, params),
  })
}

export const workflowEndpoints = [
  endpoint({
    method: "post",
    path: "/workflows",
    tag,
    summary: "Create a workflow",
    description:
      "A draft flow kept on its own: `standalone` ones are attached to campaigns or started by other flows, `internal` ones are started by an event.",
    needs: "write",
    body: workflowCreateSchema,
    example: { name: "Deal won", kind: "internal", trigger: { event: "dealWon" } },
    answer: { status: 201, schema: workflowViewSchema },
    run: (ctx, { body }) => createWorkflow(ctx, body),
  }),
  endpoint({
    method: "get",
    path: "/workflows",
    tag,
    summary: "List workflows",
    description: "Newest first.",
    needs: "read",
    query: workflowQuerySchema,
    answer: { status: 200, schema: workflowPageSchema },
    run: (ctx, { query }) => listWorkflows(ctx, query),
  }),
  endpoint({
    method: "get",
    path: "/workflows/{id}",
    tag,
    summary: "Get a workflow",
    needs: "read",
    params: idParams,
    answer: workflow,
    errors: [404],
    run: async (ctx, { params }, c) => withTag(c, await getWorkflow(ctx, params)),
  }),
  endpoint({
    method: "patch",
    path: "/workflows/{id}",
    tag,
    summary: "Change a workflow's settings",
    description: "What is left out stays. `If-Match` as for campaigns.",
    needs: "write",
    params: idParams,
    body: workflowPatchSchema,
    example: { name: "Deal won" },
    answer: workflow,
    errors: [404, 409, 412],
    run: async (ctx, { params, body }, c) =>
      withTag(c, await updateWorkflow(ctx, { id: params.id, patch: body, ifMatch: ifMatch(c) })),
  }),
  endpoint({
    method: "delete",
    path: "/workflows/{id}",
    tag,
    summary: "Delete a draft, or an archived workflow without runs",
    needs: "write",
    params: idParams,
    answer: { status: 204 },
    errors: [404, 409],
    run: (ctx, { params }) => removeWorkflow(ctx, params),
  }),
  endpoint({
    method: "post",
    path: "/workflows/{id}/copy",
    tag,
    summary: "Copy a workflow",
    needs: "write",
    params: idParams,
    body: campaignCopySchema,
    answer: { status: 201, schema: workflowViewSchema },
    errors: [404],
    run: (ctx, { params, body }) => copyWorkflow(ctx, { ...params, ...body }),
  }),
  endpoint({
    method: "post",
    path: "/workflows/{id}/publish",
    tag,
    summary: "Publish a workflow",
    description: "As for campaigns, `move` and `?preview=1` included.",
    needs: "write",
    params: idParams,
    query: previewQuerySchema,
    body: publishSchema,
    example: {},
    answer: { status: 200, schema: z.union([workflowViewSchema, publishPreviewSchema]) },
    errors: [404, 409],
    run: async (ctx, { params, query, body }) =>
      query.preview === "1"
        ? await previewPublish(ctx, { ...params, ...body, library })
        : await publishWorkflow(ctx, { ...params, ...body }),
  }),
  endpoint({
    method: "post",
    path: "/workflows/{id}/rollback",
    tag,
    summary: "Go back to an earlier version of a workflow",
    needs: "write",
    params: idParams,
    query: previewQuerySchema,
    body: rollbackSchema,
    example: { version: 1 },
    answer: { status: 200, schema: z.union([workflowViewSchema, publishPreviewSchema]) },
    errors: [404, 409],
    run: async (ctx, { params, query, body }) =>
      query.preview === "1"
        ? await previewRollback(ctx, { ...params, ...body, library })
        : await rollbackWorkflow(ctx, { ...params, ...body }),
  }),
  act("pause", "Pause a workflow", pauseWorkflow, "Its runs are frozen, and nobody starts it until it is resumed."),
  endpoint({
    method: "post",
    path: "/workflows/{id}/resume",
    tag,
    summary: "Resume a paused workflow",
    needs: "write",
    params: idParams,
    query: previewQuerySchema,
    body: resumeSchema,
    example: { overdue: "shift" },
    answer: { status: 200, schema: z.union([workflowViewSchema, resumePreviewSchema]) },
    errors: [404, 409],
    run: async (ctx, { params, query, body }) =>
      query.preview === "1"
        ? await previewResume(ctx, { ...params, library })
        : await resumeWorkflow(ctx, { ...params, ...body }),
  }),
  act("cancel", "Cancel a workflow for good", cancelWorkflow, "Every run stops on its step."),
  act(
    "archive",
    "Archive a workflow that nothing uses",
    archiveWorkflow,
    "It starts nobody any more; runs under way go on. A 409 names who uses it.",
  ),
  endpoint({
    method: "get",
    path: "/workflows/{id}/stats",
    tag,
    summary: "Get the numbers of a workflow and of each step",
    needs: "read",
    params: idParams,
    answer: { status: 200, schema: campaignStatsSchema },
    errors: [404],
    run: (ctx, { params }) => campaignStats(ctx, { ...params, library }),
  }),
  endpoint({
    method: "get",
    path: "/workflows/{id}/runs",
    tag,
    summary: "List the runs of a workflow",
    needs: "read",
    params: idParams,
    query: campaignRunQuerySchema,
    answer: { status: 200, schema: runPageSchema },
    errors: [404],
    run: (ctx, { params, query }) => listCampaignRuns(ctx, { ...params, ...query, library }),
  }),
  endpoint({
    method: "post",
    path: "/workflows/{id}/runs/retry",
    tag,
    summary: "Take up parked runs where they stopped",
    needs: "write",
    params: idParams,
    answer: { status: 200, schema: z.object({ retried: z.number().int(), left: z.boolean() }) },
    errors: [404],
    run: (ctx, { params }) => retryRuns(ctx, { ...params, library }),
  }),
  ...flowEndpointsFor(library, tag),
]
