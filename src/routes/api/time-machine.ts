import * as z from "zod"
import {
  clockMoveSchema,
  clockViewSchema,
  moveClock,
  playProviderEvent,
  providerEventSchema,
  readClock,
} from "../../services/time-machine/verbs"
import { endpoint } from "./endpoint"

const tag = "Time machine (local only)"

export const timeMachineEndpoints = [
  endpoint({
    method: "get",
    path: "/dev/clock",
    tag,
    summary: "Read the local clock",
    needs: "read",
    answer: { status: 200, schema: clockViewSchema },
    errors: [404],
    run: (ctx) => readClock(ctx),
  }),
  endpoint({
    method: "post",
    path: "/dev/clock",
    tag,
    summary: "Move the local clock forward",
    description:
      "`advance` (a duration) or `to` (an instant), and `hold` to make it stand still afterwards. Answers once everything due up to then is done.",
    needs: "admin",
    body: clockMoveSchema,
    example: { advance: "P4D" },
    answer: { status: 200, schema: clockViewSchema },
    errors: [404],
    run: (ctx, { body }) => moveClock(ctx, body),
  }),
  endpoint({
    method: "post",
    path: "/dev/provider-events",
    tag,
    summary: "Play a provider's callback on an outbox delivery",
    needs: "admin",
    body: providerEventSchema,
    example: { deliveryId: "DELIVERY_ID", type: "opened" },
    answer: { status: 200, schema: z.object({ accepted: z.boolean() }) },
    errors: [404],
    run: (ctx, { body }) => playProviderEvent(ctx, body),
  }),
]
