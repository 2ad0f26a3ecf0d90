import type * as z from "zod"
import { crossSchema, crossType } from "./cross-campaign"
import { smsOverrideSchema } from "./sms"

const schema = crossSchema("crossSms", smsOverrideSchema)
export type CrossSmsStep = z.infer<typeof schema>

/** Sends an SMS of another campaign to those who qualify for it. */
export const crossSms = crossType<CrossSmsStep>({ type: "crossSms", channel: "sms", schema, required: ["text"] })
