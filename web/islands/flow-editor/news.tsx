import { Icon } from "../../components/icon"
import { fill } from "./fill"
import type { EditorState } from "./store"
import type { CanvasTexts } from "./types"

interface NewsProps {
  texts: CanvasTexts
  news: NonNullable<EditorState["news"]>
  nameOf(id: string): string
  onDecide(prefer: "mine" | "theirs"): void
  onDismiss(): void
}

/** FLOW-16: what somebody else has done meanwhile; where both changed one step, whose version stands is asked. */
export function News({ texts, news, nameOf, onDecide, onDismiss }: NewsProps) {
  const t = texts.conflict
  const { changes, both } = news
  const names = (ids: readonly string[]) => ids.map((id) => fill(t.named, { name: nameOf(id) })).join(", ")
  const lines = [
    ...(changes.changed.length > 0 ? [fill(t.changed, { steps: names(changes.changed) })] : []),
    ...(changes.added.length > 0 ? [fill(t.added, { steps: names(changes.added) })] : []),
    ...(changes.removed.length > 0 ? [fill(t.removed, { steps: names(changes.removed) })] : []),
    ...(changes.start ? [t.start] : []),
    ...(both.length > 0 ? [fill(t.both, { steps: names(both) })] : []),
  ]
  const conflict = both.length > 0
  return (
    <div class="notice canvas-news" data-tone={conflict ? "attention" : "info"} role={conflict ? "alert" : "status"}>
      <Icon name={conflict ? "warning" : "info"} />
      <div class="notice-body">
        <p class="strong">{conflict ? t.title : t.merged}</p>
        {conflict && <p>{t.text}</p>}
        <ul class="bullets">
          {lines.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
        <div class="row">
          {conflict ? (
            <>
              <button class="button" type="button" data-look="plain" onClick={() => onDecide("theirs")}>
                {t.theirs}
              </button>
              <button class="button" type="button" data-look="plain" onClick={() => onDecide("mine")}>
                {t.mine}
              </button>
            </>
          ) : (
            <button class="button" type="button" data-look="quiet" onClick={onDismiss}>
              {t.dismiss}
            </button>
          )}
        </div>
      </div>
    </div>
  )
}
