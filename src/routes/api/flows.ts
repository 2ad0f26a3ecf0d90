import * as z from "zod"
import {
  diffQuerySchema,
  diffVersions,
  flowDiffSchema,
  getVersion,
  listVersions,
  versionDetailSchema,
  versionNameSchema,
  versionPageSchema,
} from "../../services/campaigns/versions"
import { dryRunCampaign } from "../../services/dry-run/run"
import { dryRunSchema, timelineSchema } from "../../services/dry-run/schema"
import { exportFlow, flowDocumentSchema } from "../../services/flows/export"
import { flowViewSchema, getFlow } from "../../services/flows/get"
import { importFlow } from "../../services/flows/import"
import { flowInputSchema, saveFlow } from "../../services/flows/save"
import { pageQuerySchema } from "../../services/page"
import type { AppContext } from "../env"
import { type AnyEndpoint, endpoint } from "./endpoint"
import { ifMatch, tagged } from "./etag"
import { idParams, versionParams } from "./params"

/** An email, four days, a condition with two ways out. */
const example = {
  start: "welcome",
  steps: {
    welcome: {
      type: "email",
      name: "Welcome",
      message: { subject: "Hello {{ member.attributes.firstName | default: 'there' }}", html: "<p>Welcome!</p>" },
      outcomes: { sent: "wait" },
    },
    wait: { type: "delay", name: "Four days", delay: { for: "P4D", at: "09:00" }, outcomes: { done: "gold" } },
    gold: {
      type: "condition",
      name: "Gold plan?",
      rule: { any: [{ all: [{ fact: "attribute", name: "plan", op: "equals", value: "gold" }] }] },
      outcomes: { met: "vip", notMet: "end" },
    },
    vip: { type: "sms", name: "VIP line", message: { text: "Your VIP line: 555 0100" }, outcomes: { sent: "end" } },
    end: { type: "end", name: "End" },
  },
}

/** What campaigns and workflows have alike: a draft, versions, and documents of both. */
export function flowEndpointsFor(library: "campaigns" | "workflows", tag: string): AnyEndpoint[] {
  const of = `/${library}/{id}`
  return [
    endpoint({
      method: "get",
      path: `${of}/flow`,
      tag,
      summary: "Get a flow's draft, what is published, and its problems",
      needs: "read",
      params: idParams,
      answer: { status: 200, schema: flowViewSchema },
      errors: [404, 409],
      run: async (ctx, { params }, c) => withEtag(c, await getFlow(ctx, { ...params, library })),
    }),
    endpoint({
      method: "put",
      path: `${of}/flow`,
      tag,
      summary: "Save a flow's draft",
      description:
        "Any well-formed graph is taken and its problems listed. With `If-Match` a draft that somebody else has saved meanwhile is a 412.",
      needs: "write",
      params: idParams,
      body: flowInputSchema,
      example,
      answer: { status: 200, schema: flowViewSchema },
      errors: [404, 409, 412],
      run: async (ctx, { params, body }, c) =>
        withEtag(c, await saveFlow(ctx, { id: params.id, library, flow: body, ifMatch: ifMatch(c) })),
    }),
    endpoint({
      method: "get",
      path: `${of}/flow/export`,
      tag,
      summary: "Get a flow as one document",
      description: "The draft, or a version: the graph with its stable ids, its saved messages, and what it refers to.",
      needs: "read",
      params: idParams,
      query: z.object({ version: versionNameSchema.default("draft") }),
      answer: { status: 200, schema: flowDocumentSchema },
      errors: [404, 409],
      run: (ctx, { params, query }) => exportFlow(ctx, { ...params, ...query, library }),
    }),
    endpoint({
      method: "post",
      path: `${of}/flow/import`,
      tag,
      summary: "Make a document's flow the draft",
      description:
        "Step ids stay as they are. Saved messages that the campaign does not have become its own. `If-Match` as for saving.",
      needs: "write",
      params: idParams,
      body: flowDocumentSchema,
      answer: { status: 200, schema: flowViewSchema },
      errors: [404, 409, 412],
      run: async (ctx, { params, body }, c) =>
        withEtag(c, await importFlow(ctx, { ...params, library, document: body, ifMatch: ifMatch(c) })),
    }),
    endpoint({
      method: "get",
      path: `${of}/versions`,
      tag,
      summary: "List the published versions of a flow",
      description: "Newest first.",
      needs: "read",
      params: idParams,
      query: pageQuerySchema,
      answer: { status: 200, schema: versionPageSchema },
      errors: [404],
      run: (ctx, { params, query }) => listVersions(ctx, { ...params, ...query, library }),
    }),
    endpoint({
      method: "get",
      path: `${of}/versions/{version}`,
      tag,
      summary: "Get a published version of a flow",
      needs: "read",
      params: versionParams,
      answer: { status: 200, schema: versionDetailSchema },
      errors: [404],
      run: (ctx, { params }) => getVersion(ctx, { ...params, library }),
    }),
    endpoint({
      method: "get",
      path: `${of}/diff`,
      tag,
      summary: "Compare two versions of a flow",
      description:
        "`from` and `to` are numbers of versions or `draft`; from what is published to the draft by default.",
      needs: "read",
      params: idParams,
      query: diffQuerySchema,
      answer: { status: 200, schema: flowDiffSchema },
      errors: [404, 409],
      run: (ctx, { params, query }) => diffVersions(ctx, { ...params, ...query, library }),
    }),
    endpoint({
      method: "post",
      path: `${of}/dry-run`,
      tag,
      summary: "Play a flow for one member",
      description:
        "`member` is a profile or the id of a member; `version` a number or `draft`. Time travels, nothing is written and nothing is sent.",
      needs: "read",
      params: idParams,
      body: dryRunSchema,
      example: {
        member: { email: "ana@example.com", timeZone: "America/Montevideo", attributes: { plan: "gold" } },
        startAt: "2026-12-01T12:00:00.000Z",
        events: [{ at: "2026-12-06T12:00:00.000Z", name: "applied", properties: { amount: 100 } }],
      },
      answer: { status: 200, schema: timelineSchema },
      errors: [404, 409],
      run: (ctx, { params, body }) => dryRunCampaign(ctx, { ...params, ...body, library }),
    }),
  ]
}

export const flowEndpoints = flowEndpointsFor("campaigns", "Flows")

function withEtag<T extends { etag: string }>(c: AppContext, view: T): T {
  return tagged(c, view, view.etag)
}
