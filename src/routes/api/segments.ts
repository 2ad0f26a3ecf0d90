import { pageQuerySchema } from "../../services/page"
import { countMatching } from "../../services/segments/count"
import { createSegment, segmentCreateSchema } from "../../services/segments/create"
import { getSegment } from "../../services/segments/get"
import { listSegments, segmentPageSchema, segmentQuerySchema } from "../../services/segments/list"
import { joinSegment, leaveSegment, listSegmentMembers, segmentMemberPageSchema } from "../../services/segments/members"
import { removeSegment } from "../../services/segments/remove"
import { ruleCountSchema, ruleCountViewSchema } from "../../services/segments/rule"
import { segmentPatchSchema, updateSegment } from "../../services/segments/update"
import { segmentViewSchema } from "../../services/segments/view"
import { endpoint } from "./endpoint"
import { idParams, segmentMemberParams } from "./params"

const tag = "Segments"

export const segmentEndpoints = [
  endpoint({
    method: "post",
    path: "/segments",
    tag,
    summary: "Create a segment",
    description:
      "A `list`, or with a `rule` a segment that finds its members by itself, in the background: see `progress`. `from` starts from another segment.",
    needs: "write",
    body: segmentCreateSchema,
    answer: { status: 201, schema: segmentViewSchema },
    run: (ctx, { body }) => createSegment(ctx, body),
  }),
  endpoint({
    method: "post",
    path: "/segments/count",
    tag,
    summary: "Count the members that match a rule",
    needs: "read",
    body: ruleCountSchema,
    answer: { status: 200, schema: ruleCountViewSchema },
    run: (ctx, { body }) => countMatching(ctx, body),
  }),
  endpoint({
    method: "get",
    path: "/segments",
    tag,
    summary: "List segments",
    description: "Newest first; the built-in `everyone` comes last.",
    needs: "read",
    query: segmentQuerySchema,
    answer: { status: 200, schema: segmentPageSchema },
    run: (ctx, { query }) => listSegments(ctx, query),
  }),
  endpoint({
    method: "get",
    path: "/segments/{id}",
    tag,
    summary: "Get a segment",
    needs: "read",
    params: idParams,
    answer: { status: 200, schema: segmentViewSchema },
    errors: [404],
    run: (ctx, { params }) => getSegment(ctx, params),
  }),
  endpoint({
    method: "patch",
    path: "/segments/{id}",
    tag,
    summary: "Rename a segment, or change its rule",
    description: "A changed rule decides every member anew in the background; until then the old members stay.",
    needs: "write",
    params: idParams,
    body: segmentPatchSchema,
    answer: { status: 200, schema: segmentViewSchema },
    errors: [404, 409],
    run: (ctx, { params, body }) => updateSegment(ctx, { id: params.id, patch: body }),
  }),
  endpoint({
    method: "delete",
    path: "/segments/{id}",
    tag,
    summary: "Delete a segment that nothing uses",
    needs: "write",
    params: idParams,
    answer: { status: 204 },
    errors: [404, 409],
    run: (ctx, { params }) => removeSegment(ctx, params),
  }),
  endpoint({
    method: "get",
    path: "/segments/{id}/members",
    tag,
    summary: "List the members of a segment",
    description: "By member id; of `everyone`, newest first.",
    needs: "read",
    params: idParams,
    query: pageQuerySchema,
    answer: { status: 200, schema: segmentMemberPageSchema },
    errors: [404],
    run: (ctx, { params, query }) => listSegmentMembers(ctx, { ...params, ...query }),
  }),
  endpoint({
    method: "put",
    path: "/segments/{id}/members/{memberId}",
    tag,
    summary: "Put a member into a list segment",
    description: "Twice starts nothing twice. A member not known yet is created.",
    needs: "ingest",
    params: segmentMemberParams,
    answer: { status: 204 },
    errors: [404, 409],
    run: (ctx, { params }) => joinSegment(ctx, params),
  }),
  endpoint({
    method: "delete",
    path: "/segments/{id}/members/{memberId}",
    tag,
    summary: "Take a member out of a list segment",
    needs: "ingest",
    params: segmentMemberParams,
    answer: { status: 204 },
    errors: [404, 409],
    run: (ctx, { params }) => leaveSegment(ctx, params),
  }),
]
