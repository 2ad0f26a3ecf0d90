/**
 * Texts that members see outside of messages (CAM-14): built in here, overridden by the company's catalogue, and that by
 * a campaign. Plain text; `{company}` and `{campaign}` stand for the names, in some texts others too.
 */
export const clientMessages = {
  preferencesTitle: { en: "Your communication preferences", es: "Sus preferencias de comunicación" },
  preferencesIntro: {
    en: "Choose what you want to hear from {company}.",
    es: "Elija qué quiere recibir de {company}.",
  },
  preferencesHelp: {
    en: "What is switched off for everything is off below it as well.",
    es: "Lo que está apagado para todo lo está también más abajo.",
  },
  scopeAll: { en: "Everything from {company}", es: "Todo lo de {company}" },
  scopeCategory: { en: "Everything about {category}", es: "Todo sobre {category}" },
  scopeGroup: { en: "Everything of {group}", es: "Todo lo de {group}" },
  scopeCategoryAndGroup: { en: "Everything about {category} of {group}", es: "Todo sobre {category} de {group}" },
  scopeCampaign: { en: "“{campaign}”", es: "«{campaign}»" },
  channelEmail: { en: "Email", es: "Correo" },
  channelSms: { en: "SMS", es: "SMS" },
  channelPush: { en: "Push", es: "Push" },
  preferencesSave: { en: "Save my choice", es: "Guardar mi elección" },
  preferencesSaved: { en: "Your choice is saved.", es: "Su elección está guardada." },
  unsubscribeTitle: { en: "Unsubscribe", es: "Darse de baja" },
  unsubscribeText: {
    en: "You will not get these messages from {company} any more.",
    es: "No recibirá más estos mensajes de {company}.",
  },
  unsubscribeButton: { en: "Unsubscribe", es: "Darme de baja" },
  unsubscribedTitle: { en: "You are unsubscribed", es: "Usted está dado de baja" },
  unsubscribedText: {
    en: "It holds from now on. If it was a mistake, you can undo it.",
    es: "Vale desde ahora. Si fue un error, puede deshacerlo.",
  },
  undoButton: { en: "Undo", es: "Deshacer" },
  resubscribedText: { en: "You are subscribed again.", es: "Usted vuelve a estar suscrito." },
  preferencesLink: { en: "All my preferences", es: "Todas mis preferencias" },
  dismissTitle: { en: "Not interested?", es: "¿No le interesa?" },
  dismissText: {
    en: "You will hear no more about “{campaign}”. Everything else still comes.",
    es: "No recibirá más sobre «{campaign}». Todo lo demás le sigue llegando.",
  },
  dismissUnavailableText: {
    en: "“{campaign}” cannot be dismissed. You can choose what you want to hear from {company}.",
    es: "«{campaign}» no se puede descartar. Puede elegir qué quiere recibir de {company}.",
  },
  dismissButton: { en: "Not interested in this offer", es: "No me interesa esta oferta" },
  dismissedText: {
    en: "You will hear no more about “{campaign}”.",
    es: "No recibirá más sobre «{campaign}».",
  },
  whyTitle: { en: "Why did I get this?", es: "¿Por qué recibí esto?" },
  whyText: {
    en: "It belongs to “{campaign}” of {company}.",
    es: "Es parte de «{campaign}» de {company}.",
  },
  whySegment: {
    en: "You are on the list “{segment}” since {date}.",
    es: "Está en la lista «{segment}» desde el {date}.",
  },
  previewNote: {
    en: "This is a preview: nothing is changed here.",
    es: "Esto es una vista previa: aquí no se cambia nada.",
  },
  linkInvalidTitle: { en: "This link does not work", es: "Este enlace no funciona" },
  linkInvalidText: {
    en: "It is incomplete or no longer valid. Use the link in a more recent message.",
    es: "Está incompleto o ya no vale. Use el enlace de un mensaje más reciente.",
  },
  footerUnsubscribe: { en: "Unsubscribe", es: "Darse de baja" },
  footerPreferences: { en: "Preferences", es: "Preferencias" },
  footerTransactional: {
    en: "You get this message because of something you did or asked for.",
    es: "Recibe este mensaje por algo que hizo o pidió.",
  },
  smsStopped: {
    en: "You will get no more messages. Answer START to get them again.",
    es: "No recibirá más mensajes. Responda START para recibirlos de nuevo.",
  },
  smsStarted: {
    en: "You will get messages again. Answer STOP to end them.",
    es: "Volverá a recibir mensajes. Responda STOP para terminarlos.",
  },
  smsHelp: {
    en: "Answer STOP to get no more messages, START to get them again.",
    es: "Responda STOP para no recibir más mensajes, START para recibirlos de nuevo.",
  },
} as const satisfies Record<string, Record<ClientLanguage, string>>

export type ClientLanguage = "en" | "es"
export type ClientMessageKey = keyof typeof clientMessages
export const clientMessageKeys = Object.keys(clientMessages) as ClientMessageKey[]

/** Texts by language and key, as the company's catalogue or a campaign gives them. */
export interface ClientTexts {
  en?: Readonly<Record<string, string>> | undefined
  es?: Readonly<Record<string, string>> | undefined
}

/** The language in which a member reads: Spanish for `es` and its regions, else English. */
export function clientLanguage(locale: string | null): ClientLanguage {
  return locale !== null && /^es\b/i.test(locale) ? "es" : "en"
}

/** What texts may name; the company and the campaign in all of them. */
export type ClientNames = { company: string; campaign: string } & Partial<
  Record<"category" | "group" | "segment" | "date", string>
>

/**
 * A text as a member reads it.
 * @param overrides the campaign's texts, then the company's: the first that has one in the language wins
 * @param names what `{company}`, `{campaign}` and others stand for; a name that is not given stays as it is written
 */
export function clientText(
  key: ClientMessageKey,
  language: ClientLanguage,
  { overrides, names }: { overrides: readonly ClientTexts[]; names: ClientNames },
): string {
  const own = overrides
    .map((texts) => texts[language])
    .find((texts) => texts !== undefined && Object.hasOwn(texts, key))?.[key]
  const known = new Map(Object.entries(names))
  return (own ?? clientMessages[key][language]).replaceAll(
    /\{([a-z]+)\}/g,
    (whole, name: string) => known.get(name) ?? whole,
  )
}
