import { useReactFlow } from "@xyflow/react"
import { useCallback, useEffect, useMemo, useRef, useState } from "preact/hooks"
import { Acts } from "./acts"
import { type Asked, AskedDialog } from "./asked-dialog"
import { DryRunPanel, type Moment } from "./dry-run-panel"
import type { Point } from "./edits"
import type { FormHost } from "./form-host"
import { type LineEdge, type StepNode, typeOf } from "./graph-view"
import { KeptForm } from "./kept-form"
import { type KeyAct, useKeys } from "./keys"
import { stepAt } from "./merge"
import { News } from "./news"
import { cardElement, focusedCard, focusedLine, isBeyond, isOutOfView, lineElement } from "./on-screen"
import { Palette } from "./palette"
import { card } from "./place"
import { Problems } from "./problems"
import { Stage } from "./stage"
import { StepPanel } from "./step-panel"
import { Toolbar } from "./toolbar"
import type { CanvasProps, TypeInfo } from "./types"
import { useGraph } from "./use-graph"
import { useSession } from "./use-session"
import { type Direction, walkFrom } from "./walk"

type Side = { kind: "step"; id: string; focus: boolean } | { kind: "problems" } | { kind: "dryRun" }

/** How far a key moves a card. */
const nudgeBy = 16
const shift: Record<Direction, Point> = {
  up: { x: 0, y: -nudgeBy },
  down: { x: 0, y: nudgeBy },
  left: { x: -nudgeBy, y: 0 },
  right: { x: nudgeBy, y: 0 },
}

/** The flow editor (UI-3). Stands within a ReactFlowProvider. */
export function Editor(props: CanvasProps) {
  const { texts, types, home } = props
  const { store, saver, state } = useSession(props)
  const [side, setSide] = useState<Side | null>(() => sideAtStart(props))
  const [asked, setAsked] = useState<Asked | null>(null)
  const [said, setSaid] = useState("")
  const [played, setPlayed] = useState<readonly Moment[]>([])
  const root = useRef<HTMLDivElement>(null)
  const canvas = useReactFlow<StepNode, LineEdge>()
  const acts = useMemo(() => new Acts(store, props, setSaid), [])
  const graph = useGraph(props, state, played)
  const { selected } = graph
  const linesNow = useRef(graph.edges)
  linesNow.current = graph.edges
  /** The form that one is typing into. */
  const typing = useRef<FormHost | null>(null)
  const { flow } = state.history.present
  const nameOf = (id: string) => stepAt(flow, id)?.name || id
  const choices = Object.entries(flow.steps).map(([id, step]) => ({
    id,
    label: `${step.name || id} (${typeOf(types, step.type)?.label ?? step.type})`,
  }))
  const motion = () => (matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 200)

  /** Selects a step, brings it into view, and gives it the focus. */
  const goTo = useCallback((id: string, focus = true) => {
    graph.select([id])
    const at = acts.positions().get(id)
    if (at) {
      const zoom = Math.max(canvas.getZoom(), 0.6)
      void canvas.setCenter(at.x + card.width / 2, at.y + card.height / 2, { zoom, duration: motion() })
    }
    if (focus) requestAnimationFrame(() => cardElement(id)?.focus({ preventScroll: true }))
  }, [])
  const openStep = (id: string, focus: boolean) => setSide({ kind: "step", id, focus })
  const current = () => {
    const focused = focusedCard() ?? graph.edges.find(({ id }) => id === focusedLine())?.source
    return focused ?? (selected.length === 1 ? selected[0] : undefined) ?? null
  }

  const add = (type: TypeInfo, byKey: boolean) => {
    const id = acts.add(type, { after: acts.placeAfter(selected.length === 1 ? (selected[0] ?? null) : null) })
    goTo(id, false)
    openStep(id, byKey)
  }
  const remove = (ids: string[]) => {
    const lines = graph.selectedLines
    if (ids.length === 0) {
      for (const { source, sourceHandle } of lines) if (sourceHandle) acts.connect(source, sourceHandle, null)
      return
    }
    if (acts.occupied(ids).length > 0) setAsked({ kind: "remove", ids })
    else removed(ids, {})
  }
  const cut = useCallback((id: string) => {
    const line = linesNow.current.find((edge) => edge.id === id)
    if (!line?.sourceHandle) return
    acts.connect(line.source, line.sourceHandle, null)
    requestAnimationFrame(() => cardElement(line.source)?.focus({ preventScroll: true }))
  }, [])
  /** From a card to its first line, from there to the next one. */
  const toNextLine = () => {
    const from = current()
    const lines = graph.edges.filter(({ source }) => source === from)
    const next = lines[(lines.findIndex(({ id }) => id === focusedLine()) + 1) % lines.length]
    if (next === undefined) return
    graph.selectLine(next.id)
    lineElement(next.id)?.focus()
  }
  const removed = (ids: string[], moves: Record<string, string>) => {
    setAsked(null)
    if (!acts.remove(ids, moves)) return
    if (side?.kind === "step" && ids.includes(side.id)) setSide(null)
  }
  const closeSide = () => {
    if (side?.kind === "step") {
      const { id } = side
      requestAnimationFrame(() => cardElement(id)?.focus({ preventScroll: true }))
    }
    setSide(null)
    setPlayed([])
  }
  const put = (ids: string[]) => {
    if (ids.length > 0) graph.select(ids)
    if (ids[0]) focusLater(ids[0])
  }
  const focusLater = (id: string) => requestAnimationFrame(() => requestAnimationFrame(() => cardElement(id)?.focus()))

  const byKey = (key: KeyAct) => {
    const id = current()
    switch (key.act) {
      case "walk": {
        const from = id ?? flow.start
        const ways = (of: string) => acts.outcomes(of).map(({ name }) => name)
        const to = id === null ? from : walkFrom(flow, from, key.direction, acts.positions(), ways)
        if (to !== null) goTo(to)
        return
      }
      case "nudge": {
        const ids = selected.length > 0 ? selected : id === null ? [] : [id]
        const at = acts.positions()
        const by = shift[key.direction]
        const moved = ids.flatMap((one): [string, Point][] => {
          const from = at.get(one)
          return from ? [[one, { x: from.x + by.x, y: from.y + by.y }]] : []
        })
        if (moved.length > 0) acts.move(new Map(moved), `nudge ${ids.join()}`)
        return
      }
      case "open":
        if (id !== null) {
          graph.select([id])
          openStep(id, true)
        }
        return
      case "connect":
        if (id !== null) setAsked({ kind: "connect", id })
        return
      case "line":
        return toNextLine()
      case "add":
        if (id !== null) graph.select([id])
        root.current?.querySelector<HTMLElement>(".canvas-type")?.focus()
        return
      case "start":
        if (id !== null && stepAt(flow, id)?.type !== "end") acts.setStart(id)
        return
      case "remove":
        // A line that has the focus goes alone, not the step it belongs to.
        if (focusedLine() !== null) return cut(focusedLine() ?? "")
        return remove(selected.length > 0 ? selected : graph.selectedLines.length > 0 || id === null ? [] : [id])
      case "undo":
        store.undo()
        return setSaid(texts.said.undone)
      case "redo":
        store.redo()
        return setSaid(texts.said.redone)
      case "copy":
        return acts.copy(selected.length > 0 ? selected : id === null ? [] : [id])
      case "paste":
        return put(acts.paste())
      case "duplicate":
        return put(acts.duplicate(selected.length > 0 ? selected : id === null ? [] : [id]))
      case "all":
        return graph.select(Object.keys(flow.steps))
      case "find":
        return setAsked({ kind: "search" })
      case "tidy":
        return acts.tidy()
      case "fit":
        return void canvas.fitView({ duration: motion(), padding: 0.1 })
      case "zoomIn":
        return void canvas.zoomIn({ duration: motion() })
      case "zoomOut":
        return void canvas.zoomOut({ duration: motion() })
      case "help":
        return setAsked({ kind: "keys" })
      case "escape":
        if (focusedLine() !== null && id !== null) goTo(id)
        else if (side !== null) closeSide()
        else graph.select([])
        return
    }
  }
  useKeys(root, byKey)

  useEffect(() => {
    const id = location.hash.match(/^#(?:edit|step)-(.+)$/)?.[1]
    if (id !== undefined && stepAt(flow, id)) requestAnimationFrame(() => goTo(id))
  }, [])
  const opened = side?.kind === "step" ? side.id : null
  useEffect(() => {
    if (opened === null) return
    // The panel takes its room from the canvas: the card it is about stays in view.
    const frame = requestAnimationFrame(() => requestAnimationFrame(() => isOutOfView(opened) && goTo(opened, false)))
    return () => cancelAnimationFrame(frame)
  }, [opened])
  useEffect(() => {
    // A frame of another size (a phone turned): never an empty canvas.
    const resized = () => {
      if ([...document.querySelectorAll(".react-flow__node")].every(isBeyond)) void canvas.fitView({ padding: 0.1 })
    }
    const listen = () => requestAnimationFrame(() => requestAnimationFrame(resized))
    window.addEventListener("resize", listen)
    return () => window.removeEventListener("resize", listen)
  }, [])
  useEffect(() => {
    const at = played.at(-1)
    if (at) goTo(at.stepId, false)
  }, [played])

  useEffect(() => {
    // On the way out of the editor: what is typed goes now.
    const leave = (event: Event) => {
      if (event.target instanceof Element && event.target.closest(".canvas") === null) void typing.current?.settle()
    }
    document.addEventListener("pointerdown", leave, true)
    return () => document.removeEventListener("pointerdown", leave, true)
  }, [])

  const publish = async () => {
    // What is being typed belongs to what is published; where it cannot be saved, the form says why.
    if (typing.current?.isDirty) await typing.current.post(true)
    if (typing.current?.isDirty) return
    if (await saver.flush()) location.assign(`${home}/publish`)
  }

  return (
    <div class="canvas" ref={root} data-side={side?.kind}>
      <Toolbar
        texts={texts}
        save={state.save}
        canUndo={state.history.past.length > 0}
        canRedo={state.history.future.length > 0}
        problems={state.base.problems.length}
        publishHref={`${home}/publish`}
        onUndo={() => byKey({ act: "undo" })}
        onRedo={() => byKey({ act: "redo" })}
        onTidy={() => byKey({ act: "tidy" })}
        onFit={() => byKey({ act: "fit" })}
        onSearch={() => setAsked({ kind: "search" })}
        onKeys={() => setAsked({ kind: "keys" })}
        onProblems={() => setSide(side?.kind === "problems" ? null : { kind: "problems" })}
        onDryRun={() => setSide({ kind: "dryRun" })}
        onPublish={() => void publish()}
        onRetry={() => void saver.flush()}
      />
      {state.news && (
        <News
          texts={texts}
          news={state.news}
          nameOf={(id) => stepAt(state.news?.theirs?.flow ?? flow, id)?.name || nameOf(id)}
          onDecide={(prefer) => {
            store.decide(prefer)
            saver.resume()
          }}
          onDismiss={() => store.set({ news: null })}
        />
      )}
      <div class="canvas-body">
        <Palette
          {...props}
          after={selected.length === 1 && acts.placeAfter(selected[0] ?? null) ? nameOf(selected[0] ?? "") : null}
          onAdd={add}
        />
        <Stage
          texts={texts}
          types={types}
          acts={acts}
          graph={graph}
          onCut={cut}
          onOpen={(id) => openStep(id, false)}
          onPane={() => setSide((now) => (now?.kind === "step" ? null : now))}
        />
        {side?.kind === "step" && stepAt(flow, side.id) && (
          <StepPanel
            key={side.id}
            props={props}
            store={store}
            state={state}
            saver={saver}
            stepId={side.id}
            focus={side.focus}
            typing={typing}
            onGo={(id) => {
              goTo(id, false)
              openStep(id, true)
            }}
            onClose={closeSide}
            onDuplicate={() => put(acts.duplicate([side.id]))}
            onStart={() => acts.setStart(side.id)}
            onConnect={() => setAsked({ kind: "connect", id: side.id })}
            onRemove={() => remove([side.id])}
          />
        )}
        {side?.kind === "problems" && (
          <Problems
            texts={texts}
            problems={state.base.problems}
            nameOf={nameOf}
            onGo={(id) => {
              goTo(id)
              openStep(id, true)
            }}
            onClose={closeSide}
          />
        )}
        {side?.kind === "dryRun" && <DryRunPanel props={props} saver={saver} onPlay={setPlayed} onClose={closeSide} />}
      </div>
      <AskedDialog
        texts={texts}
        asked={asked}
        acts={acts}
        flow={flow}
        steps={choices}
        onConnect={(id, outcome, to) => {
          acts.connect(id, outcome, to)
          setAsked(null)
          focusLater(id)
        }}
        onRemove={removed}
        onGo={(id) => {
          setAsked(null)
          requestAnimationFrame(() => goTo(id))
        }}
        onClose={() => setAsked(null)}
      />
      <p class="visually-hidden" role="status">
        {said}
      </p>
    </div>
  )
}

/** What was typed before a reload and is not saved opens again. */
function sideAtStart(props: CanvasProps): Side | null {
  const typed = new KeptForm(props.campaignId).read()
  return typed !== null && stepAt(props.view.flow, typed.stepId)
    ? { kind: "step", id: typed.stepId, focus: false }
    : null
}
