import type { CanvasView, Doc } from "./types"

/** What the server said to a save. */
export type PutAnswer =
  | { kind: "saved"; view: CanvasView }
  /** Somebody else has saved since: their draft (FLOW-16). */
  | { kind: "stale"; view: CanvasView }
  | { kind: "refused"; reason: string }
  | { kind: "unreachable" }
  /** The session is over. */
  | { kind: "signedOut" }

export type SaveState =
  | { kind: "saved" }
  | { kind: "dirty" }
  | { kind: "saving" }
  | { kind: "offline" }
  | { kind: "signedOut" }
  | { kind: "refused"; reason: string }
  | { kind: "conflict" }

/** What a saver works with: all that touches the world. */
export interface SaverDeps {
  /** What is to be saved; null while nothing is. */
  pending(): Doc | null
  etag(): string
  put(doc: Doc, etag: string): Promise<PutAnswer>
  /** Takes the server's answer in. */
  onSaved(sent: Doc, view: CanvasView): void
  /** Puts both edits together; false: a person has to say whose stands. */
  onStale(view: CanvasView): boolean
  onState(state: SaveState): void
  /** Calls back after so many ms; gives what takes that back. */
  after(ms: number, then: () => void): () => void
}

/** A save begins this long after the last edit (UI-3: at most a second is lost). */
export const saveDelayMs = 500
export const retryFirstMs = 1_000
export const retryMaxMs = 15_000
/** Merges in a row before it waits: somebody else saves all the time. */
const staleMax = 5

/** Saves as one goes: one save at a time, again and again with back-off while the server cannot be reached. */
export class Saver {
  private stopTimer: (() => void) | null = null
  private running: Promise<boolean> | null = null
  private retryMs = retryFirstMs
  private held = false

  constructor(private readonly deps: SaverDeps) {}

  /** Something has been edited. */
  changed(): void {
    if (this.held || this.running !== null) return
    this.deps.onState({ kind: "dirty" })
    this.schedule(saveDelayMs)
  }

  /** Saves at once what is pending. Resolves to whether everything is saved. */
  async flush(): Promise<boolean> {
    if (this.held) return false
    this.unschedule()
    this.running ??= this.run().finally(() => {
      this.running = null
    })
    const done = await this.running
    return done && (this.deps.pending() === null || (await this.flush()))
  }

  /** After a conflict: a person has decided, or undone what was in the way. */
  resume(): void {
    this.held = false
    this.retryMs = retryFirstMs
    if (this.deps.pending() === null) this.deps.onState({ kind: "saved" })
    else this.changed()
  }

  stop(): void {
    this.unschedule()
  }

  private async run(): Promise<boolean> {
    for (let tries = 0; tries < staleMax; tries++) {
      const doc = this.deps.pending()
      if (doc === null) {
        this.deps.onState({ kind: "saved" })
        return true
      }
      this.deps.onState({ kind: "saving" })
      const answer = await this.deps.put(doc, this.deps.etag())
      switch (answer.kind) {
        case "saved":
          this.retryMs = retryFirstMs
          this.deps.onSaved(doc, answer.view)
          if (this.deps.pending() === null) this.deps.onState({ kind: "saved" })
          else this.reschedule()
          return true
        case "stale":
          if (this.deps.onStale(answer.view)) continue
          this.held = true
          this.deps.onState({ kind: "conflict" })
          return false
        case "refused":
          // What was edited while it was asked may be what mends it.
          if (this.deps.pending() !== doc) this.reschedule()
          else this.deps.onState(answer)
          return false
        case "signedOut":
        case "unreachable":
          this.deps.onState({ kind: answer.kind === "signedOut" ? "signedOut" : "offline" })
          this.schedule(this.retryMs)
          this.retryMs = Math.min(this.retryMs * 2, retryMaxMs)
          return false
      }
    }
    this.schedule(retryMaxMs)
    return false
  }

  private reschedule(): void {
    this.deps.onState({ kind: "dirty" })
    this.schedule(saveDelayMs)
  }

  private schedule(ms: number): void {
    this.unschedule()
    this.stopTimer = this.deps.after(ms, () => void this.flush())
  }

  private unschedule(): void {
    this.stopTimer?.()
    this.stopTimer = null
  }
}
