import { useEffect, useRef, useState } from "preact/hooks"
import type { Step } from "../../../src/engine/flow"
import { Icon } from "../../components/icon"
import { fill } from "./fill"
import { FormHost, type FormState } from "./form-host"
import { factsOf, outcomesIn, typeOf } from "./graph-view"
import { KeptForm } from "./kept-form"
import { stepAt } from "./merge"
import { same } from "./same"
import type { Saver } from "./saver"
import { getCanvas } from "./server"
import type { EditorState, EditorStore } from "./store"
import type { CanvasProps } from "./types"

interface StepPanelProps {
  props: CanvasProps
  store: EditorStore
  state: EditorState
  saver: Saver
  stepId: string
  /** Puts the focus into the form. */
  focus: boolean
  /** Where the open form is found while it is open. */
  typing: { current: FormHost | null }
  onGo(stepId: string): void
  onClose(): void
  onDuplicate(): void
  onStart(): void
  onConnect(): void
  onRemove(): void
}

/** The selected step's form: the server's own, saved as one types; the canvas takes over the step that comes of it. */
export function StepPanel(panel: StepPanelProps) {
  const { props, state, stepId, onClose } = panel
  const t = props.texts.panel
  const { flow } = state.history.present
  const step = stepAt(flow, stepId)
  const [formState, setFormState] = useState<FormState>("loading")
  const hostRef = useRef<HTMLDivElement>(null)
  useStepForm(panel, step, hostRef, setFormState)
  if (step === undefined) return null
  const type = typeOf(props.types, step.type)
  const here = state.numbers[stepId]?.current ?? 0
  const note = {
    open: t.open,
    kept: t.kept,
    newer: t.newer,
    unreachable: t.unreachable,
    signedOut: t.signedOut,
    loading: t.loading,
  }
  return (
    <aside class="canvas-panel" aria-label={`${type?.label ?? ""}: ${step.name || stepId}`}>
      <div class="canvas-panel-head" data-hue={type?.hue}>
        <span class="step-icon">{type && <Icon name={type.icon} />}</span>
        <div class="canvas-panel-title">
          <h2>{step.name || stepId}</h2>
          <p class="muted small">
            {type?.label}
            {here > 0 && ` · ${fill(t.here, { n: here })}`}
          </p>
        </div>
        <button class="button" type="button" data-look="quiet" data-icon-only="" title={t.close} onClick={onClose}>
          <Icon name="close" />
          <span class="visually-hidden">{t.close}</span>
        </button>
      </div>
      <div class="canvas-panel-acts">
        <Act label={t.connect} onClick={panel.onConnect} />
        <Act label={t.duplicate} onClick={panel.onDuplicate} />
        {flow.start !== stepId && step.type !== "end" && <Act label={t.makeStart} onClick={panel.onStart} />}
        <Act label={t.remove} onClick={panel.onRemove} />
      </div>
      <div class="canvas-panel-body">
        {formState in note && (
          <p class="canvas-panel-note" role="status" data-state={formState}>
            {note[formState as keyof typeof note]}
          </p>
        )}
        <div ref={hostRef} class="canvas-form" />
      </div>
    </aside>
  )
}

function Act({ label, onClick }: { label: string; onClick(): void }) {
  return (
    <button class="button" type="button" data-look="quiet" onClick={onClick}>
      {label}
    </button>
  )
}

/** Keeps the form and the canvas together: each takes over what the other changes. */
function useStepForm(
  panel: StepPanelProps,
  step: Step | undefined,
  hostRef: { current: HTMLDivElement | null },
  onState: (state: FormState) => void,
): void {
  const { props, store, saver, stepId, focus, typing } = panel
  const host = useRef<FormHost | null>(null)
  /** The step as the form shows it. */
  const shown = useRef<Step | undefined>(step)
  const onGo = useRef(panel.onGo)
  onGo.current = panel.onGo
  const url = `${props.home}/flow/steps/${encodeURIComponent(stepId)}`

  useEffect(() => {
    const element = hostRef.current
    if (element === null) return
    const kept = new KeptForm(props.campaignId)
    const before = kept.read(stepId)
    shown.current = before?.base ?? stepAt(store.flow, stepId)
    const own = new FormHost(element, "#step-form", true, {
      ready: () => saver.flush(),
      etag: () => {
        const { base } = store.state
        return same(contentOf(shown.current), contentOf(stepAt(base.flow, stepId))) ? base.etag : null
      },
      onState,
      keep: (entries) =>
        entries === null ? kept.clear(stepId) : shown.current && kept.write({ stepId, entries, base: shown.current }),
      onDone: async (location, wanted) => {
        const view = await getCanvas(props.home)
        if (view === null) return
        shown.current = stepAt(view.flow, stepId)
        store.adoptEdit(view)
        const target = new URL(location, document.baseURI)
        if (target.pathname.endsWith("/flow/steps/new")) await own.open(target.pathname + target.search)
        else if (target.hash.startsWith("#edit-") && target.hash !== `#edit-${stepId}`)
          onGo.current(target.hash.slice(6))
        else if (wanted && element.querySelector("[role=alert]")) await own.open(url)
      },
      onConflict: async (said) => {
        const view = await getCanvas(props.home)
        if (view === null) return false
        store.meet(view)
        const theirs = stepAt(view.flow, stepId)
        if (same(contentOf(shown.current), contentOf(theirs))) return true
        // Until the form has said what they did, it must not be saved over it.
        if (said) shown.current = theirs
        return false
      },
    })
    host.current = own
    typing.current = own
    void own.open(url, before?.entries).then(() => {
      if (focus) element.querySelector<HTMLElement>("#f-name")?.focus()
    })
    return () => {
      host.current = null
      if (typing.current === own) typing.current = null
      void own.settle().finally(() => own.close())
    }
  }, [stepId])

  useEffect(() => {
    const own = host.current
    const was = shown.current
    if (own === null || step === undefined || was === undefined || step === was) return
    if (!same(contentOf(step), contentOf(was))) {
      // Undone, or changed by somebody else: what is being typed stays, and is told of it when it is saved.
      if (own.isDirty) return
      shown.current = step
      void own.open(url)
      return
    }
    const facts = outcomesIn(store.flow, factsOf(store.flow, store.state.base, props.types, stepId), stepId)
    const changed = facts.filter(({ name }) => step.outcomes[name] !== was.outcomes[name])
    shown.current = step
    const taken = changed.every(({ name }) => {
      const to = step.outcomes[name] ?? ""
      return own.setOutcome(name, to, stepAt(store.flow, to)?.name || to)
    })
    if (!taken && !own.isDirty) void own.open(url)
  }, [step])
}

/** What a form is about: not where the card stands, nor where its lines lead. */
function contentOf(step: Step | undefined): unknown {
  return step === undefined ? undefined : { ...step, position: undefined, outcomes: undefined }
}
