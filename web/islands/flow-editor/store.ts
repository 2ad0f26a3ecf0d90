import type { Flow } from "../../../src/engine/flow"
import { beginHistory, edited, type History, rebased, redone, undone } from "./history"
import { type Changes, changesBetween, isEmpty, mergeFlows } from "./merge"
import { same } from "./same"
import type { SaveState } from "./saver"
import type { CanvasView, Doc, Numbers } from "./types"

/** Everything the editor shows. Immutable: each change makes a new one. */
export interface EditorState {
  history: History<Doc>
  /** The draft as the server last gave it, from which the own edits are told. */
  base: CanvasView
  /** Moves that the server knows already. */
  savedMoves: Record<string, string>
  numbers: Numbers
  save: SaveState
  /** What somebody else has done; with ids in `both` while one has to decide. */
  news: { changes: Changes; both: string[]; theirs: CanvasView | null } | null
}

/** The local copy of what is not saved yet, with what it was begun from. */
export interface Kept {
  base: CanvasView
  doc: Doc
}

/** State of the editor and who wants to know of it. Holds no rules of its own: those are the pure functions it calls. */
export class EditorStore {
  private readonly listeners = new Set<() => void>()

  constructor(public state: EditorState) {}

  static begin(view: CanvasView, numbers: Numbers): EditorStore {
    const history = beginHistory<Doc>({ flow: view.flow, moves: {} })
    return new EditorStore({ history, base: view, savedMoves: {}, numbers, save: { kind: "saved" }, news: null })
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  snapshot = (): EditorState => this.state

  get flow(): Flow {
    return this.state.history.present.flow
  }

  /** What is not saved yet; null when all is. */
  pending(): Doc | null {
    const { history, base, savedMoves } = this.state
    const { flow, moves } = history.present
    return same(flow, base.flow) && Object.entries(moves).every(([from, to]) => savedMoves[from] === to)
      ? null
      : history.present
  }

  edit(doc: Doc, key?: string): void {
    this.set({ history: edited(this.state.history, doc, key ?? null) })
  }

  undo(): void {
    this.set({ history: undone(this.state.history) })
  }

  redo(): void {
    this.set({ history: redone(this.state.history) })
  }

  saved(sent: Doc, view: CanvasView): void {
    this.adopt(sent.flow, view)
    this.set({ savedMoves: { ...this.state.savedMoves, ...sent.moves } })
  }

  /** Takes in a draft of the server's that nobody else can have changed otherwise than from `from`. */
  adopt(from: Flow, view: CanvasView): void {
    const onto = (doc: Doc): Doc => {
      if (same(from, view.flow)) return doc
      return { ...doc, flow: mergeFlows(from, doc.flow, view.flow).flow }
    }
    const history = rebased(this.state.history, onto)
    this.set({ history, base: view })
  }

  /** The server's answer to the form of one step: what it changed is an edit that can be undone. */
  adoptEdit(view: CanvasView): void {
    const { base, history } = this.state
    const { flow } = mergeFlows(base.flow, history.present.flow, view.flow, "theirs")
    this.set({ history: edited(history, { ...history.present, flow }), base: view })
  }

  /** FLOW-16: somebody else has saved. Both edits stand where they can; false: where they cannot, a person decides. */
  meet(view: CanvasView): boolean {
    const { base, history } = this.state
    const changes = changesBetween(base.flow, view.flow)
    const { conflicts } = mergeFlows(base.flow, history.present.flow, view.flow)
    if (conflicts.length > 0) {
      this.set({ news: { changes, both: conflicts, theirs: view } })
      return false
    }
    this.adopt(base.flow, view)
    if (!isEmpty(changes)) this.set({ news: { changes, both: [], theirs: null } })
    return true
  }

  /** Whose version of the steps that both changed stands. */
  decide(prefer: "mine" | "theirs"): void {
    const { news, base, history } = this.state
    if (news?.theirs == null) return
    const { theirs } = news
    const onto = (doc: Doc): Doc => ({ ...doc, flow: mergeFlows(base.flow, doc.flow, theirs.flow, prefer).flow })
    this.set({ history: rebased(history, onto), base: theirs, news: null })
  }

  /** Takes up what a reload has interrupted. */
  restore(kept: Kept): void {
    const { base } = this.state
    if (kept.base.etag === base.etag) {
      this.edit(kept.doc)
      return
    }
    const server = base
    // The save had arrived; only its answer had not.
    if (same(kept.doc.flow, server.flow) && Object.keys(kept.doc.moves).length === 0) return
    this.set({ base: kept.base, history: beginHistory({ flow: kept.base.flow, moves: {} }) })
    this.edit(kept.doc)
    this.meet(server)
  }

  set(patch: Partial<EditorState>): void {
    this.state = { ...this.state, ...patch }
    for (const listener of this.listeners) listener()
  }
}
