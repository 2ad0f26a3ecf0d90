import { useState } from "preact/hooks"
import { fill } from "./fill"
import { PopUp } from "./pop-up"
import type { CanvasTexts, OutcomeInfo } from "./types"

interface ConnectProps {
  texts: CanvasTexts
  step: string
  outcomes: OutcomeInfo[]
  /** Where each outcome leads now. */
  leads: Record<string, string>
  steps: { id: string; label: string }[]
  onConnect(outcome: string, to: string | null): void
  onClose(): void
}

/** Leads an outcome to a step by choosing both from lists: what dragging a line does, for the keyboard. */
export function ConnectDialog({ texts, step, outcomes, leads, steps, onConnect, onClose }: ConnectProps) {
  const t = texts.connect
  const open = outcomes.find(({ name, follows }) => leads[name] === undefined && follows === undefined)
  const [outcome, setOutcome] = useState(open?.name ?? outcomes[0]?.name ?? "")
  const [to, setTo] = useState(leads[outcome] ?? "")
  const submit = (event: Event) => {
    event.preventDefault()
    onConnect(outcome, to === "" ? null : to)
  }
  return (
    <PopUp title={fill(t.title, { step })} closeLabel={texts.panel.close} onClose={onClose}>
      {outcomes.length === 0 ? (
        <p>{t.none}</p>
      ) : (
        <form class="form" onSubmit={submit}>
          <div class="field">
            <label class="field-label" for="canvas-outcome">
              {t.outcome}
            </label>
            <select
              class="input"
              id="canvas-outcome"
              value={outcome}
              data-first=""
              onChange={({ currentTarget }) => {
                setOutcome(currentTarget.value)
                setTo(leads[currentTarget.value] ?? "")
              }}
            >
              {outcomes.map(({ name, label }) => (
                <option key={name} value={name}>
                  {label}
                </option>
              ))}
            </select>
          </div>
          <div class="field">
            <label class="field-label" for="canvas-target">
              {t.target}
            </label>
            <select
              class="input"
              id="canvas-target"
              value={to}
              onChange={({ currentTarget }) => setTo(currentTarget.value)}
            >
              <option value="">{t.nothing}</option>
              {steps.map(({ id, label }) => (
                <option key={id} value={id}>
                  {label}
                </option>
              ))}
            </select>
          </div>
          <div class="form-foot">
            <button class="button" data-look="primary" type="submit">
              {t.submit}
            </button>
          </div>
        </form>
      )}
    </PopUp>
  )
}
