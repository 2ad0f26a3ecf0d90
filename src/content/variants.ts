import type { MessageTemplates } from "./messages"

/** Fields that are in one language together: a variant that says one of them leaves nothing of the others behind. */
const groups: Record<MessageTemplates["channel"], readonly (readonly string[])[]> = {
  email: [
    ["subject", "preheader"],
    ["html", "text"],
  ],
  sms: [["text"]],
  push: [["title", "body"]],
}

/** Parts of a message as they are stored: templates, blocks and variants by name. */
export type MessageContent = Readonly<Record<string, unknown>>

/** The variants of a message by language. */
export function variantsOf(message: object): Readonly<Record<string, MessageContent | undefined>> {
  const variants = "variants" in message ? message.variants : null
  return typeof variants === "object" && variants !== null ? (variants as Record<string, MessageContent>) : {}
}

/**
 * The language whose variant a member gets (MSG-7): exactly the member's locale, else its language; null: the message
 * itself. A variant for one region is none for others.
 */
export function languageFor(message: object, locale: string | null): string | null {
  const wanted = locale?.toLowerCase() ?? ""
  const languages = Object.keys(variantsOf(message))
  const named = (tag: string) => languages.find((one) => one.toLowerCase() === tag)
  return wanted === "" ? null : (named(wanted) ?? named(wanted.split("-")[0] ?? "") ?? null)
}

/** A message with what one of its variants says instead; what that leaves empty is as in the message. */
export function inLanguage<M extends MessageTemplates>(message: M, language: string | null): M {
  const variant = language === null ? undefined : variantsOf(message)[language]
  if (variant === undefined) return message
  const said = Object.entries(variant).filter(([, value]) => typeof value !== "string" || value.trim() !== "")
  const replaced = groups[message.channel].filter((group) => said.some(([field]) => group.includes(field)))
  return { ...without(message, new Set(replaced.flat())), ...Object.fromEntries(said) } as unknown as M
}

/**
 * Another campaign's message with what a flow says otherwise (FLOW-8): that holds in every language, unless the flow says
 * it by language itself.
 */
export function overridden(content: MessageContent, override: MessageContent | undefined): MessageContent {
  if (override === undefined) return content
  const { variants: _, ...said } = override
  // A text part that was made for other HTML goes with it.
  const gone = new Set([...Object.keys(said), ...("html" in said ? ["text"] : [])])
  const languages = new Set([...Object.keys(variantsOf(content)), ...Object.keys(variantsOf(override))])
  const variants = [...languages].map((language): [string, MessageContent] => [
    language,
    { ...without(variantsOf(content)[language] ?? {}, gone), ...variantsOf(override)[language] },
  ])
  return {
    ...without(content, gone),
    ...said,
    ...(languages.size > 0 ? { variants: Object.fromEntries(variants) } : {}),
  }
}

function without(fields: object, names: ReadonlySet<string>): MessageContent {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !names.has(name)))
}
