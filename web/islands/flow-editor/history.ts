/** What has been done and undone, oldest first in `past`, next to be redone last in `future`. Pure. */
export interface History<T> {
  past: readonly T[]
  present: T
  future: readonly T[]
  /** Edits of one key that follow each other are undone as one. */
  key: string | null
}

/** Steps back that are kept. */
export const undoMax = 100

export function beginHistory<T>(present: T): History<T> {
  return { past: [], present, future: [], key: null }
}

/** An edit. With the same `key` as the one before it replaces that one. */
export function edited<T>(history: History<T>, present: T, key: string | null = null): History<T> {
  if (present === history.present) return history
  if (key !== null && key === history.key) return { ...history, present, future: [] }
  return { past: [...history.past, history.present].slice(-undoMax), present, future: [], key }
}

export function undone<T>(history: History<T>): History<T> {
  const present = history.past.at(-1)
  if (present === undefined) return history
  return { past: history.past.slice(0, -1), present, future: [...history.future, history.present], key: null }
}

export function redone<T>(history: History<T>): History<T> {
  const present = history.future.at(-1)
  if (present === undefined) return history
  return { past: [...history.past, history.present], present, future: history.future.slice(0, -1), key: null }
}

/** Puts what came from elsewhere under all that is remembered, so that undoing one's own undoes nobody else's. */
export function rebased<T>(history: History<T>, onto: (one: T) => T): History<T> {
  return {
    past: history.past.map(onto),
    present: onto(history.present),
    future: history.future.map(onto),
    key: history.key,
  }
}
