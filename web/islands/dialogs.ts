/** Opens the confirmation dialog when something has been put into it, and closes dialogs by click. */
export function startDialogs(): void {
  document.addEventListener("htmx:after:swap", () => {
    const dialog = document.querySelector<HTMLDialogElement>("#dialog")
    if (dialog && dialog.childElementCount > 0 && !dialog.open) dialog.showModal()
  })
  document.addEventListener("click", (event) => {
    if (!(event.target instanceof Element)) return
    const dialog = event.target.closest("dialog")
    if (dialog && (event.target === dialog || event.target.closest("[data-close-dialog]"))) {
      event.preventDefault()
      dialog.close()
    }
  })
  document.addEventListener(
    "close",
    (event) => {
      if (event.target instanceof HTMLDialogElement && event.target.id === "dialog") event.target.replaceChildren()
    },
    true,
  )
}
