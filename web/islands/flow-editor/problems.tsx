import { Icon } from "../../components/icon"
import type { CanvasProblem, CanvasTexts } from "./types"

interface ProblemsProps {
  texts: CanvasTexts
  problems: readonly CanvasProblem[]
  nameOf(id: string): string
  onGo(id: string): void
  onClose(): void
}

/** What keeps the draft from being published (FLOW-13); each leads to its step. */
export function Problems({ texts, problems, nameOf, onGo, onClose }: ProblemsProps) {
  const t = texts.problems
  return (
    <aside class="canvas-panel" aria-label={t.title}>
      <div class="canvas-panel-head">
        <h2>{t.title}</h2>
        <button class="button" type="button" data-look="quiet" data-icon-only="" onClick={onClose}>
          <Icon name="close" />
          <span class="visually-hidden">{texts.panel.close}</span>
        </button>
      </div>
      <div class="canvas-panel-body">
        {problems.length === 0 && <p class="muted">{t.none}</p>}
        <ul class="problems">
          {problems.map(({ stepId, text }) => (
            <li class="problem" key={`${stepId} ${text}`}>
              <Icon name="warning" />
              <span>
                {stepId === null ? (
                  t.flow
                ) : (
                  <button class="canvas-link" type="button" onClick={() => onGo(stepId)}>
                    {nameOf(stepId)}
                  </button>
                )}
                : {text}
              </span>
            </li>
          ))}
        </ul>
      </div>
    </aside>
  )
}
