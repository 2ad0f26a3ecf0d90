import { useEffect, useRef, useState } from "preact/hooks"
import type { EditorTexts } from "./types"

type Place = { kind: "control"; element: HTMLInputElement | HTMLTextAreaElement } | { kind: "rich"; range: Range }

/** Remembers where one was last writing, so that a variable can be put there. */
export function useLastPlace(root: { current: HTMLElement | null }): { current: Place | null } {
  const place = useRef<Place | null>(null)
  useEffect(() => {
    const note = () => {
      const element = document.activeElement
      if (element === null || !root.current?.contains(element) || element.closest("[data-no-variables]")) return
      if (element instanceof HTMLTextAreaElement || (element instanceof HTMLInputElement && element.type === "text")) {
        place.current = { kind: "control", element }
        return
      }
      const selection = getSelection()
      if (
        element instanceof HTMLElement &&
        element.isContentEditable &&
        selection !== null &&
        selection.rangeCount > 0
      ) {
        place.current = { kind: "rich", range: selection.getRangeAt(0).cloneRange() }
      }
    }
    document.addEventListener("selectionchange", note)
    document.addEventListener("focusin", note)
    return () => {
      document.removeEventListener("selectionchange", note)
      document.removeEventListener("focusin", note)
    }
  }, [])
  return place
}

/** Puts a text where one was last writing; false: nowhere. */
export function insertAt(place: Place | null, text: string): boolean {
  if (place === null) return false
  if (place.kind === "control") {
    const { element } = place
    if (!element.isConnected) return false
    element.focus()
    element.setRangeText(text, element.selectionStart ?? element.value.length, element.selectionEnd ?? 0, "end")
    element.dispatchEvent(new Event("input", { bubbles: true }))
    return true
  }
  const node = place.range.startContainer
  const host = (node instanceof HTMLElement ? node : node.parentElement)?.closest<HTMLElement>("[contenteditable]")
  if (!host?.isConnected) return false
  host.focus()
  const selection = getSelection()
  selection?.removeAllRanges()
  selection?.addRange(place.range)
  return document.execCommand("insertText", false, text)
}

interface VariablesProps {
  names: readonly string[]
  texts: EditorTexts["variables"]
  onInsert: (text: string) => boolean
}

/** The variables that this message may name, each with a fallback for those who have no value (MSG-2). */
export function Variables({ names, texts, onInsert }: VariablesProps) {
  const [name, setName] = useState(names[0] ?? "")
  const [otherwise, setOtherwise] = useState("")
  const [lost, setLost] = useState(false)
  const safe = otherwise.replaceAll('"', "'")
  return (
    <details class="mvariables">
      <summary class="msection">{texts.title}</summary>
      <form
        class="mtheme-fields"
        data-no-variables=""
        onSubmit={(event) => {
          event.preventDefault()
          setLost(!onInsert(safe === "" ? `{{ ${name} }}` : `{{ ${name} | default: "${safe}" }}`))
        }}
      >
        <div class="field">
          <label class="field-label" for="mvariable">
            {texts.variable}
          </label>
          <select class="input" id="mvariable" value={name} onChange={(event) => setName(event.currentTarget.value)}>
            {names.map((one) => (
              <option key={one} value={one}>
                {one}
              </option>
            ))}
          </select>
        </div>
        <div class="field">
          <label class="field-label" for="mfallback">
            {texts.fallback}
          </label>
          <input
            class="input"
            id="mfallback"
            type="text"
            value={otherwise}
            onInput={(event) => setOtherwise(event.currentTarget.value)}
          />
          <p class="field-help">{lost ? texts.nowhere : texts.fallbackHelp}</p>
        </div>
        <button class="button" type="submit">
          {texts.insert}
        </button>
      </form>
    </details>
  )
}
