import { oneLine } from "../core/one-line"

const entities: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
}

/** Text as HTML, safe between tags and inside quoted attributes. */
export function escapeHtml(text: string): string {
  return /[&<>"']/.test(text) ? text.replace(/[&<>"']/g, (found) => entities[found] ?? found) : text
}

/** Text as HTML that is safe even in an attribute that its author forgot to quote. */
export function escapeUnquoted(text: string): string {
  return escapeHtml(text).replace(/[\s=`/]/g, (found) => `&#${found.charCodeAt(0)};`)
}

/** HTML that a filter made on purpose from escaped text; passes the output unescaped. */
export class Markup {
  constructor(readonly html: string) {}
  toString(): string {
    return this.html
  }
}

/** A template value as text: nothing for what is missing, a list by commas; whole objects are never shown (SEC-15). */
export function textOf(value: unknown): string {
  if (typeof value === "string") return value
  if (typeof value === "number" || typeof value === "boolean" || typeof value === "bigint") return String(value)
  if (Array.isArray(value)) return value.map(textOf).join(", ")
  return value instanceof Markup ? value.html : ""
}

/** One line for a mail header: no line ends or other controls that could begin another header (DEL-30). */
export function headerText(text: string, charactersMax: number): string {
  const line = oneLine(text)
  return line.length > charactersMax ? [...line.slice(0, charactersMax)].slice(0, -1).join("") : line
}
