import type { Locale } from "../../locales/format"

/** The language of the page. */
export function readersLocale(): Locale {
  return document.documentElement.lang === "es" ? "es" : "en"
}
