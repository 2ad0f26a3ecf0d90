import { cloudflare } from "./email/cloudflare"
import { mailgun } from "./email/mailgun"
import { emailOutbox } from "./email/outbox"
import { postmark } from "./email/postmark"
import { resend } from "./email/resend"
import { sendgrid } from "./email/sendgrid"
import { ses } from "./email/ses"
import { smtp } from "./email/smtp"
import type { MessageChannel, Provider } from "./provider"
import { apns } from "./push/apns"
import { fcm } from "./push/fcm"
import { pushOutbox } from "./push/outbox"
import { webpush } from "./push/webpush"
import { messagebird } from "./sms/messagebird"
import { smsOutbox } from "./sms/outbox"
import { twilio } from "./sms/twilio"
import { vonage } from "./sms/vonage"

/** Kinds by channel: a kind named here and missing below does not compile. */
interface ProviderKinds {
  email: "cloudflare" | "mailgun" | "outbox" | "postmark" | "resend" | "sendgrid" | "ses" | "smtp"
  sms: "messagebird" | "outbox" | "twilio" | "vonage"
  push: "apns" | "fcm" | "outbox" | "webpush"
}

/** Every provider there is; sorted. */
export const providers: { [C in MessageChannel]: { [K in ProviderKinds[C]]: Provider<C> } } = {
  email: { cloudflare, mailgun, outbox: emailOutbox, postmark, resend, sendgrid, ses, smtp },
  push: { apns, fcm, outbox: pushOutbox, webpush },
  sms: { messagebird, outbox: smsOutbox, twilio, vonage },
}

/** The provider of a channel by its kind, or null when there is none. */
export function findProvider<C extends MessageChannel>(channel: C, kind: string): Provider<C> | null {
  const kinds: Record<string, Provider<C>> = providers[channel]
  return Object.hasOwn(kinds, kind) ? (kinds[kind] ?? null) : null
}

/** All providers of a channel. */
export function providersOf(channel: MessageChannel): Provider[] {
  return Object.values<Provider>(providers[channel])
}
