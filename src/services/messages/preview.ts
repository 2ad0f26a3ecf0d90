import { type ColorScheme, inScheme } from "../../content/in-scheme"
import type { MessageTemplates } from "../../content/messages"
import { smsSize } from "../../content/sms"
import { inLanguage, languageFor } from "../../content/variants"
import { warningsOf } from "../../content/warnings"
import type { FieldError } from "../../core/errors"
import { loadCampaign } from "../campaigns/row"
import type { Ctx } from "../context"
import { variablesIn } from "../flows/check"
import { loadDraft } from "../flows/get"
import { madeContent } from "./content"
import { inventedMember, look, type Viewer, viewerOf } from "./look"
import type { PreviewInput, PreviewView } from "./schema"

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
