import { useRef, useState } from "preact/hooks"
import { beginHistory, edited, type History, redone, undone } from "../flow-editor/history"
import { opened, partOf, withPart } from "./content"
import type { Content, Part } from "./types"

/** Names for blocks, enough to tell those of one message apart. */
export function makeId(): string {
  return `b${Math.random().toString(36).slice(2, 10)}`
}

/** What is edited, with what can be undone, and which language and block one is at. */
export interface Store {
  content: Content
  part: Part
  /** The language that is written in; null: the message's own. */
  language: string | null
  selected: string | null
  canUndo: boolean
  canRedo: boolean
  /** Whether it differs from what is saved. */
  dirty: boolean
  /** Says a part otherwise. Edits with one `key` that follow each other are undone as one. */
  change(patch: Partial<Record<keyof Part, unknown>>, key?: string): void
  replace(content: Content): void
  goTo(language: string | null): void
  select(id: string | null): void
  undo(): void
  redo(): void
  /** What is on the screen is what is saved. */
  markSaved(content: Content): void
}

/** `kept`: what was written and not saved before a reload. */
export function useStore(initial: Content, kept: Content | null): Store {
  const first = useRef<Content | null>(null)
  first.current ??= opened(initial, makeId)
  const [history, setHistory] = useState<History<Content>>(() => {
    const begun = beginHistory(first.current as Content)
    return kept === null ? begun : edited(begun, opened(kept, makeId))
  })
  const [saved, setSaved] = useState<Content>(first.current)
  const [language, setLanguage] = useState<string | null>(null)
  const [selected, setSelected] = useState<string | null>(null)
  const content = history.present
  // Undoing may take away the language one is at.
  const at = language !== null && content.variants?.[language] === undefined ? null : language
  return {
    content,
    part: partOf(content, at),
    language: at,
    selected,
    canUndo: history.past.length > 0,
    canRedo: history.future.length > 0,
    dirty: content !== saved,
    change: (patch, key) =>
      setHistory((now) => edited(now, withPart(now.present, at, patch), key === undefined ? null : `${at} ${key}`)),
    replace: (next) => setHistory((now) => edited(now, next)),
    goTo: (next) => {
      setLanguage(next)
      setSelected(null)
    },
    select: setSelected,
    undo: () => setHistory(undone),
    redo: () => setHistory(redone),
    markSaved: setSaved,
  }
}
