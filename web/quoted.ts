import type { Locale } from "./locales/format"

/** A name within a sentence, in the quotes of its language. */
export function quoted(locale: Locale, name: string): string {
  return locale === "es" ? `«${name}»` : `“${name}”`
}
