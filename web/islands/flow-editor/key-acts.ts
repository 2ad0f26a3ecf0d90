import type { Acts } from "./acts"
import type { Asked } from "./asked-dialog"
import type { Point } from "./edits"
import type { KeyAct } from "./keys"
import { stepAt } from "./merge"
import { focusedCard, focusedLine, lineElement } from "./on-screen"
import type { EditorStore } from "./store"
import type { CanvasProps } from "./types"
import type { useGraph } from "./use-graph"
import type { View } from "./use-view"
import { type Direction, walkFrom } from "./walk"

/** How far a key moves a card. */
const nudgeBy = 16
const shift: Record<Direction, Point> = {
  up: { x: 0, y: -nudgeBy },
  down: { x: 0, y: nudgeBy },
  left: { x: -nudgeBy, y: 0 },
  right: { x: nudgeBy, y: 0 },
}

type Graph = ReturnType<typeof useGraph>

interface Hands {
  texts: CanvasProps["texts"]
  store: EditorStore
  acts: Acts
  graph: Graph
  view: View
  /** Whether a panel is open beside the canvas. */
  sideOpen: boolean
  ask(asked: Asked): void
  say(text: string): void
  openStep(id: string): void
  remove(ids: string[]): void
  /** Takes a line away. */
  cut(lineId: string): void
  /** Shows what was put in. */
  put(ids: string[]): void
  closeSide(): void
  focusPalette(): void
}

/** What each key does (UI-3); the toolbar's buttons do the same. */
export function keyActs(hands: Hands): (key: KeyAct) => void {
  const { texts, store, acts, graph, view, ask } = hands
  const { selected } = graph
  const { flow } = store

  return (key) => {
    const id = current(graph)
    /** What is selected, else the step that has the focus. */
    const chosen = selected.length > 0 ? selected : id === null ? [] : [id]
    switch (key.act) {
      case "walk": {
        const ways = (of: string) => acts.outcomes(of).map(({ name }) => name)
        const to = id === null ? flow.start : walkFrom(flow, id, key.direction, acts.positions(), ways)
        return to === null ? undefined : view.goTo(to)
      }
      case "nudge":
        return nudge(acts, chosen, shift[key.direction])
      case "open":
        if (id === null) return
        graph.select([id])
        return hands.openStep(id)
      case "connect":
        return id === null ? undefined : ask({ kind: "connect", id })
      case "line":
        return toNextLine(graph, id)
      case "add":
        if (id !== null) graph.select([id])
        return hands.focusPalette()
      case "start":
        if (id !== null && stepAt(flow, id)?.type !== "end") acts.setStart(id)
        return
      case "remove":
        // A line that has the focus goes alone, not the step it belongs to.
        if (focusedLine() !== null) return hands.cut(focusedLine() ?? "")
        return hands.remove(selected.length === 0 && graph.selectedLines.length > 0 ? [] : chosen)
      case "undo":
        store.undo()
        return hands.say(texts.said.undone)
      case "redo":
        store.redo()
        return hands.say(texts.said.redone)
      case "copy":
        return acts.copy(chosen)
      case "paste":
        return hands.put(acts.paste())
      case "duplicate":
        return hands.put(acts.duplicate(chosen))
      case "all":
        return graph.select(Object.keys(flow.steps))
      case "find":
        return ask({ kind: "search" })
      case "tidy":
        return acts.tidy()
      case "fit":
        return view.fit()
      case "zoomIn":
        return view.zoom("in")
      case "zoomOut":
        return view.zoom("out")
      case "help":
        return ask({ kind: "keys" })
      case "escape":
        if (focusedLine() !== null && id !== null) return view.goTo(id)
        return hands.sideOpen ? hands.closeSide() : graph.select([])
    }
  }
}

/** The step that keys are about: that with the focus, or whose line has it, else the only one selected. */
function current({ edges, selected }: Graph): string | null {
  const focused = focusedCard() ?? edges.find(({ id }) => id === focusedLine())?.source
  return focused ?? (selected.length === 1 ? selected[0] : undefined) ?? null
}

function nudge(acts: Acts, ids: readonly string[], by: Point): void {
  const at = acts.positions()
  const moved = ids.flatMap((id): [string, Point][] => {
    const from = at.get(id)
    return from ? [[id, { x: from.x + by.x, y: from.y + by.y }]] : []
  })
  if (moved.length > 0) acts.move(new Map(moved), `nudge ${ids.join()}`)
}

/** From a card to its first line, from there to the next one. */
function toNextLine(graph: Graph, from: string | null): void {
  const lines = graph.edges.filter(({ source }) => source === from)
  const next = lines[(lines.findIndex(({ id }) => id === focusedLine()) + 1) % lines.length]
  if (next === undefined) return
  graph.selectLine(next.id)
  lineElement(next.id)?.focus()
}
