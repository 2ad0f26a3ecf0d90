import * as z from "zod"
import {
  deadLetterPageSchema,
  listDeadLetters,
  retryDeadLetter,
  retryDeadLetters,
} from "../../services/dead-letters/verbs"
import { deliveryPageSchema, deliveryQuerySchema, listDeliveries } from "../../services/deliveries/list"
import { listOutbox, outboxPageSchema, outboxQuerySchema } from "../../services/outbox/list"
import { pageQuerySchema } from "../../services/page"
import { endpoint } from "./endpoint"
import { idParams } from "./params"

const tag = "Deliveries, outbox, providers"

export const deliveryEndpoints = [
  endpoint({
    method: "get",
    path: "/deliveries",
    tag,
    summary: "List deliveries",
    description: "Newest first.",
    needs: "read",
    query: deliveryQuerySchema,
    answer: { status: 200, schema: deliveryPageSchema },
    run: (ctx, { query }) => listDeliveries(ctx, query),
  }),
  endpoint({
    method: "get",
    path: "/outbox",
    tag,
    summary: "List what the built-in provider received",
    description: "Newest first. Nothing of it has left the machine.",
    needs: "read",
    query: outboxQuerySchema,
    answer: { status: 200, schema: outboxPageSchema },
    run: (ctx, { query }) => listOutbox(ctx, query),
  }),
  endpoint({
    method: "get",
    path: "/dead-letters",
    tag,
    summary: "List what finally failed",
    description:
      "Newest first: messages that no provider took (`queue` is their channel, `id` the delivery's), those of which nobody knows for a day, and what our own queues gave up on.",
    needs: "admin",
    query: pageQuerySchema,
    answer: { status: 200, schema: deadLetterPageSchema },
    run: (ctx, { query }) => listDeadLetters(ctx, query),
  }),
  endpoint({
    method: "post",
    path: "/dead-letters/retry",
    tag,
    summary: "Do again whatever had failed",
    description: "The newest hundred; `left` tells whether to call again. What cannot be done again stays.",
    needs: "admin",
    answer: { status: 200, schema: z.object({ retried: z.number().int(), left: z.number().int() }) },
    run: (ctx) => retryDeadLetters(ctx),
  }),
  endpoint({
    method: "post",
    path: "/dead-letters/{id}/retry",
    tag,
    summary: "Do again what had failed",
    needs: "admin",
    params: idParams,
    answer: { status: 200, schema: z.object({ retried: z.boolean() }) },
    errors: [404, 409],
    run: async (ctx, { params }) => {
      await retryDeadLetter(ctx, params)
      return { retried: true }
    },
  }),
]
