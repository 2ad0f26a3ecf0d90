import { createContext } from "preact"
import { useContext } from "preact/hooks"
import type { Texts } from "./locales/en"
import { en } from "./locales/en"
import { es } from "./locales/es"
import type { Locale } from "./locales/format"

/** What every component may look at: the reader's language, the present moment and where we are. */
export interface Ui {
  t: Texts
  locale: Locale
  /** Zone in which instants are shown that belong to no campaign. */
  zone: string
  /** Epoch milliseconds by the system's (perhaps shifted) clock. */
  now: number
  /** Path and query of this page. */
  path: string
  user: { name: string; canWrite: boolean; canAdmin: boolean } | null
  /** Present on a local system with the time machine. */
  clock: { now: number; held: boolean } | null
  /** What the last action did, by its key in `notes`. */
  note: string | null
}

const texts: Record<Locale, Texts> = { en, es }

/** All texts of a language. */
export function textsOf(locale: Locale): Texts {
  return texts[locale]
}

export const UiContext = createContext<Ui | null>(null)

/** The surroundings of the component that is being rendered. */
export function useUi(): Ui {
  const ui = useContext(UiContext)
  if (!ui) throw new Error("Rendered outside of UiContext")
  return ui
}
