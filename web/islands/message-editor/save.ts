import { useEffect, useRef, useState } from "preact/hooks"
import { opened } from "./content"
import { KeptContent } from "./kept"
import { type FieldProblem, saveContent } from "./server"
import { makeId, type Store } from "./store"
import type { Content, EditorProps } from "./types"

export type SaveState =
  | { kind: "idle" }
  | { kind: "saving" }
  | { kind: "saved" }
  | { kind: "unreachable" }
  | { kind: "refused"; problems: FieldProblem[] }
  /** Somebody else has saved another message; theirs is at hand. */
  | { kind: "stale"; theirs: Content }

export interface Saving {
  state: SaveState
  /** True when it is saved. */
  save(): Promise<boolean>
  /** Saves over what somebody else has written. */
  saveOver(): Promise<boolean>
  takeTheirs(): void
}

/** What was written and not saved before a reload. */
export function keptOf({ saveUrl, content }: EditorProps): Content | null {
  return new KeptContent(saveUrl).read(content)
}

/** Saves on demand; until then what is written is kept in this tab, and leaving asks first. */
export function useSaving(props: EditorProps, store: Store): Saving {
  const [state, setState] = useState<SaveState>({ kind: "idle" })
  const before = useRef<Content>(props.content)
  const kept = useRef(new KeptContent(props.saveUrl)).current
  const { content, dirty } = store
  useEffect(() => {
    if (dirty) kept.write(content, before.current)
    else kept.clear()
    if (!dirty) return
    const ask = (event: BeforeUnloadEvent) => event.preventDefault()
    addEventListener("beforeunload", ask)
    return () => removeEventListener("beforeunload", ask)
  }, [content, dirty])
  const save = async () => {
    const saving = content
    setState({ kind: "saving" })
    const answer = await saveContent(props.saveUrl, saving, before.current)
    switch (answer.kind) {
      case "saved":
        before.current = answer.content
        store.markSaved(saving)
        setState({ kind: "saved" })
        return true
      case "stale":
        setState({ kind: "stale", theirs: answer.content })
        return false
      case "refused":
        setState(answer)
        return false
      case "unreachable":
        setState(answer)
        return false
    }
  }
  return {
    state,
    save,
    saveOver: () => {
      if (state.kind === "stale") before.current = state.theirs
      return save()
    },
    takeTheirs: () => {
      if (state.kind !== "stale") return
      before.current = state.theirs
      const theirs = opened(state.theirs, makeId)
      store.replace(theirs)
      store.markSaved(theirs)
      setState({ kind: "idle" })
    },
  }
}
