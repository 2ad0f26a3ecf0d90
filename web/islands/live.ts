/** Pollers (`data-live`) rest while nobody looks, and while an earlier answer is still on its way. */
export function startLive(): void {
  document.addEventListener("htmx:config:request", (event) => {
    if (!(event.target instanceof Element) || !event.target.matches("[data-live]")) return
    if (document.hidden || event.target.classList.contains("htmx-request")) event.preventDefault()
  })
}
