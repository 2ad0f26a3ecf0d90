import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import type { Flow, Step } from "../../src/engine/flow"
import {
  beforeEnd,
  connected,
  withClip,
  withNew,
  withoutPositions,
  withoutSteps,
  withPositions,
} from "../../web/islands/flow-editor/edits"
import { beginHistory, edited, rebased, redone, undoMax, undone } from "../../web/islands/flow-editor/history"
import { keyAct } from "../../web/islands/flow-editor/keys"
import { changesBetween, mergeFlows } from "../../web/islands/flow-editor/merge"
import { card, firstView, freePlace, lanesOf, linesOf, positionsOf } from "../../web/islands/flow-editor/place"
import { walkFrom } from "../../web/islands/flow-editor/walk"

const email = (name: string, to?: string): Step => ({
  type: "email",
  name,
  transactional: false,
  outcomes: to === undefined ? {} : { sent: to },
})
const end: Step = { type: "end", name: "End", outcomes: {} }
const question = (name: string, met: string, notMet: string): Step => ({
  type: "condition",
  name,
  rule: { any: [] },
  outcomes: { met, notMet },
})
const flow: Flow = {
  start: "a",
  steps: { a: email("A", "q"), q: question("Q", "end", "b"), b: email("B", "end"), end },
}
const outcomesOf = (id: string) => (flow.steps[id]?.type === "condition" ? ["met", "notMet"] : ["sent"])
const main = () => "sent"

describe("edits of the canvas", () => {
  it("UI-3 a step put behind an outcome takes its place and leads on", () => {
    const added = withNew(flow, email(""), { name: "Offer", main: "sent", after: { stepId: "q", outcome: "notMet" } })
    expect(added.stepId).toBe("offer")
    expect(added.flow.steps.q?.outcomes).toEqual({ met: "end", notMet: "offer" })
    expect(added.flow.steps.offer?.outcomes).toEqual({ sent: "b" })
    const second = withNew(added.flow, email(""), { name: "Offer", main: "sent", after: null })
    expect(second.stepId).toBe("offer-2")
    expect(second.flow.steps["offer-2"]).toMatchObject({ name: "Offer 2", outcomes: {} })
  })

  it("UI-3 with nothing selected a step goes before the End, where one line leads there", () => {
    expect(beforeEnd({ start: "a", steps: { a: email("A", "end"), end } })).toEqual({ stepId: "a", outcome: "sent" })
    expect(beforeEnd(flow)).toBeNull()
  })

  it("FLOW-12 what led to removed steps leads to where they led, through several; loops end open", () => {
    const cut = withoutSteps(flow, ["a"], main)
    expect(cut.start).toBe("q")
    expect(withoutSteps(flow, ["b"], main).steps.q?.outcomes).toEqual({ met: "end", notMet: "end" })
    const loop: Flow = { start: "a", steps: { a: email("A", "b"), b: email("B", "c"), c: email("C", "b") } }
    expect(withoutSteps(loop, ["b", "c"], main).steps).toEqual({ a: email("A") })
  })

  it("FLOW-1 an outcome is led elsewhere or to nothing; the same again changes nothing", () => {
    expect(connected(flow, "a", "sent", "q")).toBe(flow)
    expect(connected(flow, "a", "sent", null).steps.a?.outcomes).toEqual({})
    expect(connected(flow, "q", "met", "a").steps.q?.outcomes).toEqual({ met: "a", notMet: "b" })
  })

  it("UI-3 copies lead among themselves, else where the originals led when that is there", () => {
    const clip = { q: question("Q", "end", "b"), b: email("B", "end") }
    const { flow: pasted, ids } = withClip(flow, clip, (name) => `${name} (copy)`)
    expect(ids).toEqual(["q-copy", "b-copy"])
    expect(pasted.steps["q-copy"]).toMatchObject({ name: "Q (copy)", outcomes: { met: "end", notMet: "b-copy" } })
    const elsewhere: Flow = { start: "x", steps: { x: email("X") } }
    expect(withClip(elsewhere, clip, String).flow.steps.b).toMatchObject({ name: "B", outcomes: {} })
  })

  it("UI-3 cards that nobody has moved are laid out by themselves, and again after tidying up", () => {
    const moved = withPositions(flow, new Map([["a", { x: 10.4, y: 20.6 }]]))
    expect(moved.steps.a?.position).toEqual({ x: 10, y: 21 })
    expect(withoutPositions(moved)).toEqual(flow)
  })
})

describe("undo and redo", () => {
  it("UI-3 each undo takes one edit back; a new edit forgets what was undone", () => {
    const history = edited(edited(beginHistory(0), 1), 2)
    expect(undone(history).present).toBe(1)
    expect(redone(undone(history)).present).toBe(2)
    expect(redone(edited(undone(history), 3)).present).toBe(3)
    expect(undone(undone(undone(history))).present).toBe(0)
  })

  it("UI-3 edits of one key are one; the oldest are forgotten", () => {
    const once = edited(edited(edited(beginHistory(0), 1, "k"), 2, "k"), 3, "k")
    expect(undone(once).present).toBe(0)
    let many = beginHistory(0)
    for (let i = 1; i <= undoMax + 1; i++) many = edited(many, i)
    expect(many.past).toHaveLength(undoMax)
  })

  it("FLOW-16 undoing one's own edit does not undo what came from elsewhere", () => {
    const history = rebased(edited(beginHistory([1]), [1, 2]), (one) => [...one, 9])
    expect(undone(history).present).toEqual([1, 9])
  })
})

describe("two editors", () => {
  it("FLOW-16 edits of different steps, and of different parts of one, both stand", () => {
    const mine = { ...flow, steps: { ...flow.steps, a: email("Mine", "q"), b: email("B", "a") } }
    const theirs = {
      ...flow,
      start: "q",
      steps: { ...flow.steps, b: { ...email("Theirs", "end"), position: { x: 1, y: 2 } } },
    }
    const { flow: merged, conflicts } = mergeFlows(flow, mine, theirs)
    expect(conflicts).toEqual([])
    expect(merged.start).toBe("q")
    expect(merged.steps.a).toEqual(email("Mine", "q"))
    expect(merged.steps.b).toEqual({ ...email("Theirs", "a"), position: { x: 1, y: 2 } })
  })

  it("FLOW-16 where both changed the same, it is named, and stands as preferred", () => {
    const mine = { ...flow, steps: { ...flow.steps, a: email("Mine", "q") } }
    const theirs = { ...flow, steps: { ...flow.steps, a: email("Theirs", "q") } }
    expect(mergeFlows(flow, mine, theirs)).toEqual({ flow: mine, conflicts: ["a"] })
    expect(mergeFlows(flow, mine, theirs, "theirs")).toEqual({ flow: theirs, conflicts: ["a"] })
    const { b: _, ...without } = flow.steps
    const removed = { ...flow, steps: without }
    const changed = { ...flow, steps: { ...flow.steps, b: email("Changed", "end") } }
    expect(mergeFlows(flow, removed, changed).conflicts).toEqual(["b"])
    expect(mergeFlows(flow, removed, flow).flow.steps.q?.outcomes).toEqual({ met: "end" })
    expect(changesBetween(flow, changed)).toEqual({ changed: ["b"], added: [], removed: [], start: false })
  })

  it("FLOW-16 merging with an unchanged draft gives the other's, whichever side (property)", () => {
    const ids = ["a", "b", "c", "d"]
    const step = fc.record({ name: fc.constantFrom("x", "y"), to: fc.constantFrom(...ids) })
    const flows = fc
      .record({ start: fc.constant("a"), steps: fc.dictionary(fc.constantFrom(...ids), step) })
      .map(({ start, steps }): Flow => {
        const all = { a: { name: "x", to: "a" }, ...steps }
        const known = Object.keys(all)
        return {
          start,
          steps: Object.fromEntries(
            Object.entries(all).map(([id, { name, to }]) => [id, email(name, known.includes(to) ? to : undefined)]),
          ),
        }
      })
    fc.assert(
      fc.property(flows, flows, (base, other) => {
        expect(mergeFlows(base, other, base)).toEqual({ flow: other, conflicts: [] })
        expect(mergeFlows(base, base, other)).toEqual({ flow: other, conflicts: [] })
        expect(mergeFlows(base, other, other)).toEqual({ flow: other, conflicts: [] })
      }),
    )
  })
})

describe("places and lines", () => {
  it("UI-3 outcomes stand from left to right in their order", () => {
    const wide: Flow = { start: "q", steps: { q: question("Q", "x", "y"), y: email("Y"), x: email("X") } }
    const at = positionsOf(
      wide,
      linesOf(wide, () => ["met", "notMet"]),
    )
    expect(at.get("x")?.x).toBeLessThan(at.get("y")?.x ?? 0)
    expect(at.get("x")?.y).toBeGreaterThan(at.get("q")?.y ?? 0)
  })

  it("UI-3 a line back up runs beside the cards that it passes", () => {
    const loop: Flow = { start: "a", steps: { a: email("A", "b"), b: email("B", "a") } }
    const lines = linesOf(loop, () => ["sent"])
    const at = positionsOf(loop, lines)
    const lanes = [...lanesOf(lines, at)]
    expect(lanes).toHaveLength(1)
    expect(lanes[0]?.[0].from).toBe("b")
    expect(lanes[0]?.[1]).toBeGreaterThan((at.get("a")?.x ?? 0) + card.width)
  })

  it("UI-3 a card without a place goes below what leads to it, over no other", () => {
    const placed = withPositions(flow, new Map([["a", { x: 0, y: 0 }]]))
    const at = positionsOf(placed, linesOf(placed, outcomesOf))
    expect(at.get("q")?.y).toBeGreaterThan(card.height)
    const taken = [...at.values()]
    expect(freePlace({ x: 0, y: 0 }, taken)).not.toEqual({ x: 0, y: 0 })
  })
})

describe("the first view", () => {
  it("UI-3 a small flow is shown whole; a tall one begins large enough to read, by its start", () => {
    const row = card.height + card.rowGap
    const column = (rows: number) => new Map(Array.from({ length: rows }, (_, i) => [`s${i}`, { x: 0, y: i * row }]))
    const frame = { width: 800, height: 500 }
    const topOf = (rows: number, start: string) => {
      const { y, zoom } = firstView(column(rows), start, frame)
      return { zoom, top: y + (column(rows).get(start)?.y ?? 0) * zoom }
    }
    expect(topOf(2, "s0")).toEqual({ zoom: 1, top: 76 })
    expect(topOf(12, "s0")).toEqual({ zoom: 0.75, top: 32 })
    expect(topOf(12, "s8")).toEqual({ zoom: 0.75, top: 32 })
    const { x, zoom } = firstView(column(12), "s0", frame)
    expect(x + (card.width / 2) * zoom).toBe(frame.width / 2)
  })
})

describe("the keyboard", () => {
  const at = positionsOf(flow, linesOf(flow, outcomesOf))
  const walk = (id: string, direction: "up" | "down" | "left" | "right") =>
    walkFrom(flow, id, direction, at, outcomesOf)

  it("UI-1 arrows follow the lines: down the first outcome, up to what leads here, sideways among ways out", () => {
    expect(walk("a", "down")).toBe("q")
    expect(walk("q", "up")).toBe("a")
    expect(walk("q", "down")).toBe("end")
    expect(walk("end", "right")).toBe("b")
    expect(walk("b", "left")).toBe("end")
    expect(walk("end", "down")).toBeNull()
  })

  it("UI-1 a key means something on the canvas only; within the panel only Escape does", () => {
    const press = (
      key: string,
      mods: Partial<Record<"ctrlKey" | "shiftKey" | "altKey" | "metaKey", boolean>> = {},
    ) => ({
      key,
      ctrlKey: false,
      metaKey: false,
      altKey: false,
      shiftKey: false,
      ...mods,
    })
    expect(keyAct(press("Delete"), "canvas")).toEqual({ act: "remove" })
    expect(keyAct(press("Delete"), "beside")).toBeNull()
    expect(keyAct(press("Enter"), "beside")).toBeNull()
    expect(keyAct(press("z", { ctrlKey: true }), "canvas")).toEqual({ act: "undo" })
    expect(keyAct(press("Z", { metaKey: true, shiftKey: true }), "canvas")).toEqual({ act: "redo" })
    expect(keyAct(press("ArrowUp", { altKey: true }), "canvas")).toEqual({ act: "nudge", direction: "up" })
    expect(keyAct(press("z", { ctrlKey: true }), "panel")).toBeNull()
    expect(keyAct(press("Escape"), "panel")).toEqual({ act: "escape" })
  })
})
