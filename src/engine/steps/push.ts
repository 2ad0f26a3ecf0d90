import * as z from "zod"
import { messagingSchema, messagingType } from "./messaging"

/** Content of a push notification; title and body are templates. */
const texts = {
  title: z.string().max(1_000),
  body: z.string().max(4_000),
  link: z.string().max(2_000).optional(),
  image: z.string().max(2_000).optional(),
}
const messageSchema = z.strictObject({ ...texts, title: texts.title.default(""), body: texts.body.default("") })
export const pushOverrideSchema = z.strictObject(texts).partial()

const schema = messagingSchema("push", messageSchema)
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
  ],
})
