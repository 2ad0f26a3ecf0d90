import * as z from "zod"
import { type ColorScheme, inScheme } from "../../content/in-scheme"
import type { MessageTemplates } from "../../content/messages"
import { smsSize } from "../../content/sms"
import { inLanguage, languageFor } from "../../content/variants"
import { warningsOf } from "../../content/warnings"
import { languageSchema } from "../../core/email-blocks"
import type { FieldError } from "../../core/errors"
import { loadCampaign } from "../campaigns/row"
import type { Ctx } from "../context"
import { variablesIn } from "../flows/check"
import { loadDraft } from "../flows/get"
import { channelSchema, contentFields, madeContent } from "./content"
import { inventedMember, look, type Viewer, viewerOf } from "./look"

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

/** A message that is being written, as a member would get it, with all that is wrong with it (MSG-3). Nothing is kept. */
export async function previewMessage(ctx: Ctx, input: PreviewInput): Promise<PreviewView> {
  const { whole, errors, viewer, ...shown } = await prepared(ctx, input)
  const { rendered, problem } = await look(ctx, viewer, shown)
  return {
    rendered: rendered === null ? null : { ...rendered },
    problem,
    language: shown.language,
    problems: errors,
    warnings: warningsOf(whole),
    html: shown.templates.channel === "email" ? (shown.templates.html ?? null) : null,
    bytes: rendered?.channel === "email" ? new TextEncoder().encode(rendered.html).length : null,
    sms: rendered?.channel === "sms" ? smsSize(rendered.text) : null,
  }
}

/** The HTML of an email that is being written, as a mail program in one scheme shows it; null: it cannot be rendered. */
export async function previewDocument(ctx: Ctx, input: PreviewInput, scheme: ColorScheme): Promise<string | null> {
  const { viewer, ...shown } = await prepared(ctx, input)
  const { rendered } = await look(ctx, viewer, shown)
  return rendered?.channel === "email" ? inScheme(rendered.html, scheme) : null
}

interface Prepared {
  /** With its HTML made, in all languages. */
  whole: MessageTemplates
  /** In the one language that is shown. */
  templates: MessageTemplates
  language: string | null
  transactional: boolean
  errors: FieldError[]
  viewer: Viewer
}

/** A message as it was typed, ready to be rendered for somebody. */
export async function prepared(ctx: Ctx, input: PreviewInput): Promise<Prepared> {
  const { channel, transactional } = input
  const [viewer, known] = await Promise.all([viewerOf(ctx, input), knownTo(ctx, input)])
  const { made, errors } = await madeContent(ctx, channel, { content: input.message, known })
  const whole = { ...made, channel } as MessageTemplates
  const language = input.language === undefined ? languageFor(whole, viewer.member.locale) : input.language
  const templates = { ...inLanguage(whole, language), variants: undefined }
  // Nobody in particular reads the language of what is shown.
  const member = viewer.member === inventedMember ? { ...inventedMember, locale: language ?? "en" } : viewer.member
  return { whole, templates, language, transactional, errors, viewer: { ...viewer, member } }
}

/** Variables that the message may name: those of its flow, when it is a step's (MSG-2). */
async function knownTo(ctx: Ctx, { campaignId, stepId }: PreviewInput): Promise<readonly string[] | undefined> {
  if (campaignId === undefined || stepId === undefined) return undefined
  const campaign = await loadCampaign(ctx, campaignId, "any")
  return variablesIn((await loadDraft(ctx, campaign)).flow, campaign.row.settings.dataFields ?? [])
}
