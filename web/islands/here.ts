/** Filters change the address without a new page: forms that lead back (`next`) lead to where one is by now. */
export function startHere(): void {
  document.addEventListener("submit", (event) => {
    if (!(event.target instanceof HTMLFormElement) || !event.target.matches('[action="/language"]')) return
    const next = event.target.querySelector<HTMLInputElement>('input[name="next"]')
    if (next) next.value = location.pathname + location.search
  })
}
