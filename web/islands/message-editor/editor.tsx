import { useEffect, useRef, useState } from "preact/hooks"
import { Icon } from "../../components/icon"
import { BodyEditor } from "./body"
import { opened } from "./content"
import { problemWords } from "./findings"
import { EmailHead, PushFields, SmsFields } from "./head-fields"
import { Languages } from "./languages"
import { PreviewPane, usePreview } from "./preview"
import { keptOf, type Saving, useSaving } from "./save"
import { makeId, type Store, useStore } from "./store"
import { Templates } from "./templates"
import { TestSend } from "./test-send"
import type { Content, EditorProps } from "./types"
import { insertAt, useLastPlace, Variables } from "./variables"

/** The editor of one message of any channel (MSG-1): what is written, and beside it how a member will see it. */
export function Editor(props: EditorProps) {
  const { texts, channel } = props
  const root = useRef<HTMLDivElement>(null)
  const place = useLastPlace(root)
  const [kept] = useState(() => keptOf(props))
  const store = useStore(props.content, kept)
  const saving = useSaving(props, store)
  const shown = usePreview(props, store)
  const [view, setView] = useState<"write" | "preview">("write")
  const [templates, setTemplates] = useState(false)
  useKeys(root, store, saving)
  const begin = (content: Content) => {
    const { variants: _, ...part } = opened(content, makeId)
    store.change({ blocks: undefined, theme: undefined, html: undefined, text: undefined, ...part })
  }
  return (
    <div class="meditor" ref={root} data-view={view} data-channel={channel}>
      <div class="mbar">
        <Languages store={store} props={props} />
        <div class="mbar-end">
          <span class="mview">
            {(["write", "preview"] as const).map((one) => (
              <button key={one} class="mtab" type="button" aria-pressed={view === one} onClick={() => setView(one)}>
                {texts.views[one]}
              </button>
            ))}
          </span>
          <button class="button" type="button" disabled={!store.canUndo} onClick={store.undo}>
            {texts.undo}
          </button>
          <button class="button" type="button" disabled={!store.canRedo} onClick={store.redo}>
            {texts.redo}
          </button>
          <button class="button" type="button" aria-expanded={templates} onClick={() => setTemplates(!templates)}>
            <Icon name="template" />
            {texts.templates.title}
          </button>
          {props.canWrite && (
            <button
              class="button"
              type="button"
              data-look="primary"
              disabled={saving.state.kind === "saving"}
              onClick={() => void saving.save()}
            >
              {texts.save}
            </button>
          )}
          <a class="button" data-look="plain" href={props.backUrl}>
            {texts.done}
          </a>
        </div>
      </div>
      <SaveNote {...{ props, store, saving }} />
      {templates && (
        <Templates props={props} content={store.content} onUse={begin} onClose={() => setTemplates(false)} />
      )}
      <div class="mpanes">
        <div class="mwrite">
          {channel === "email" && <EmailHead store={store} props={props} preview={shown.preview} />}
          {channel === "sms" && <SmsFields store={store} props={props} preview={shown.preview} />}
          {channel === "push" && <PushFields store={store} props={props} />}
          <Variables
            names={props.variables}
            texts={texts.variables}
            onInsert={(text) => insertAt(place.current, text)}
          />
          {channel === "email" && <BodyEditor store={store} props={props} preview={shown.preview} />}
        </div>
        <div class="mside">
          <PreviewPane props={props} store={store} state={shown} />
          {props.canWrite && <TestSend props={props} store={store} memberId={shown.memberId} />}
        </div>
      </div>
    </div>
  )
}

function SaveNote({ props, store, saving }: { props: EditorProps; store: Store; saving: Saving }) {
  const t = props.texts.saving
  const { state } = saving
  return (
    <div class="msaved" role="status" data-state={state.kind}>
      {state.kind === "saving" && t.saving}
      {state.kind === "unreachable" && t.unreachable}
      {state.kind === "saved" && !store.dirty && t.saved}
      {(state.kind === "idle" || state.kind === "saved") && store.dirty && t.open}
      {state.kind === "refused" && (
        <ul class="bullets">
          {state.problems.map((one) => (
            <li key={`${one.path} ${one.message}`}>{problemWords(props.texts.preview, one)}</li>
          ))}
        </ul>
      )}
      {state.kind === "stale" && (
        <>
          <p>{t.stale}</p>
          <div class="row">
            <button class="button" type="button" onClick={() => void saving.saveOver()}>
              {t.saveOver}
            </button>
            <button class="button" type="button" onClick={saving.takeTheirs}>
              {t.takeTheirs}
            </button>
          </div>
        </>
      )}
    </div>
  )
}

/** Ctrl/Cmd with S saves, with Z and Y goes back and forth; within a field its own undo comes first only for rich text. */
function useKeys(root: { current: HTMLElement | null }, store: Store, saving: Saving): void {
  const latest = useRef({ store, saving })
  latest.current = { store, saving }
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey || !root.current?.isConnected) return
      const key = event.key.toLowerCase()
      const { store: now, saving: how } = latest.current
      if (key === "s") void how.save()
      else if (key === "z" && event.shiftKey) now.redo()
      else if (key === "z") now.undo()
      else if (key === "y") now.redo()
      else return
      event.preventDefault()
    }
    document.addEventListener("keydown", onKey)
    return () => document.removeEventListener("keydown", onKey)
  }, [])
}
