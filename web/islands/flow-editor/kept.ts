import type { Kept } from "./store"

/** What is not saved yet lives through a reload: in the tab's own storage, so that two tabs do not mix. */
export class KeptCopy {
  private readonly key: string

  constructor(campaignId: string) {
    this.key = `millrace.flow.${campaignId}`
  }

  write(kept: Kept): void {
    this.put(JSON.stringify(kept))
  }

  read(): Kept | null {
    try {
      const text = sessionStorage.getItem(this.key)
      return text === null ? null : (JSON.parse(text) as Kept)
    } catch {
      return null
    }
  }

  clear(): void {
    try {
      sessionStorage.removeItem(this.key)
    } catch {
      // Storage may be shut off; then there was no copy either.
    }
  }

  private put(text: string): void {
    try {
      sessionStorage.setItem(this.key, text)
    } catch {
      // Full or shut off: the edit still stands on the screen, and is saved from there.
    }
  }
}
