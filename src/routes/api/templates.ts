import * as z from "zod"
import { previewMessage } from "../../services/messages/preview"
import { previewSchema, previewViewSchema } from "../../services/messages/schema"
import { messageTestSchema, testMessage } from "../../services/messages/test-send"
import { testOutcomeSchema } from "../../services/providers/schema"
import {
  templateCreateSchema,
  templateListSchema,
  templateQuerySchema,
  templateViewSchema,
} from "../../services/templates/schema"
import { getTemplate, listTemplates, removeTemplate, saveTemplate } from "../../services/templates/verbs"
import { endpoint } from "./endpoint"
import { idParams } from "./params"

const tag = "Messages"
const message = { subject: "Hello", blocks: [{ type: "text", html: "<p>Hello {{ member.attributes.firstName }}</p>" }] }

/** What people write messages with: previews, test sends and templates (MSG-1, MSG-3). */
export const templateEndpoints = [
  endpoint({
    method: "post",
    path: "/messages/preview",
    tag,
    summary: "See a message as a member would get it",
    description: "Nothing is kept or sent. Tells what is wrong with it, in every language that it has.",
    needs: "read",
    body: previewSchema,
    example: { channel: "email", message, memberId: "m-1" },
    answer: { status: 200, schema: previewViewSchema },
    errors: [404],
    run: (ctx, { body }) => previewMessage(ctx, body),
  }),
  endpoint({
    method: "post",
    path: "/messages/test",
    tag,
    summary: "Send a message to somebody who wants to see it",
    description:
      "By the channel's own provider, marked “[Test]”. Its links touch no member, and it is not counted. Answers what the provider said.",
    needs: "write",
    body: messageTestSchema,
    example: { channel: "email", message, to: "me@example.com" },
    answer: { status: 200, schema: testOutcomeSchema },
    errors: [404],
    run: (ctx, { body }) => testMessage(ctx, body),
  }),
  endpoint({
    method: "get",
    path: "/templates",
    tag,
    summary: "List templates to start messages from",
    needs: "read",
    query: templateQuerySchema,
    answer: { status: 200, schema: templateListSchema },
    run: (ctx, { query }) => listTemplates(ctx, query),
  }),
  endpoint({
    method: "post",
    path: "/templates",
    tag,
    summary: "Save a template",
    needs: "write",
    body: templateCreateSchema,
    example: { channel: "email", name: "Our letter", content: message },
    answer: { status: 201, schema: templateViewSchema },
    errors: [409],
    run: (ctx, { body }) => saveTemplate(ctx, body),
  }),
  endpoint({
    method: "get",
    path: "/templates/{id}",
    tag,
    summary: "Get a template",
    needs: "read",
    params: idParams,
    query: z.object({ language: templateQuerySchema.shape.language }),
    answer: { status: 200, schema: templateViewSchema },
    errors: [404],
    run: (ctx, { params, query }) => getTemplate(ctx, { id: params.id, language: query.language }),
  }),
  endpoint({
    method: "delete",
    path: "/templates/{id}",
    tag,
    summary: "Delete a template",
    needs: "write",
    params: idParams,
    answer: { status: 204 },
    errors: [404, 409],
    run: (ctx, { params }) => removeTemplate(ctx, { id: params.id }),
  }),
]
