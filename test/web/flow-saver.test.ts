import { describe, expect, it } from "vitest"
import type { Flow } from "../../src/engine/flow"
import { type PutAnswer, retryFirstMs, Saver, type SaveState, saveDelayMs } from "../../web/islands/flow-editor/saver"
import { EditorStore } from "../../web/islands/flow-editor/store"
import type { CanvasView, Doc } from "../../web/islands/flow-editor/types"

const flowNamed = (name: string, end = "End"): Flow => ({
  start: "a",
  steps: {
    a: { type: "email", name, transactional: false, outcomes: { sent: "end" } },
    end: { type: "end", name: end, outcomes: {} },
  },
})
const viewOf = (flow: Flow, etag: string): CanvasView => ({ flow, etag, problems: [], steps: {} })
const docOf = (flow: Flow): Doc => ({ flow, moves: {} })

/** A store and its saver on a clock that is turned by hand, against a server that answers as it is told. */
function session(answers: ((doc: Doc, etag: string) => PutAnswer)[]) {
  const store = EditorStore.begin(viewOf(flowNamed("A"), "r1"), {})
  const states: SaveState["kind"][] = []
  const timers: { ms: number; then: () => void }[] = []
  const saver = new Saver({
    pending: () => store.pending(),
    etag: () => store.state.base.etag,
    put: async (doc, etag) => answers.shift()?.(doc, etag) ?? { kind: "unreachable" },
    onSaved: (sent, view) => store.saved(sent, view),
    onStale: (view) => store.meet(view),
    onState: (state) => states.push(state.kind),
    after: (ms, then) => {
      const timer = { ms, then }
      timers.push(timer)
      return () => timers.splice(timers.indexOf(timer), 1)
    },
  })
  return { store, saver, states, timers }
}

describe("saving as one goes", () => {
  it("UI-3 an edit is saved half a second later, against the draft it was begun from", async () => {
    const seen: string[] = []
    const { store, saver, states, timers } = session([
      (doc, etag) => {
        seen.push(etag)
        return { kind: "saved", view: viewOf(doc.flow, "r2") }
      },
    ])
    store.edit(docOf(flowNamed("B")))
    saver.changed()
    expect(timers.map(({ ms }) => ms)).toEqual([saveDelayMs])
    expect(await saver.flush()).toBe(true)
    expect(seen).toEqual(["r1"])
    expect(states).toEqual(["dirty", "saving", "saved"])
    expect(store.state.base.etag).toBe("r2")
    expect(store.pending()).toBeNull()
  })

  it("UI-3 while the server cannot be reached the edit is kept and tried again, ever more slowly", async () => {
    const { store, saver, states, timers } = session([
      () => ({ kind: "unreachable" }),
      () => ({ kind: "unreachable" }),
      (doc) => ({ kind: "saved", view: viewOf(doc.flow, "r2") }),
    ])
    store.edit(docOf(flowNamed("B")))
    expect(await saver.flush()).toBe(false)
    expect(timers.map(({ ms }) => ms)).toEqual([retryFirstMs])
    expect(await saver.flush()).toBe(false)
    expect(timers.map(({ ms }) => ms)).toEqual([retryFirstMs * 2])
    expect(store.flow.steps.a?.name).toBe("B")
    expect(await saver.flush()).toBe(true)
    expect(states.at(-1)).toBe("saved")
  })

  it("FLOW-16 somebody else has changed another step: both stand, and it is said", async () => {
    const saved: Flow[] = []
    const { store, saver } = session([
      () => ({ kind: "stale", view: viewOf(flowNamed("A", "Theirs"), "r5") }),
      (doc, etag) => {
        saved.push(doc.flow)
        expect(etag).toBe("r5")
        return { kind: "saved", view: viewOf(doc.flow, "r6") }
      },
    ])
    store.edit(docOf(flowNamed("Mine")))
    expect(await saver.flush()).toBe(true)
    expect(saved).toEqual([flowNamed("Mine", "Theirs")])
    expect(store.state.news?.changes.changed).toEqual(["end"])
    store.undo()
    expect(store.flow).toEqual(flowNamed("A", "Theirs"))
  })

  it("FLOW-16 both have changed one step: nothing is sent until somebody decides", async () => {
    for (const prefer of ["mine", "theirs"] as const) {
      const { store, saver, states } = session([
        () => ({ kind: "stale", view: viewOf(flowNamed("Theirs"), "r5") }),
        (doc) => ({ kind: "saved", view: viewOf(doc.flow, "r6") }),
      ])
      store.edit(docOf(flowNamed("Mine")))
      expect(await saver.flush()).toBe(false)
      expect(states.at(-1)).toBe("conflict")
      expect(store.state.news?.both).toEqual(["a"])
      expect(await saver.flush()).toBe(false)
      store.decide(prefer)
      saver.resume()
      expect(await saver.flush()).toBe(true)
      expect(store.flow).toEqual(flowNamed(prefer === "mine" ? "Mine" : "Theirs"))
    }
  })

  it("UI-3 what a reload interrupted is taken up, also when others have saved since", () => {
    const kept = { base: viewOf(flowNamed("A"), "r1"), doc: docOf(flowNamed("Typed")) }
    const same = EditorStore.begin(viewOf(flowNamed("A"), "r1"), {})
    same.restore(kept)
    expect(same.flow).toEqual(flowNamed("Typed"))
    const later = EditorStore.begin(viewOf(flowNamed("A", "Theirs"), "r4"), {})
    later.restore(kept)
    expect(later.flow).toEqual(flowNamed("Typed", "Theirs"))
    expect(later.state.base.etag).toBe("r4")
  })
})
