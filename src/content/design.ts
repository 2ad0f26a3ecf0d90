import type { EmailBlock, EmailTheme } from "../core/email-blocks"
import { type Brand, renderBlocks } from "./email/render-blocks"
import { type MessageContent, variantsOf } from "./variants"

/** Whether a message, or one of its variants, is made of blocks. */
export function hasBlocks(message: object): boolean {
  return "blocks" in message || Object.values(variantsOf(message)).some((one) => one !== undefined && "blocks" in one)
}

/**
 * A message whose HTML is made anew from its blocks, also in its variants (MSG-1). What has no blocks keeps the HTML that
 * was written. A variant without a theme of its own looks like the message.
 */
export function withDesignedHtml<M extends object>(message: M, brand: Brand): M {
  if (!hasBlocks(message)) return message
  const { theme, subject } = message as unknown as { theme?: EmailTheme; subject?: string }
  const variants = Object.entries(variantsOf(message)).map(([language, variant]): [string, MessageContent] => [
    language,
    designed({ ...variant }, { theme, subject }, brand),
  ])
  return {
    ...designed(Object.fromEntries(Object.entries(message)), {}, brand),
    ...(variants.length > 0 ? { variants: Object.fromEntries(variants) } : {}),
  } as unknown as M
}

function designed(
  content: MessageContent,
  otherwise: { theme?: EmailTheme | undefined; subject?: string | undefined },
  brand: Brand,
): MessageContent {
  if (!Array.isArray(content.blocks)) return content
  const theme = (content.theme as EmailTheme | undefined) ?? otherwise.theme
  const subject = (content.subject as string | undefined) || otherwise.subject
  return { ...content, html: renderBlocks({ blocks: content.blocks as EmailBlock[], theme, subject }, brand) }
}
