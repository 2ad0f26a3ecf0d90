import { useEffect, useRef, useState } from "preact/hooks"
import { Icon } from "../../components/icon"
import { fill } from "./fill"
import { FormHost } from "./form-host"
import type { Saver } from "./saver"
import type { CanvasProps } from "./types"

/** One moment of a dry run, as the server's page tells it. */
export interface Moment {
  stepId: string
  text: string
  when: string
}

interface DryRunProps {
  props: CanvasProps
  saver: Saver
  /** What has been played so far, the present moment last. */
  onPlay(moments: readonly Moment[]): void
  onClose(): void
}

/** Time that a moment is shown; whoever wants less motion goes by hand. */
const momentMs = 1_100

/** Tries the draft out for one member (ANA-6) and plays what happens on the canvas, step by step. */
export function DryRunPanel({ props, saver, onPlay, onClose }: DryRunProps) {
  const t = props.texts.dryRun
  const ref = useRef<HTMLDivElement>(null)
  const [moments, setMoments] = useState<Moment[]>([])
  const [at, setAt] = useState<number | null>(null)
  const [running, setRunning] = useState(false)

  useEffect(() => {
    const element = ref.current
    if (element === null) return
    const nothing = async () => {}
    const host = new FormHost(element, "#dry-run", false, {
      ready: () => saver.flush(),
      etag: () => null,
      onState: () => setMoments(momentsIn(element)),
      onDone: nothing,
      onConflict: async () => false,
      keep: () => {},
    })
    void host.open(`${props.home}/flow/dry-run`)
    return () => host.close()
  }, [])

  useEffect(() => {
    onPlay(at === null ? [] : moments.slice(0, at + 1))
    if (!running || at === null) return
    if (at >= moments.length - 1) {
      setRunning(false)
      return
    }
    const timer = setTimeout(() => setAt(at + 1), momentMs)
    return () => clearTimeout(timer)
  }, [at, running, moments])

  const stop = () => {
    setRunning(false)
    setAt(null)
  }
  const present = at === null ? undefined : moments[at]
  return (
    <aside class="canvas-panel" aria-label={t.title}>
      <div class="canvas-panel-head">
        <h2>{t.title}</h2>
        <button
          class="button"
          type="button"
          data-look="quiet"
          data-icon-only=""
          title={props.texts.panel.close}
          onClick={onClose}
        >
          <Icon name="close" />
          <span class="visually-hidden">{props.texts.panel.close}</span>
        </button>
      </div>
      {moments.length > 0 && (
        <div class="canvas-play">
          {at === null ? (
            <button
              class="button"
              type="button"
              data-look="primary"
              onClick={() => {
                setAt(0)
                setRunning(!matchMedia("(prefers-reduced-motion: reduce)").matches)
              }}
            >
              <Icon name="play" />
              {t.play}
            </button>
          ) : (
            <>
              <div class="row">
                <Step label={t.previous} disabled={at === 0} onClick={() => [setRunning(false), setAt(at - 1)]} />
                <Step
                  label={t.next}
                  disabled={at >= moments.length - 1}
                  onClick={() => [setRunning(false), setAt(at + 1)]}
                />
                <Step label={t.stop} onClick={stop} />
                <span class="muted small">{fill(t.at, { n: at + 1, total: moments.length })}</span>
              </div>
              <p role="status">
                <b>{present?.when}</b> {present?.text}
              </p>
            </>
          )}
        </div>
      )}
      <div class="canvas-panel-body">
        <div ref={ref} class="canvas-form" />
        <p>
          <a href={`${props.home}/flow/dry-run`}>{t.full}</a>
        </p>
      </div>
    </aside>
  )
}

function Step({ label, disabled = false, onClick }: { label: string; disabled?: boolean; onClick(): void }) {
  return (
    <button class="button" type="button" data-look="plain" disabled={disabled} onClick={onClick}>
      {label}
    </button>
  )
}

function momentsIn(element: HTMLElement): Moment[] {
  return [...element.querySelectorAll<HTMLElement>(".timeline-item[data-step]")].map((item) => ({
    stepId: item.dataset.step ?? "",
    text: item.querySelector(".timeline-body p")?.textContent ?? "",
    when: item.querySelector(".timeline-when")?.textContent ?? "",
  }))
}
