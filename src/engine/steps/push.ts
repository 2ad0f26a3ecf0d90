import * as z from "zod"
import { variantsSchema } from "../../core/email-blocks"
import { messagingSchema, messagingType, variantFields } from "./messaging"

/** Content of a push notification; title and body are templates. */
const texts = {
  title: z.string().max(1_000),
  body: z.string().max(4_000),
  link: z.string().max(2_000).optional(),
  image: z.string().max(2_000).optional(),
}
const variants = variantsSchema(z.strictObject(texts).partial()).optional()
export const pushMessageSchema = z.strictObject({
  ...texts,
  title: texts.title.default(""),
  body: texts.body.default(""),
  variants,
})
export const pushOverrideSchema = z.strictObject({ ...texts, variants }).partial()

const schema = messagingSchema("push", pushMessageSchema)
export type PushStep = z.infer<typeof schema>

/** Sends one push notification. */
export const push = messagingType<PushStep>({
  type: "push",
  schema,
  helpKey: "steps.push.help",
  templates: (message) => [
    { field: "title", text: message.title, required: true },
    { field: "body", text: message.body, required: true },
    { field: "link", text: message.link ?? "", required: false },
    { field: "image", text: message.image ?? "", required: false },
    ...variantFields(message.variants),
  ],
})
