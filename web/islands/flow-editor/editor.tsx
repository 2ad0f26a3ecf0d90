import { useCallback, useMemo, useRef, useState } from "preact/hooks"
import { Acts } from "./acts"
import { type Asked, AskedDialog } from "./asked-dialog"
import { DryRunPanel, type Moment } from "./dry-run-panel"
import type { FormHost } from "./form-host"
import { typeOf } from "./graph-view"
import { KeptForm } from "./kept-form"
import { keyActs } from "./key-acts"
import { useKeys } from "./keys"
import { stepAt } from "./merge"
import { News } from "./news"
import { cardElement } from "./on-screen"
import { Palette } from "./palette"
import { Problems } from "./problems"
import { Stage } from "./stage"
import { StepPanel } from "./step-panel"
import { Toolbar } from "./toolbar"
import type { CanvasProps, TypeInfo } from "./types"
import { useGraph } from "./use-graph"
import { useSession } from "./use-session"
import { useSettling, useView } from "./use-view"

type Side = { kind: "step"; id: string; focus: boolean } | { kind: "problems" } | { kind: "dryRun" }

/** The flow editor (UI-3). Stands within a ReactFlowProvider. */
export function Editor(props: CanvasProps) {
  const { texts, types, home } = props
  const { store, saver, state } = useSession(props)
  const [side, setSide] = useState<Side | null>(() => sideAtStart(props))
  const [asked, setAsked] = useState<Asked | null>(null)
  const [said, setSaid] = useState("")
  const [played, setPlayed] = useState<readonly Moment[]>([])
  const root = useRef<HTMLDivElement>(null)
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
  const view = useView({ acts, graph, opened: side?.kind === "step" ? side.id : null, played })
  useSettling(typing)
  const { goTo, focusLater } = view
  const openStep = (id: string, focus: boolean) => setSide({ kind: "step", id, focus })
  const after = acts.placeAfter(selected.length === 1 ? (selected[0] ?? null) : null)
  const add = (type: TypeInfo, byKey: boolean) => {
    const id = acts.add(type, { after })
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
  const byKey = keyActs({
    texts,
    store,
    acts,
    graph,
    view,
    sideOpen: side !== null,
    ask: setAsked,
    say: setSaid,
    openStep: (id) => openStep(id, true),
    remove,
    cut,
    put,
    closeSide,
    focusPalette: () => root.current?.querySelector<HTMLElement>(".canvas-type")?.focus(),
  })
  useKeys(root, byKey)

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
        <Palette {...props} after={after === null ? null : nameOf(after.stepId)} onAdd={add} />
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
