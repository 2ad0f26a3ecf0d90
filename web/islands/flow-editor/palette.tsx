import { Icon } from "../../components/icon"
import { fill } from "./fill"
import type { CanvasProps, TypeInfo } from "./types"

/** What a dragged type of step is called in the drag's data. */
export const dragType = "application/x-millrace-step"

interface PaletteProps extends Pick<CanvasProps, "types" | "groups" | "texts"> {
  /** Name of the step that a new one goes after. */
  after: string | null
  /** `byKey`: it was pressed, not clicked. */
  onAdd(type: TypeInfo, byKey: boolean): void
}

/** Every type of step in its group (FLOW-3): dragged onto the canvas, or put after the selected step. */
export function Palette({ types, groups, texts, after, onAdd }: PaletteProps) {
  const t = texts.palette
  return (
    <nav class="canvas-palette" aria-label={t.title}>
      <p class="canvas-palette-help">
        {t.help} <b>{after === null ? t.loose : fill(t.after, { step: after })}</b>
      </p>
      {groups.map((group) => (
        <section key={group.name} aria-labelledby={`palette-${group.name}`}>
          <h2 id={`palette-${group.name}`}>{group.label}</h2>
          <ul>
            {types
              .filter((one) => one.group === group.name)
              .map((one) => (
                <li key={one.type}>
                  <button
                    type="button"
                    class="canvas-type"
                    data-hue={one.hue}
                    data-type={one.type}
                    title={one.help}
                    draggable
                    onDragStart={(event) => {
                      event.dataTransfer?.setData(dragType, one.type)
                      if (event.dataTransfer) event.dataTransfer.effectAllowed = "copy"
                    }}
                    onClick={(event) => onAdd(one, event.detail === 0)}
                  >
                    <span class="step-icon">
                      <Icon name={one.icon} />
                    </span>
                    {one.label}
                  </button>
                </li>
              ))}
          </ul>
        </section>
      ))}
    </nav>
  )
}
