import { useEffect, useMemo, useSyncExternalStore } from "preact/compat"
import { KeptCopy } from "./kept"
import { Saver } from "./saver"
import { getCanvas, getNumbers, putCanvas } from "./server"
import { type EditorState, EditorStore } from "./store"
import type { CanvasProps } from "./types"

/** Live numbers come this often (ANA-1: within two seconds). */
const numbersMs = 1_800

/** State of one editing session, saved as one goes; takes up what a reload has interrupted. */
export function useSession(props: CanvasProps): { store: EditorStore; saver: Saver; state: EditorState } {
  const { store, saver, kept } = useMemo(() => begin(props), [])
  const state = useSyncExternalStore(store.subscribe, store.snapshot)

  useEffect(() => {
    const before = kept.read()
    if (before !== null) store.restore(before)
    let last = store.state.history.present
    const changed = () => {
      const { present } = store.state.history
      if (present === last) return
      last = present
      const pending = store.pending()
      if (pending === null) kept.clear()
      else kept.write({ base: store.state.base, doc: pending })
      if (pending !== null || store.state.save.kind === "conflict") saver.changed()
    }
    const stopListening = store.subscribe(changed)
    if (store.pending() !== null) void saver.flush()
    else kept.clear()
    // On the way out of the editor: what is pending goes now.
    const leave = (event: Event) => {
      if (event.target instanceof Element && event.target.closest(".canvas") === null) void saver.flush()
    }
    const online = () => void saver.flush()
    const hidden = () => {
      if (document.hidden) void saver.flush()
    }
    const warn = (event: BeforeUnloadEvent) => {
      const { kind } = store.state.save
      if (store.pending() !== null && (kind === "offline" || kind === "refused" || kind === "conflict"))
        event.preventDefault()
    }
    document.addEventListener("pointerdown", leave, true)
    document.addEventListener("visibilitychange", hidden)
    window.addEventListener("online", online)
    window.addEventListener("beforeunload", warn)
    const timer = setInterval(() => void refresh(props, store, saver), numbersMs)
    return () => {
      stopListening()
      document.removeEventListener("pointerdown", leave, true)
      document.removeEventListener("visibilitychange", hidden)
      window.removeEventListener("online", online)
      window.removeEventListener("beforeunload", warn)
      clearInterval(timer)
      saver.stop()
    }
  }, [])
  return { store, saver, state }
}

function begin(props: CanvasProps) {
  const store = EditorStore.begin(props.view, props.numbers)
  const kept = new KeptCopy(props.campaignId)
  const saver = new Saver({
    pending: () => store.pending(),
    etag: () => store.state.base.etag,
    put: (doc, etag) => putCanvas(props.home, doc, etag),
    onSaved: (sent, view) => {
      store.saved(sent, view)
      const pending = store.pending()
      if (pending === null) kept.clear()
      else kept.write({ base: store.state.base, doc: pending })
    },
    onStale: (view) => store.meet(view),
    onState: (save) => store.set({ save }),
    after: (ms, then) => {
      const timer = setTimeout(then, ms)
      return () => clearTimeout(timer)
    },
  })
  return { store, saver, kept }
}

/** Numbers, and what somebody else has saved while nothing of ours is pending. */
async function refresh(props: CanvasProps, store: EditorStore, saver: Saver): Promise<void> {
  if (document.hidden) return
  const etag = store.state.base.etag
  const live = await getNumbers(props.home)
  if (live === null) return
  if (JSON.stringify(live.numbers) !== JSON.stringify(store.state.numbers)) store.set({ numbers: live.numbers })
  const quiet = () => store.state.save.kind === "saved" && store.pending() === null && store.state.base.etag === etag
  if (live.etag === etag || !quiet()) return
  const view = await getCanvas(props.home)
  if (view !== null && quiet()) {
    store.meet(view)
    saver.resume()
  }
}
