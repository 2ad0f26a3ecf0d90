import type { Flow } from "../../../src/engine/flow"
import {
  type After,
  beforeEnd,
  type Clip,
  clipOf,
  connected,
  type Point,
  withClip,
  withNew,
  withoutPositions,
  withoutSteps,
  withPositions,
} from "./edits"
import { fill } from "./fill"
import { factsOf, outcomesIn } from "./graph-view"
import { stepAt } from "./merge"
import { linesOf, positionsOf } from "./place"
import type { EditorStore } from "./store"
import type { CanvasProps, OutcomeInfo, TypeInfo } from "./types"

const clipKey = "millrace.clip"

/** Everything one can do to the flow; each says what it did through `say`. */
export class Acts {
  constructor(
    private readonly store: EditorStore,
    private readonly props: CanvasProps,
    private readonly say: (text: string) => void,
  ) {}

  outcomes(id: string): OutcomeInfo[] {
    const { flow } = this.store
    return outcomesIn(flow, factsOf(flow, this.store.state.base, this.props.types, id), id)
  }

  positions(): Map<string, Point> {
    return positionsOf(
      this.store.flow,
      linesOf(this.store.flow, (id) => this.outcomes(id).map(({ name }) => name)),
    )
  }

  get start(): string {
    return this.store.flow.start
  }

  nameOf(id: string): string {
    return stepAt(this.store.flow, id)?.name || id
  }

  /**
   * The outcome behind which a new step goes: the first open one, else the main one; of no step in particular, and of an
   * End, the one that leads to the End.
   */
  placeAfter(stepId: string | null): After | null {
    if (stepId === null) return beforeEnd(this.store.flow)
    const step = stepAt(this.store.flow, stepId)
    const outcomes = this.outcomes(stepId)
    const open = outcomes.find(({ name, follows }) => follows === undefined && step?.outcomes[name] === undefined)
    const outcome = open ?? outcomes[0]
    return outcome === undefined ? beforeEnd(this.store.flow) : { stepId, outcome: outcome.name }
  }

  /** Adds a step, behind `after` or where it was dropped. Gives its id. */
  add(type: TypeInfo, put: { after: After | null; position?: Point }): string {
    const flow = put.position === undefined && this.isLaidOut() ? this.store.flow : this.fixed()
    const main = type.outcomes[0]?.name
    const added = withNew(flow, type.blank, { name: type.label, main, after: put.after, position: put.position })
    this.edit(added.flow)
    this.say(fill(this.props.texts.said.added, { step: stepAt(added.flow, added.stepId)?.name ?? "" }))
    return added.stepId
  }

  connect(from: string, outcome: string, to: string | null): void {
    const { said } = this.props.texts
    const label = this.outcomes(from).find(({ name }) => name === outcome)?.label ?? outcome
    this.edit(connected(this.store.flow, from, outcome, to))
    const values = { outcome: label, from: this.nameOf(from), to: to === null ? "" : this.nameOf(to) }
    this.say(fill(to === null ? said.disconnected : said.connected, values))
  }

  /** A line's other end is drawn elsewhere. */
  reconnect(old: { from: string; outcome: string }, next: { from: string; outcome: string; to: string }): void {
    const moved = old.from !== next.from || old.outcome !== next.outcome
    const flow = moved ? connected(this.store.flow, old.from, old.outcome, null) : this.store.flow
    this.edit(connected(flow, next.from, next.outcome, next.to))
  }

  /** Steps of these with members on them, and where those would go by themselves (FLOW-12). */
  occupied(ids: readonly string[]) {
    const { base, numbers } = this.store.state
    return ids.flatMap((id) => {
      const members = numbers[id]?.current ?? 0
      if (members === 0 || stepAt(base.flow, id) === undefined) return []
      const next = stepAt(this.store.flow, id)?.outcomes[this.mainOf(id) ?? ""] ?? ""
      return [{ id, name: this.nameOf(id), members, next: ids.includes(next) ? "" : next }]
    })
  }

  /** False: a flow keeps at least one step. */
  remove(ids: readonly string[], moves: Record<string, string> = {}): boolean {
    const { flow } = this.store
    if (ids.length >= Object.keys(flow.steps).length) {
      this.say(this.props.texts.remove.lastStep)
      return false
    }
    const doc = this.store.state.history.present
    this.store.edit({ flow: withoutSteps(flow, ids, (id) => this.mainOf(id)), moves: { ...doc.moves, ...moves } })
    this.say(fill(this.props.texts.said.removed, { n: ids.length }))
    return true
  }

  setStart(id: string): void {
    this.edit({ ...this.store.flow, start: id })
    this.say(fill(this.props.texts.said.start, { step: this.nameOf(id) }))
  }

  copy(ids: readonly string[]): void {
    try {
      localStorage.setItem(clipKey, JSON.stringify(clipOf(this.store.flow, ids)))
      this.say(fill(this.props.texts.said.copied, { n: ids.length }))
    } catch {
      // No storage: nothing is copied, and nothing is said to be.
    }
  }

  /** Gives the ids of what was put in, also from another flow. */
  paste(): string[] {
    try {
      return this.put(JSON.parse(localStorage.getItem(clipKey) ?? "{}") as Clip)
    } catch {
      return []
    }
  }

  duplicate(ids: readonly string[]): string[] {
    return this.put(clipOf(this.store.flow, ids))
  }

  /** Cards were dragged, or moved by keys. */
  move(positions: ReadonlyMap<string, Point>, key?: string): void {
    this.edit(withPositions(this.fixed(), positions), key)
  }

  tidy(): void {
    this.edit(withoutPositions(this.store.flow))
    this.say(this.props.texts.said.tidied)
  }

  private put(clip: Clip): string[] {
    if (Object.keys(clip).length === 0) return []
    const { flow, ids } = withClip(this.store.flow, clip, (name) => fill(this.props.texts.copyOf, { name }))
    this.edit(flow)
    this.say(fill(this.props.texts.said.pasted, { n: ids.length }))
    return ids
  }

  private mainOf(id: string): string | undefined {
    return this.outcomes(id)[0]?.name
  }

  private isLaidOut(): boolean {
    return Object.values(this.store.flow.steps).every(({ position }) => position === undefined)
  }

  /** The flow with every card's place written down. */
  private fixed(): Flow {
    return withPositions(this.store.flow, this.positions())
  }

  private edit(flow: Flow, key?: string): void {
    this.store.edit({ ...this.store.state.history.present, flow }, key)
  }
}
