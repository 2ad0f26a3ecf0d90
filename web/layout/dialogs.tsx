import { useUi } from "../ui"
import { PaletteSearch } from "./palette"

/** What waits hidden on every page: the confirmation dialog, the palette and the list of shortcuts. */
export function Dialogs() {
  const { t } = useUi()
  return (
    <>
      <dialog class="dialog" id="dialog" aria-labelledby="confirm-title" />
      <dialog class="dialog palette" id="palette" aria-label={t.search.title}>
        <PaletteSearch query="" results={null} />
      </dialog>
      <dialog class="dialog" id="shortcuts" aria-labelledby="shortcuts-title">
        <div class="stack">
          <h2 id="shortcuts-title">{t.shortcuts.title}</h2>
          <dl class="shortcuts">
            <dt>
              <kbd>/</kbd>
            </dt>
            <dd>{t.shortcuts.search}</dd>
            <dt>
              <kbd>Ctrl</kbd> <kbd>K</kbd>
            </dt>
            <dd>{t.shortcuts.palette}</dd>
            <dt>
              <kbd>G</kbd> {t.shortcuts.andThen} <kbd>C</kbd> <kbd>A</kbd> <kbd>W</kbd> <kbd>M</kbd> <kbd>S</kbd>{" "}
              <kbd>D</kbd> <kbd>O</kbd>
            </dt>
            <dd>{t.shortcuts.go}</dd>
            <dt>
              <kbd>?</kbd>
            </dt>
            <dd>{t.shortcuts.help}</dd>
            <dt>
              <kbd>Esc</kbd>
            </dt>
            <dd>{t.shortcuts.close}</dd>
          </dl>
        </div>
      </dialog>
    </>
  )
}
