import { checkMessage } from "../../content/check"
import { withDesignedHtml } from "../../content/design"
import type { MessageTemplates } from "../../content/messages"
import { variantsOf } from "../../content/variants"
import type { FieldError } from "../../core/errors"
import type { Channel } from "../../engine/types"
import { refuse } from "../campaigns/settings"
import type { Ctx } from "../context"
import { brandOf } from "./brand"
import type { Content } from "./schema"

/** Which fields each channel has, beside `variants`. */
const fieldsOf: Record<Channel, readonly string[]> = {
  email: ["subject", "preheader", "from", "replyTo", "html", "text", "blocks", "theme"],
  sms: ["text"],
  push: ["title", "body", "link", "image"],
}
const requiredOf: Record<Channel, readonly (keyof Content)[]> = {
  email: ["subject"],
  sms: ["text"],
  push: ["title", "body"],
}

/**
 * A message's content as it is kept: without what is absent, its HTML made from its blocks. 422 for fields of another
 * channel, missing ones, and templates that fail in any language.
 */
export async function checkedContent(ctx: Ctx, channel: Channel, content: object): Promise<Record<string, unknown>> {
  const { made, errors } = await madeContent(ctx, channel, { content })
  refuse(errors)
  return made
}

/** As `checkedContent`, with what is wrong told instead of thrown. `known`: the variables that it may name. */
export async function madeContent(
  ctx: Ctx,
  channel: Channel,
  { content, known }: { content: object; known?: readonly string[] | undefined },
): Promise<{ made: Record<string, unknown>; errors: FieldError[] }> {
  const given = Object.fromEntries(Object.entries(content).filter(([, value]) => value !== undefined && value !== null))
  const unknown = unknownFields(channel, given)
  if (unknown.length > 0) return { made: given, errors: unknown }
  const made = channel === "email" ? withDesignedHtml(given, await brandOf(ctx, given)) : given
  return { made, errors: [...missingFields(channel, made), ...templateErrors(channel, made, known)] }
}

/** What a patch leaves of a message's content. HTML that comes without blocks takes their place. */
export function patched(content: object, patch: object): object {
  const replacesBlocks = "html" in patch && patch.html !== undefined && !("blocks" in patch && patch.blocks)
  return { ...content, ...patch, ...(replacesBlocks ? { blocks: null, theme: null } : {}) }
}

function unknownFields(channel: Channel, content: object): FieldError[] {
  const known = fieldsOf[channel]
  const unknown = (path: string) => ({
    path,
    code: "unknownField",
    message: `A message for ${channel} has no ${path}.`,
  })
  return [
    ...Object.keys(content).filter((field) => field !== "variants" && !known.includes(field)),
    ...Object.entries(variantsOf(content)).flatMap(([language, variant]) =>
      Object.keys(variant ?? {})
        .filter((field) => !known.includes(field))
        .map((field) => `variants.${language}.${field}`),
    ),
  ].map(unknown)
}

function missingFields(channel: Channel, content: Record<string, unknown>): FieldError[] {
  const isBlank = (field: string) => String(content[field] ?? "").trim() === ""
  const required = (path: string) => ({ path, code: "required", message: "This field is required." })
  if (channel === "email" && isBlank("html") && isBlank("text")) {
    return [
      ...requiredOf.email.filter(isBlank).map(required),
      { path: "html", code: "required", message: "Write an HTML or a text part." },
    ]
  }
  return requiredOf[channel].filter(isBlank).map(required)
}

function templateErrors(channel: Channel, content: object, known?: readonly string[]): FieldError[] {
  return checkMessage({ ...content, channel } as MessageTemplates, known).map(({ field, code, message }) => ({
    path: field,
    code,
    message,
  }))
}
