import * as z from "zod"
import {
  createMessage,
  getMessage,
  listMessages,
  messageCreateSchema,
  messagePageSchema,
  messagePatchSchema,
  messageViewSchema,
  removeMessage,
  updateMessage,
} from "../../services/messages/verbs"
import { pageQuerySchema } from "../../services/page"
import { endpoint } from "./endpoint"
import { idParams } from "./params"

const tag = "Campaigns"
const messageParams = z.object({ id: z.string(), messageId: z.string() })

export const messageEndpoints = [
  endpoint({
    method: "post",
    path: "/campaigns/{id}/messages",
    tag,
    summary: "Save a message of a campaign",
    description: "Saved messages are used by its own flow (`messageId`) and by cross-campaign steps of others.",
    needs: "write",
    params: idParams,
    body: messageCreateSchema,
    example: { channel: "email", name: "Loan offer", subject: "A loan for you", html: "<p>…</p>" },
    answer: { status: 201, schema: messageViewSchema },
    errors: [404],
    run: (ctx, { params, body }) => createMessage(ctx, { campaignId: params.id, ...body }),
  }),
  endpoint({
    method: "get",
    path: "/campaigns/{id}/messages",
    tag,
    summary: "List a campaign's saved messages",
    needs: "read",
    params: idParams,
    query: pageQuerySchema,
    answer: { status: 200, schema: messagePageSchema },
    errors: [404],
    run: (ctx, { params, query }) => listMessages(ctx, { campaignId: params.id, ...query }),
  }),
  endpoint({
    method: "get",
    path: "/campaigns/{id}/messages/{messageId}",
    tag,
    summary: "Get a saved message",
    needs: "read",
    params: messageParams,
    answer: { status: 200, schema: messageViewSchema },
    errors: [404],
    run: (ctx, { params }) => getMessage(ctx, { campaignId: params.id, id: params.messageId }),
  }),
  endpoint({
    method: "patch",
    path: "/campaigns/{id}/messages/{messageId}",
    tag,
    summary: "Change a saved message",
    needs: "write",
    params: messageParams,
    body: messagePatchSchema,
    example: { subject: "A better loan for you" },
    answer: { status: 200, schema: messageViewSchema },
    errors: [404],
    run: (ctx, { params, body }) => updateMessage(ctx, { campaignId: params.id, id: params.messageId, patch: body }),
  }),
  endpoint({
    method: "delete",
    path: "/campaigns/{id}/messages/{messageId}",
    tag,
    summary: "Delete a saved message that no step uses",
    needs: "write",
    params: messageParams,
    answer: { status: 204 },
    errors: [404, 409],
    run: (ctx, { params }) => removeMessage(ctx, { campaignId: params.id, id: params.messageId }),
  }),
]
