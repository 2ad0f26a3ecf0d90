import * as z from "zod"
import { nameSchema } from "../campaigns/schema"
import { channelSchema, contentFields } from "../messages/schema"

const contentSchema = z.strictObject(contentFields)

/** `POST /templates`. */
export const templateCreateSchema = z
  .strictObject({ channel: channelSchema, name: nameSchema, content: contentSchema })
  .meta({ id: "TemplateCreate" })

export const templateQuerySchema = z.object({
  channel: channelSchema.optional(),
  /** Of the templates that come with the system. */
  language: z.enum(["en", "es"]).default("en"),
})

export const templateViewSchema = z
  .object({
    id: z.string(),
    channel: channelSchema,
    name: z.string(),
    content: contentSchema,
    /** Comes with the system: cannot be deleted. */
    builtIn: z.boolean(),
    createdAt: z.iso.datetime().nullable(),
  })
  .meta({ id: "Template" })
export const templateListSchema = z.object({ items: z.array(templateViewSchema) }).meta({ id: "Templates" })
export type TemplateView = z.infer<typeof templateViewSchema>
