import type { TargetedEvent } from "preact"
import { useState } from "preact/hooks"
import { PopUp } from "./pop-up"
import type { CanvasTexts } from "./types"

interface SearchProps {
  texts: CanvasTexts
  steps: { id: string; label: string }[]
  onGo(id: string): void
  onClose(): void
}

/** Shown at most; more letters find fewer. */
const shownMax = 12

/** Jumps to a step by its name or type. */
export function SearchDialog({ texts, steps, onGo, onClose }: SearchProps) {
  const t = texts.search
  const [query, setQuery] = useState("")
  const plain = (text: string) => text.normalize("NFKD").replaceAll(/\p{M}/gu, "").toLowerCase()
  const matching = (text: string) => steps.filter(({ label }) => plain(label).includes(plain(text))).slice(0, shownMax)
  const found = matching(query)
  // What has been typed by now, not what was last drawn: quick fingers are ahead of the list.
  const submit = (event: TargetedEvent<HTMLFormElement>) => {
    event.preventDefault()
    const [first] = matching(event.currentTarget.querySelector("input")?.value ?? query)
    if (first) onGo(first.id)
  }
  return (
    <PopUp title={t.title} closeLabel={texts.panel.close} onClose={onClose}>
      <form onSubmit={submit} class="stack">
        <div class="field">
          <label class="field-label" for="canvas-search">
            {t.label}
          </label>
          <input
            class="input"
            id="canvas-search"
            value={query}
            autocomplete="off"
            data-first=""
            onInput={({ currentTarget }) => setQuery(currentTarget.value)}
          />
        </div>
        {found.length === 0 && <p class="muted">{t.none}</p>}
        <ul class="canvas-found">
          {found.map(({ id, label }) => (
            <li key={id}>
              <button class="canvas-found-step" type="button" onClick={() => onGo(id)}>
                {label}
              </button>
            </li>
          ))}
        </ul>
      </form>
    </PopUp>
  )
}
