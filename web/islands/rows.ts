/** A row that a form has just been given takes the focus, so that one goes on typing in it. */
export function startRows(): void {
  document.addEventListener("htmx:after:swap", () => {
    document.querySelector<HTMLElement>("[data-fresh] :is(input:not([type=hidden]), select)")?.focus()
  })
}
