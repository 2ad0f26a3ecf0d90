import type { ClientMessageKey } from "../../../src/content/client-messages"

/** The catalogue of texts that members see (CAM-14). */
export const clientMessages = {
  title: "Client messages",
  intro:
    "Texts that members see on the pages behind links, in each language. Empty: the built-in text, shown in the field. A campaign can override each.",
  names: "{company} and {campaign} stand for the names.",
  en: "English",
  es: "Spanish",
  of: (what: string, language: string) => `${what} (${language})`,
  submit: "Save texts",
  keys: {
    preferencesTitle: "Preference page: title",
    preferencesIntro: "Preference page: introduction",
    preferencesSave: "Preference page: button",
    preferencesSaved: "Preference page: after saving",
    unsubscribeTitle: "Unsubscribe page: title",
    unsubscribeText: "Unsubscribe page: text",
    unsubscribeButton: "Unsubscribe page: button",
    unsubscribedTitle: "Landing page after unsubscribing: title",
    unsubscribedText: "Landing page after unsubscribing: text",
    undoButton: "Undo: button",
    resubscribedText: "After undoing",
    dismissButton: "Dismiss: button",
    dismissedText: "After dismissing",
    whyTitle: "Why it came: title",
    whyText: "Why it came: text",
    linkInvalidTitle: "Broken link: title",
    linkInvalidText: "Broken link: text",
    footerUnsubscribe: "Email footer: unsubscribe",
    footerPreferences: "Email footer: preferences",
    footerTransactional: "Email footer of transactional messages",
    smsStopped: "SMS answer to STOP",
    smsStarted: "SMS answer to START",
    smsHelp: "SMS answer to HELP",
  } as Record<ClientMessageKey, string>,
}
