import { withWholeImages } from "../core/image-path"
import { type EmailParts, type Footer, withFooter } from "./footer"
import type { MessageLinks } from "./links"
import { type Tracker, withTracking } from "./tracking"

/** What every email gets after its author's templates are rendered. */
export interface Finish {
  /** Of this system, no slash at its end; "" while nobody knows it. */
  origin: string
  links: MessageLinks
  footer: Footer
  /** Null: its links and its opening are not tracked. */
  tracker: Tracker | null
}

/**
 * An email as it goes out (MSG-4, MSG-6): with its footer, its pictures where inboxes find them, and its author's links led
 * through this system.
 */
export async function finishEmail<E extends EmailParts>(
  email: E,
  { origin, links, footer, tracker }: Finish,
): Promise<E> {
  const seen = withWholeImages(email.html, origin)
  const html = tracker === null ? seen : await withTracking(seen, tracker)
  return { ...email, ...withFooter({ html, text: email.text }, links, footer) }
}

/**
 * Headers by which mail programs offer to unsubscribe (RFC 8058, RFC 2919) and auto-responders keep quiet (DEL-24).
 * @param mailbox where the company also takes unsubscribes by mail; null: nowhere
 */
export function listHeaders(message: {
  campaignId: string
  unsubscribeUrl: string
  transactional: boolean
  mailbox: string | null
}): Record<string, string> {
  const { campaignId, unsubscribeUrl, transactional, mailbox } = message
  const headers = { "Auto-Submitted": "auto-generated", "List-Id": `<${campaignId}.millrace>` }
  if (transactional || unsubscribeUrl === "") return headers
  const byMail =
    mailbox === null ? [] : [`<mailto:${encodeURIComponent(mailbox).replace("%40", "@")}?subject=unsubscribe>`]
  return {
    ...headers,
    "List-Unsubscribe": [`<${unsubscribeUrl}>`, ...byMail].join(", "),
    "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
  }
}
