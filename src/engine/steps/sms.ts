import * as z from "zod"
import { messagingSchema, messagingType } from "./messaging"

/** Content of an SMS; the text is a template. */
const text = z.string().max(10_000)
export const smsOverrideSchema = z.strictObject({ text: text.optional() })

const schema = messagingSchema("sms", z.strictObject({ text: text.default("") }))
export type SmsStep = z.infer<typeof schema>

/** Sends one SMS. */
export const sms = messagingType<SmsStep>({
  type: "sms",
  schema,
  helpKey: "steps.sms.help",
  templates: (message) => [{ field: "text", text: message.text, required: true }],
})
