const toastShownMs = 6000

/** Toasts leave by themselves or by their button; the note that caused one leaves the address bar. */
export function startToasts(): void {
  const url = new URL(location.href)
  if (url.searchParams.has("note")) {
    url.searchParams.delete("note")
    history.replaceState(history.state, "", url)
  }
  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest("[data-dismiss]") : null
    button?.closest("[data-toast]")?.remove()
  })
  for (const toast of document.querySelectorAll("[data-toast]")) setTimeout(() => toast.remove(), toastShownMs)
}
