/** `data-copy` buttons put their text on the clipboard and say so for a moment. */
export function startClipboard(): void {
  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-copy]") : null
    if (!button) return
    void navigator.clipboard.writeText(button.dataset.copy ?? "").then(() => {
      const label = button.lastChild
      const before = label?.textContent ?? ""
      if (!label) return
      label.textContent = button.dataset.copied ?? before
      setTimeout(() => {
        label.textContent = before
      }, copiedShownMs)
    })
  })
}

const copiedShownMs = 1600
