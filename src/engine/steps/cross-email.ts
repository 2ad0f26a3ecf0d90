import type * as z from "zod"
import { crossSchema, crossType } from "./cross-campaign"
import { emailOverrideSchema } from "./email"

const schema = crossSchema("crossEmail", emailOverrideSchema)
export type CrossEmailStep = z.infer<typeof schema>

/** Sends an email of another campaign to those who qualify for it. */
export const crossEmail = crossType<CrossEmailStep>({
  type: "crossEmail",
  channel: "email",
  schema,
  required: ["subject", "html"],
})
