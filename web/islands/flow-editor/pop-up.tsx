import type { ComponentChildren } from "preact"
import { useLayoutEffect, useRef } from "preact/hooks"
import { Icon } from "../../components/icon"

interface PopUpProps {
  title: string
  closeLabel: string
  onClose(): void
  children: ComponentChildren
}

/** A modal dialog of the editor; Esc and a click outside close it. */
export function PopUp({ title, closeLabel, onClose, children }: PopUpProps) {
  const ref = useRef<HTMLDialogElement>(null)
  // Before the next key comes: what is typed at once belongs to the dialog.
  useLayoutEffect(() => {
    ref.current?.showModal()
    ref.current?.querySelector<HTMLElement>("[data-first]")?.focus()
  }, [])
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Esc closes it too
    <dialog
      ref={ref}
      class="dialog canvas-dialog"
      aria-labelledby="canvas-dialog-title"
      onClose={onClose}
      onClick={(event) => event.target === ref.current && ref.current?.close()}
    >
      <div class="stack">
        <div class="canvas-dialog-head">
          <h2 id="canvas-dialog-title">{title}</h2>
          <button class="button" type="button" data-look="quiet" data-icon-only="" onClick={() => ref.current?.close()}>
            <Icon name="close" />
            <span class="visually-hidden">{closeLabel}</span>
          </button>
        </div>
        {children}
      </div>
    </dialog>
  )
}
