import type { Content } from "./types"

/** What is written and not saved lives through a reload, in the tab's own storage, with what it was begun from. */
export class KeptContent {
  constructor(private readonly url: string) {}

  /** Null: nothing was kept, or it was begun from another message than the one that is there now. */
  read(before: Content): Content | null {
    try {
      const text = sessionStorage.getItem(this.key)
      const kept = text === null ? null : (JSON.parse(text) as { before: string; content: Content })
      return kept?.before === JSON.stringify(before) ? kept.content : null
    } catch {
      return null
    }
  }

  write(content: Content, before: Content): void {
    try {
      sessionStorage.setItem(this.key, JSON.stringify({ content, before: JSON.stringify(before) }))
    } catch {
      // Full or shut off: what is written still stands on the screen.
    }
  }

  clear(): void {
    try {
      sessionStorage.removeItem(this.key)
    } catch {
      // Storage may be shut off; then nothing was kept either.
    }
  }

  private get key(): string {
    return `millrace.message.${this.url}`
  }
}
