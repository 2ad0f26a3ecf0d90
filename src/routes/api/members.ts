import { profilePatchSchema } from "../../core/profile"
import { consentSchema, setConsent } from "../../services/members/consent"
import { eraseMember } from "../../services/members/erase"
import { explainMember, explainQuerySchema, explanationSchema } from "../../services/members/explain"
import { exportMember, memberExportSchema } from "../../services/members/export"
import { getMember } from "../../services/members/get"
import { listMembers, memberPageSchema, memberQuerySchema } from "../../services/members/list"
import { putMember } from "../../services/members/put"
import { listMemberRuns, runPageSchema } from "../../services/members/runs"
import { memberTimeline, timelinePageSchema } from "../../services/members/timeline"
import { memberViewSchema } from "../../services/members/view"
import { pageQuerySchema } from "../../services/page"
import { endpoint } from "./endpoint"
import { memberParams } from "./params"

const tag = "Members"

export const memberEndpoints = [
  endpoint({
    method: "get",
    path: "/members",
    tag,
    summary: "List members",
    description:
      "Newest first. `query` finds a part of the id, email, phone or name; `segmentId` narrows to a segment.",
    needs: "read",
    query: memberQuerySchema,
    answer: { status: 200, schema: memberPageSchema },
    run: (ctx, { query }) => listMembers(ctx, query),
  }),
  endpoint({
    method: "put",
    path: "/members/{id}",
    tag,
    summary: "Create or update a member",
    description: "A merge: fields that are absent stay, `null` removes. Unknown fields are refused.",
    needs: "write",
    params: memberParams,
    body: profilePatchSchema.meta({ id: "MemberChange" }),
    answer: { status: 200, schema: memberViewSchema },
    run: (ctx, { params, body }) => putMember(ctx, { id: params.id, patch: body }),
  }),
  endpoint({
    method: "get",
    path: "/members/{id}",
    tag,
    summary: "Get a member",
    needs: "read",
    params: memberParams,
    answer: { status: 200, schema: memberViewSchema },
    errors: [404],
    run: (ctx, { params }) => getMember(ctx, params),
  }),
  endpoint({
    method: "delete",
    path: "/members/{id}",
    tag,
    summary: "Erase a member",
    description: "Deletes all data held on the member, ends runs and drops queued deliveries. There is no way back.",
    needs: "write",
    params: memberParams,
    answer: { status: 204 },
    errors: [404],
    run: (ctx, { params }) => eraseMember(ctx, params),
  }),
  endpoint({
    method: "get",
    path: "/members/{id}/export",
    tag,
    summary: "Export all data held on a member",
    needs: "read",
    params: memberParams,
    answer: { status: 200, schema: memberExportSchema },
    errors: [404],
    run: (ctx, { params }) => exportMember(ctx, params),
  }),
  endpoint({
    method: "put",
    path: "/members/{id}/consent",
    tag,
    summary: "Record what a member wants to receive",
    description: "`scope` is `all`, `campaign:ID`, `category:ID`, `group:ID` or `categoryAndGroup:ID+ID`.",
    needs: "write",
    params: memberParams,
    body: consentSchema,
    answer: { status: 200, schema: memberViewSchema },
    errors: [404],
    run: (ctx, { params, body }) => setConsent(ctx, { id: params.id, consent: body }),
  }),
  endpoint({
    method: "get",
    path: "/members/{id}/runs",
    tag,
    summary: "List a member's runs",
    needs: "read",
    params: memberParams,
    query: pageQuerySchema,
    answer: { status: 200, schema: runPageSchema },
    errors: [404],
    run: (ctx, { params, query }) => listMemberRuns(ctx, { ...params, ...query }),
  }),
  endpoint({
    method: "get",
    path: "/members/{id}/explain",
    tag,
    summary: "Say why a member is or is not in a campaign's flow",
    needs: "read",
    params: memberParams,
    query: explainQuerySchema,
    answer: { status: 200, schema: explanationSchema },
    errors: [404],
    run: (ctx, { params, query }) => explainMember(ctx, { ...params, ...query }),
  }),
  endpoint({
    method: "get",
    path: "/members/{id}/timeline",
    tag,
    summary: "List what has happened to a member",
    needs: "read",
    params: memberParams,
    query: pageQuerySchema,
    answer: { status: 200, schema: timelinePageSchema },
    errors: [404],
    run: (ctx, { params, query }) => memberTimeline(ctx, { ...params, ...query }),
  }),
]
