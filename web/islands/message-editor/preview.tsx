import { useEffect, useRef, useState } from "preact/hooks"
import { Icon } from "../../components/icon"
import { Findings } from "./findings"
import { askPreview, findMembers, previewInput } from "./server"
import type { Store } from "./store"
import type { EditorProps, EditorTexts, Preview } from "./types"

/** A preview is made this long after the last key. */
const restMs = 350
/** Whoever holds a phone sees the message as on one. */
const narrowMaxPx = 720
const widths = { desktop: 640, phone: 375 } as const

type PreviewTexts = EditorTexts["preview"]

export interface PreviewState {
  preview: Preview | null
  memberId: string
  /** There is no such member. */
  missing: boolean
  unreachable: boolean
  setMemberId(id: string): void
}

/** Asks once nothing has happened for a while (ms), and takes the answer unless it comes too late. Gives the way to call it off. */
function afterRest<T>(ms: number, ask: () => Promise<T>, take: (answer: T) => void): () => void {
  let late = false
  const timer = setTimeout(() => {
    void ask().then((answer) => {
      if (!late) take(answer)
    })
  }, ms)
  return () => {
    late = true
    clearTimeout(timer)
  }
}

/** Asks for a preview whenever what is written has rested for a moment. */
export function usePreview(props: EditorProps, store: Store): PreviewState {
  const [memberId, setMemberId] = useState("")
  const [preview, setPreview] = useState<Preview | null>(null)
  const [state, setState] = useState<"good" | "missing" | "unreachable">("good")
  const { content, language } = store
  useEffect(() => {
    const input = previewInput(props, { content, language, memberId })
    return afterRest(
      preview === null ? 0 : restMs,
      () => askPreview(input),
      (answer) => {
        if (answer === null) return setState("unreachable")
        if ("missing" in answer) return setState("missing")
        setState("good")
        setPreview(answer)
      },
    )
  }, [content, language, memberId])
  return { preview, memberId, missing: state === "missing", unreachable: state === "unreachable", setMemberId }
}

interface PaneProps {
  props: EditorProps
  store: Store
  state: PreviewState
}

/** The message as one member would see it (MSG-3), with all that is wrong with it. */
export function PreviewPane({ props, store, state }: PaneProps) {
  const t = props.texts.preview
  const { preview } = state
  return (
    <section class="mpreview" aria-label={t.title}>
      <MemberField texts={t} state={state} />
      {state.unreachable && <p class="mnote">{t.unreachable}</p>}
      {preview?.problem && preview.problems.length === 0 && <p class="mnote">{preview.problem}</p>}
      {props.channel === "email" && <EmailFrame {...{ props, store, state }} />}
      {props.channel === "sms" && preview?.rendered && <p class="mbubble">{String(preview.rendered.text ?? "")}</p>}
      {props.channel === "push" && preview?.rendered && <PushCard rendered={preview.rendered} brand={props.brand} />}
      {preview && <Findings preview={preview} texts={t} store={store} />}
    </section>
  )
}

function MemberField({ texts, state }: { texts: PreviewTexts; state: PreviewState }) {
  const [found, setFound] = useState<{ id: string; label: string }[]>([])
  const [typed, setTyped] = useState("")
  useEffect(() => {
    return afterRest(restMs, () => findMembers(typed), setFound)
  }, [typed])
  return (
    <div class="field">
      <label class="field-label" for="mpreview-as">
        {texts.as}
      </label>
      <input
        class="input"
        id="mpreview-as"
        type="text"
        list="mpreview-members"
        placeholder={texts.invented}
        value={typed}
        aria-describedby={state.missing ? "mpreview-missing" : undefined}
        onInput={(event) => {
          const { value } = event.currentTarget
          setTyped(value)
          // Chosen from the list.
          if (found.some(({ id }) => id === value)) state.setMemberId(value)
        }}
        onBlur={() => state.setMemberId(typed.trim())}
        onKeyDown={(event) => event.key === "Enter" && state.setMemberId(typed.trim())}
      />
      <datalist id="mpreview-members">
        {found.map(({ id, label }) => (
          <option key={id} value={id}>
            {label}
          </option>
        ))}
      </datalist>
      {state.missing && (
        <p class="field-error" id="mpreview-missing">
          {texts.unknown}
        </p>
      )}
    </div>
  )
}

/** The email in a frame of its own, shut off from this page (SEC-14): the server makes its document from what is posted. */
function EmailFrame({ props, store, state }: PaneProps) {
  const t = props.texts.preview
  const [width, setWidth] = useState<keyof typeof widths>(innerWidth < narrowMaxPx ? "phone" : "desktop")
  const [scheme, setScheme] = useState<"light" | "dark">("light")
  const [room, setRoom] = useState(0)
  const form = useRef<HTMLFormElement>(null)
  const box = useRef<HTMLDivElement>(null)
  const { preview, memberId } = state
  useEffect(() => {
    if (box.current === null) return
    const observer = new ResizeObserver(([entry]) => setRoom(entry?.contentRect.width ?? 0))
    observer.observe(box.current)
    return () => observer.disconnect()
  }, [])
  useEffect(() => {
    if (preview?.rendered) form.current?.submit()
  }, [preview, scheme])
  const input = JSON.stringify(previewInput(props, { content: store.content, language: store.language, memberId }))
  const scale = room === 0 ? 1 : Math.min(1, room / widths[width])
  return (
    <div class="mframe">
      <div class="mframe-bar">
        <p class="mail-head">
          <span class="muted small">{t.subject}</span>
          <span class="strong">{String(preview?.rendered?.subject ?? "")}</span>
        </p>
        <div class="row">
          <Toggle label={t.desktop} icon="monitor" on={width === "desktop"} onAct={() => setWidth("desktop")} />
          <Toggle label={t.phone} icon="phone" on={width === "phone"} onAct={() => setWidth("phone")} />
          <Toggle label={t.light} icon="sun" on={scheme === "light"} onAct={() => setScheme("light")} />
          <Toggle label={t.dark} icon="moon" on={scheme === "dark"} onAct={() => setScheme("dark")} />
        </div>
      </div>
      <form ref={form} method="post" action="/messages/preview" target="message-preview" hidden>
        <input type="hidden" name="input" value={input} />
        <input type="hidden" name="scheme" value={scheme} />
      </form>
      <div class="mframe-box" ref={box} data-scheme={scheme}>
        <iframe
          name="message-preview"
          title={t.title}
          sandbox=""
          style={{
            width: `${widths[width]}px`,
            height: `${Math.round(640 / scale)}px`,
            transform: `scale(${scale})`,
            marginInlineStart: `${Math.max(0, (room - widths[width] * scale) / 2)}px`,
          }}
        />
      </div>
    </div>
  )
}

interface ToggleProps {
  label: string
  icon: "monitor" | "phone" | "sun" | "moon"
  on: boolean
  onAct: () => void
}

function Toggle({ label, icon, on, onAct }: ToggleProps) {
  return (
    <button class="mtoggle" type="button" aria-pressed={on} title={label} onClick={onAct}>
      <Icon name={icon} />
      <span class="visually-hidden">{label}</span>
    </button>
  )
}

function PushCard({ rendered, brand }: { rendered: Record<string, unknown>; brand: string }) {
  const { title, body, link } = rendered as { title: string; body: string; link: string | null }
  return (
    <div class="mpush">
      <p class="small muted">{brand}</p>
      <p class="strong">{title}</p>
      <p>{body}</p>
      {link && <p class="small muted">{link}</p>}
    </div>
  )
}
