import { PopUp } from "./pop-up"
import type { CanvasTexts } from "./types"

/** Every key of the editor. */
export function KeysDialog({ texts, onClose }: { texts: CanvasTexts; onClose(): void }) {
  const t = texts.keys
  const rows: [string[], string][] = [
    [[t.arrowKeys], t.arrows],
    [["Enter"], t.open],
    [["C"], t.connect],
    [["L"], t.line],
    [["A"], t.add],
    [["S"], t.start],
    [[t.delete], t.remove],
    [["Ctrl Z", "Ctrl Y"], t.undo],
    [["Ctrl C", "Ctrl V", "Ctrl D"], t.copy],
    [["Ctrl A"], t.all],
    [[t.alt], t.move],
    [["/"], t.find],
    [["T"], t.tidy],
    [["F"], t.fit],
    [["+", "-"], t.zoom],
    [["Esc"], t.escape],
    [["?"], t.help],
  ]
  return (
    <PopUp title={t.title} closeLabel={texts.panel.close} onClose={onClose}>
      <dl class="shortcuts">
        {rows.map(([keys, what]) => (
          <>
            <dt key={what}>
              {keys.map((key) => (
                <>
                  <kbd key={key}>{key}</kbd>{" "}
                </>
              ))}
            </dt>
            <dd>{what}</dd>
          </>
        ))}
      </dl>
    </PopUp>
  )
}
