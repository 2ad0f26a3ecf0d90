import { Icon } from "../../components/icon"
import type { IconName } from "../../icons"
import { dragType } from "./block-list"
import { Color, Pick } from "./fields"
import type { BlockType, EditorTexts, Theme } from "./types"

const icons: Record<BlockType, IconName> = {
  heading: "heading",
  text: "note",
  button: "button",
  image: "image",
  columns: "columns",
  divider: "divider",
  spacer: "spacer",
  logo: "building",
  links: "link",
  html: "code",
}

/** The kinds of blocks: to be dragged to their place, or put behind the selected block by a press. */
export function Palette({ texts, onAdd }: { texts: EditorTexts; onAdd: (type: BlockType) => void }) {
  return (
    <section class="mpalette" aria-labelledby="mpalette">
      <h2 id="mpalette" class="msection">
        {texts.palette}
      </h2>
      <ul class="mpalette-list">
        {(Object.keys(icons) as BlockType[]).map((type) => (
          <li key={type}>
            <button
              class="mpalette-item"
              type="button"
              draggable
              onDragStart={(event) => event.dataTransfer?.setData(dragType, JSON.stringify({ type }))}
              onClick={() => onAdd(type)}
            >
              <Icon name={icons[type]} />
              {texts.blocks[type]}
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}

interface ThemeProps {
  theme: Theme
  texts: EditorTexts
  onChange: (patch: Partial<Theme>, key: string) => void
}

/** How the email looks as a whole. */
export function ThemeFields({ theme, texts, onChange }: ThemeProps) {
  const t = texts.theme
  return (
    <details class="mtheme">
      <summary class="msection">{t.title}</summary>
      <div class="mtheme-fields">
        <Color label={t.accent} value={theme.accent} onText={(accent) => onChange({ accent }, "accent")} />
        <Color
          label={t.background}
          value={theme.background}
          onText={(background) => onChange({ background }, "ground")}
        />
        <Color label={t.surface} value={theme.surface} onText={(surface) => onChange({ surface }, "surface")} />
        <Pick
          label={t.font}
          value={theme.font}
          options={(["sans", "serif", "mono"] as const).map((value) => ({ value, label: t.fonts[value] }))}
          onPick={(font) => onChange({ font }, "font")}
        />
        <Pick
          label={t.corners}
          value={theme.corners}
          options={(["square", "round", "pill"] as const).map((value) => ({ value, label: t.cornerNames[value] }))}
          onPick={(corners) => onChange({ corners }, "corners")}
        />
      </div>
    </details>
  )
}
