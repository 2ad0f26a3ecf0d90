import * as z from "zod"
import { variantsSchema } from "../../core/email-blocks"
import { messagingSchema, messagingType, variantFields } from "./messaging"

/** Content of an SMS; the text is a template. */
const text = z.string().max(10_000)
const variants = variantsSchema(z.strictObject({ text: text.optional() })).optional()
export const smsMessageSchema = z.strictObject({ text: text.default(""), variants })
export const smsOverrideSchema = z.strictObject({ text: text.optional(), variants })

const schema = messagingSchema("sms", smsMessageSchema)
export type SmsStep = z.infer<typeof schema>

/** Sends one SMS. */
export const sms = messagingType<SmsStep>({
  type: "sms",
  schema,
  helpKey: "steps.sms.help",
  templates: (message) => [{ field: "text", text: message.text, required: true }, ...variantFields(message.variants)],
})
