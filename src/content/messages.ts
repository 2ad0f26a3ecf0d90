import { assertNever } from "../core/assert"
import { escapeHtml, headerText } from "./escape"
import type { FilterSettings } from "./filters"
import { headerCharactersMax } from "./limits"
import { plainTextOf } from "./plain-text"
import { endOfOpening } from "./scan"
import { renderTemplate } from "./template"
import { TemplateCache } from "./template-cache"
import { isSafeUrl } from "./urls"
import { type MessageSubject, scopeOf } from "./variables"
import { inLanguage, languageFor } from "./variants"

/** Templates of one message as authors write them, by channel. */
export interface EmailTemplates {
  subject?: string | undefined
  html?: string | undefined
  text?: string | undefined
  /** What mail programs show beside the subject. */
  preheader?: string | undefined
  from?: string | undefined
  replyTo?: string | undefined
}
export interface SmsTemplates {
  text?: string | undefined
}
export interface PushTemplates {
  title?: string | undefined
  body?: string | undefined
  link?: string | undefined
  image?: string | undefined
}

/** What a message says in one language instead (MSG-7). */
interface Localised<T> {
  variants?: Readonly<Record<string, T>> | undefined
}

export type MessageTemplates =
  | ({ channel: "email" } & EmailTemplates & Localised<EmailTemplates>)
  | ({ channel: "sms" } & SmsTemplates & Localised<SmsTemplates>)
  | ({ channel: "push" } & PushTemplates & Localised<PushTemplates>)

/** A message as one member gets it. */
export type RenderedMessage =
  | {
      channel: "email"
      subject: string
      html: string
      text: string
      /** Null: the sender of the company. */
      from: string | null
      replyTo: string | null
    }
  | { channel: "sms"; text: string }
  | { channel: "push"; title: string; body: string; link: string | null; image: string | null }

const titleCharactersMax = 250
const plainTexts = new TemplateCache<string>()

/**
 * Renders a message for a member (MSG-1, MSG-2), in its variant for the member's locale (MSG-7): headers on one line, a
 * text part made from the HTML where there is none (and the other way round), addresses that only lead somewhere.
 * @throws ContentError when a template does not parse or goes beyond its bounds
 */
export function renderMessage(
  written: MessageTemplates,
  subject: MessageSubject,
  settings: FilterSettings,
): RenderedMessage {
  const message = inLanguage(written, languageFor(written, subject.member.locale))
  const scope = scopeOf(subject)
  const text = (template: string | undefined) => renderTemplate(template ?? "", "text", scope, settings)
  switch (message.channel) {
    case "email": {
      const html = message.html ? renderTemplate(message.html, "html", scope, settings) : null
      const plain = text(message.text || plainTexts.get(message.html ?? "", plainTextOf))
      return {
        channel: "email",
        subject: headerText(text(message.subject), headerCharactersMax),
        html: withPreheader(html ?? htmlOfText(plain), text(message.preheader)),
        text: plain,
        from: headerText(text(message.from), headerCharactersMax) || null,
        replyTo: headerText(text(message.replyTo), headerCharactersMax) || null,
      }
    }
    case "sms":
      return { channel: "sms", text: text(message.text).trim() }
    case "push":
      return {
        channel: "push",
        title: headerText(text(message.title), titleCharactersMax),
        body: text(message.body).trim(),
        link: safeAddress(text(message.link)),
        image: safeAddress(text(message.image)),
      }
    default:
      return assertNever(message)
  }
}

function safeAddress(address: string): string | null {
  const trimmed = address.trim()
  return trimmed && isSafeUrl(trimmed) ? trimmed : null
}

function htmlOfText(text: string): string {
  const paragraphs = text.split(/\n{2,}/).map((one) => `<p>${escapeHtml(one).replaceAll("\n", "<br>\n")}</p>`)
  return `<!doctype html>\n<html><body>\n${paragraphs.join("\n")}\n</body></html>`
}

/** Hidden text at the start of the body. */
function withPreheader(html: string, preheader: string): string {
  const line = escapeHtml(preheader.trim())
  if (!line) return html
  const hidden = `<div style="display:none;max-height:0;overflow:hidden">${line}</div>`
  const at = Math.max(0, endOfOpening(html, "body"))
  return html.slice(0, at) + hidden + html.slice(at)
}
