import { endOfOpening } from "./scan"

/** In which of the two ways mail programs show an email. */
export type ColorScheme = "light" | "dark"

/** An email's HTML as a mail program in light or dark mode shows it, whatever mode the looker's own browser is in. */
export function inScheme(html: string, scheme: ColorScheme): string {
  const asked = html.replace(/\(\s*prefers-color-scheme\s*:\s*(light|dark)\s*\)/gi, (_, of: string) =>
    of.toLowerCase() === scheme ? "all" : "not all",
  )
  const style = `<style>:root{color-scheme:${scheme}}</style>`
  const head = endOfOpening(asked, "head")
  const at = head === -1 ? (/^\s*<!doctype[^>]*>/i.exec(asked)?.[0].length ?? 0) : head
  return asked.slice(0, at) + style + asked.slice(at)
}
