import { pageQuerySchema } from "../../services/page"
import {
  createSource,
  getSource,
  listSources,
  removeSource,
  rotateSource,
  sourceCreateSchema,
  sourcePageSchema,
  sourceSecretSchema,
  sourceViewSchema,
} from "../../services/webhook-sources/verbs"
import { endpoint } from "./endpoint"
import { idParams } from "./params"

const tag = "Inbound webhooks"

export const webhookSourceEndpoints = [
  endpoint({
    method: "post",
    path: "/webhook-sources",
    tag,
    summary: "Create a source of signed webhooks",
    description: "The answer is the only time the secret is shown.",
    needs: "admin",
    body: sourceCreateSchema,
    answer: { status: 201, schema: sourceSecretSchema },
    run: (ctx, { body }) => createSource(ctx, body),
  }),
  endpoint({
    method: "post",
    path: "/webhook-sources/{id}/rotate",
    tag,
    summary: "Give a source a new secret",
    description: "The secret before stays good for 24 hours.",
    needs: "admin",
    params: idParams,
    answer: { status: 200, schema: sourceSecretSchema },
    errors: [404],
    run: (ctx, { params }) => rotateSource(ctx, params),
  }),
  endpoint({
    method: "get",
    path: "/webhook-sources",
    tag,
    summary: "List webhook sources",
    needs: "admin",
    query: pageQuerySchema,
    answer: { status: 200, schema: sourcePageSchema },
    run: (ctx, { query }) => listSources(ctx, query),
  }),
  endpoint({
    method: "get",
    path: "/webhook-sources/{id}",
    tag,
    summary: "Get a webhook source",
    needs: "admin",
    params: idParams,
    answer: { status: 200, schema: sourceViewSchema },
    errors: [404],
    run: (ctx, { params }) => getSource(ctx, params),
  }),
  endpoint({
    method: "delete",
    path: "/webhook-sources/{id}",
    tag,
    summary: "Delete a webhook source",
    needs: "admin",
    params: idParams,
    answer: { status: 204 },
    errors: [404],
    run: (ctx, { params }) => removeSource(ctx, params),
  }),
]
