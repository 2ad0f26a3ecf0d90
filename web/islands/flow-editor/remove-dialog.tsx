import { useState } from "preact/hooks"
import { formatNumber } from "../../locales/format"
import { fill } from "./fill"
import { PopUp } from "./pop-up"
import { readersLocale } from "./readers-locale"
import type { CanvasTexts } from "./types"

interface RemoveProps {
  texts: CanvasTexts
  /** Steps with members on them, and where they would go by themselves. */
  occupied: { id: string; name: string; members: number; next: string }[]
  /** Steps that stay. */
  steps: { id: string; label: string }[]
  onRemove(moves: Record<string, string>): void
  onClose(): void
}

/** Deleting steps with members on them says how many, and asks where they shall go (FLOW-12). */
export function RemoveDialog({ texts, occupied, steps, onRemove, onClose }: RemoveProps) {
  const t = texts.remove
  const [moves, setMoves] = useState(() => Object.fromEntries(occupied.map(({ id, next }) => [id, next])))
  const submit = (event: Event) => {
    event.preventDefault()
    onRemove(Object.fromEntries(Object.entries(moves).filter(([, to]) => to !== "")))
  }
  return (
    <PopUp title={t.title} closeLabel={texts.panel.close} onClose={onClose}>
      <form class="form" onSubmit={submit}>
        <p>{t.text}</p>
        {occupied.map(({ id, name, members }, i) => (
          <div class="field" key={id}>
            <label class="field-label" for={`canvas-move-${id}`}>
              {fill(t.move, { step: name, n: formatNumber(readersLocale(), members) })}
            </label>
            <select
              class="input"
              id={`canvas-move-${id}`}
              value={moves[id] ?? ""}
              {...(i === 0 ? { "data-first": "" } : {})}
              onChange={({ currentTarget }) => setMoves({ ...moves, [id]: currentTarget.value })}
            >
              <option value="">{t.later}</option>
              {steps.map((step) => (
                <option key={step.id} value={step.id}>
                  {step.label}
                </option>
              ))}
            </select>
          </div>
        ))}
        <div class="form-foot">
          <button class="button" data-look="danger" type="submit">
            {t.submit}
          </button>
          <button class="button" data-look="quiet" type="button" onClick={onClose}>
            {texts.cancel}
          </button>
        </div>
      </form>
    </PopUp>
  )
}
