import * as z from "zod"
import { emailDesignFields, languageSchema, variantsSchema } from "../../core/email-blocks"

export const channelSchema = z.enum(["email", "sms", "push"])

const texts = {
  subject: z.string().max(1_000).optional(),
  preheader: z.string().max(1_000).optional(),
  from: z.string().max(320).optional(),
  replyTo: z.string().max(320).optional(),
  html: z.string().max(500_000).optional(),
  text: z.string().max(200_000).optional(),
  title: z.string().max(1_000).optional(),
  body: z.string().max(4_000).optional(),
  link: z.string().max(2_000).optional(),
  image: z.string().max(2_000).optional(),
}
const localised = { ...texts, ...emailDesignFields }
/** What a message of any channel may hold: its texts, the blocks of an email, and variants by language. */
export const contentFields = { ...localised, variants: variantsSchema(z.strictObject(localised)).optional() }
const contentShape = z.strictObject(contentFields)
export type Content = z.infer<typeof contentShape>
/** What a saved message of any channel may hold. */
export const messageContentSchema = contentShape

/** `POST /messages/preview`. */
export const previewSchema = z
  .strictObject({
    channel: channelSchema,
    message: z.strictObject(contentFields),
    /** Whose name, data fields and texts it has. */
    campaignId: z.string().max(64).optional(),
    /** The step of the campaign's draft that sends it: it may name what the flow offers. */
    stepId: z.string().max(64).optional(),
    /** Absent: an invented member. */
    memberId: z.string().max(200).optional(),
    /** The variant to show, whatever the member's locale; null: the message's own language. */
    language: languageSchema.nullable().optional(),
    transactional: z.boolean().default(false),
  })
  .meta({ id: "MessagePreviewRequest" })
export type PreviewInput = z.infer<typeof previewSchema>

const problemSchema = z.object({ path: z.string(), code: z.string(), message: z.string() })
export const previewViewSchema = z
  .object({
    /** As the member would see it; null while it cannot be rendered. */
    rendered: z.record(z.string(), z.unknown()).nullable(),
    /** Why it cannot be rendered. */
    problem: z.string().nullable(),
    /** The language of the variant that is shown; null: the message's own. */
    language: z.string().nullable(),
    /** What keeps it from being saved or published. */
    problems: z.array(problemSchema),
    /** What deserves a look. */
    warnings: z.array(
      z.object({
        language: z.string().nullable(),
        code: z.string(),
        message: z.string(),
        hint: z.boolean().optional(),
      }),
    ),
    /** The template of an email's HTML, made from its blocks where it has some. */
    html: z.string().nullable(),
    /** Of an email's HTML as it is rendered. */
    bytes: z.number().int().nullable(),
    /** How an SMS travels. */
    sms: z
      .object({
        encoding: z.enum(["GSM-7", "UCS-2"]),
        characters: z.number().int(),
        segments: z.number().int(),
        left: z.number().int(),
        beyondGsm: z.array(z.string()),
      })
      .nullable(),
  })
  .meta({ id: "MessagePreview" })
export type PreviewView = z.infer<typeof previewViewSchema>
