import { Icon } from "../../components/icon"
import type { IconName } from "../../icons"
import { fill } from "./fill"
import type { SaveState } from "./saver"
import type { CanvasTexts } from "./types"

export interface ToolbarProps {
  texts: CanvasTexts
  save: SaveState
  canUndo: boolean
  canRedo: boolean
  problems: number
  publishHref: string
  onUndo(): void
  onRedo(): void
  onTidy(): void
  onFit(): void
  onSearch(): void
  onKeys(): void
  onProblems(): void
  onDryRun(): void
  onPublish(): void
  onRetry(): void
}

/** What can be done to the whole, and whether it is saved. */
export function Toolbar(props: ToolbarProps) {
  const { texts, problems } = props
  const t = texts.toolbar
  return (
    <div class="canvas-toolbar" role="toolbar" aria-label={t.label}>
      <Tool icon="undo" label={t.undo} disabled={!props.canUndo} onClick={props.onUndo} />
      <Tool icon="redo" label={t.redo} disabled={!props.canRedo} onClick={props.onRedo} />
      <span class="canvas-gap" />
      <Tool icon="flow" label={t.tidy} onClick={props.onTidy} />
      <Tool icon="eye" label={t.fit} onClick={props.onFit} />
      <Tool icon="search" label={t.search} onClick={props.onSearch} />
      <Tool icon="question" label={t.keys} onClick={props.onKeys} />
      <span class="canvas-gap" />
      <button class="button" type="button" data-look="quiet" data-tool="problems" onClick={props.onProblems}>
        <Icon name={problems > 0 ? "warning" : "done"} class={problems > 0 ? "canvas-bad" : "canvas-good"} />
        {problems > 0 ? fill(t.problems, { n: problems }) : t.noProblems}
      </button>
      <span class="canvas-push" />
      <Status texts={texts} save={props.save} onRetry={props.onRetry} />
      <button class="button" type="button" data-look="plain" data-tool="dry-run" onClick={props.onDryRun}>
        <Icon name="play" />
        {t.dryRun}
      </button>
      <a
        class="button"
        data-look="primary"
        href={props.publishHref}
        onClick={(event) => {
          if (event.ctrlKey || event.metaKey || event.shiftKey) return
          event.preventDefault()
          props.onPublish()
        }}
      >
        {t.publish}
      </a>
    </div>
  )
}

interface ToolProps {
  icon: IconName
  label: string
  disabled?: boolean
  onClick(): void
}

function Tool({ icon, label, disabled = false, onClick }: ToolProps) {
  return (
    <button
      class="button"
      type="button"
      data-look="quiet"
      data-icon-only=""
      title={label}
      disabled={disabled}
      onClick={onClick}
    >
      <Icon name={icon} />
      <span class="visually-hidden">{label}</span>
    </button>
  )
}

const icons: Record<SaveState["kind"], IconName> = {
  saved: "check",
  dirty: "repeat",
  saving: "repeat",
  offline: "warning",
  signedOut: "alert",
  refused: "alert",
  conflict: "alert",
}

function Status({ texts, save, onRetry }: { texts: CanvasTexts; save: SaveState; onRetry(): void }) {
  const text = save.kind === "refused" ? fill(texts.status.refused, { reason: save.reason }) : texts.status[save.kind]
  return (
    <span class="canvas-status" role="status" data-state={save.kind}>
      <Icon name={icons[save.kind]} />
      {text}
      {(save.kind === "offline" || save.kind === "refused") && (
        <button class="button" type="button" data-look="quiet" onClick={onRetry}>
          {texts.retry}
        </button>
      )}
      {save.kind === "signedOut" && (
        <a class="button" data-look="quiet" href={`/sign-in?next=${encodeURIComponent(location.pathname)}`}>
          {texts.signIn}
        </a>
      )}
    </span>
  )
}
