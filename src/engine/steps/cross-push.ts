import type * as z from "zod"
import { crossSchema, crossType } from "./cross-campaign"
import { pushOverrideSchema } from "./push"

const schema = crossSchema("crossPush", pushOverrideSchema)
export type CrossPushStep = z.infer<typeof schema>

/** Sends a push notification of another campaign to those who qualify for it. */
export const crossPush = crossType<CrossPushStep>({
  type: "crossPush",
  channel: "push",
  schema,
  required: ["title", "body"],
})
