import { cachedCharactersMax, cachedTemplatesMax } from "./limits"

/** Keeps what was made from texts, dropping what was used longest ago once there is too much. */
export class TemplateCache<T> {
  private readonly kept = new Map<string, T>()
  private characters = 0

  /** The thing of `text`, made on first use. */
  get(text: string, make: (text: string) => T): T {
    const known = this.kept.get(text)
    if (known !== undefined) {
      this.kept.delete(text)
      this.kept.set(text, known)
      return known
    }
    const made = make(text)
    this.kept.set(text, made)
    this.characters += text.length
    for (const [oldest] of this.kept) {
      if (this.kept.size <= cachedTemplatesMax && this.characters <= cachedCharactersMax) break
      this.kept.delete(oldest)
      this.characters -= oldest.length
    }
    return made
  }

  get size(): number {
    return this.kept.size
  }
}
