import htmx from "htmx.org"

/** Where `g` and a letter lead. */
const places: Record<string, string> = {
  c: "/campaigns",
  a: "/analysis",
  w: "/workflows",
  m: "/members",
  s: "/segments",
  d: "/deliveries",
  o: "/outbox",
}
const goWaitMs = 1200

/** `/`, Ctrl/Cmd-K, `?`, `g` + letter, and the arrows in the palette. */
export function startKeyboard(): void {
  let goUntil = 0
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
      event.preventDefault()
      openPalette()
      return
    }
    if (event.target instanceof Element && event.target.closest("#palette")) movePalette(event)
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return
    if (event.key === "/") focusSearch(event)
    else if (event.key === "?") document.querySelector<HTMLDialogElement>("#shortcuts")?.showModal()
    else if (event.key === "g") goUntil = event.timeStamp + goWaitMs
    else if (event.timeStamp < goUntil) {
      const place = places[event.key]
      if (place) location.assign(place)
    }
  })
  document.addEventListener("click", (event) => {
    if (!(event.target instanceof Element) || !event.target.closest("[data-open-palette]")) return
    event.preventDefault()
    openPalette()
  })
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof Element && target.matches("input, textarea, select, [contenteditable]")
}

function focusSearch(event: KeyboardEvent): void {
  const field = document.querySelector<HTMLInputElement>("[data-page-search]")
  event.preventDefault()
  if (field) field.focus()
  else openPalette()
}

function openPalette(): void {
  const palette = document.querySelector<HTMLDialogElement>("#palette")
  const field = palette?.querySelector<HTMLInputElement>("input")
  if (!palette || !field || palette.open) return
  palette.showModal()
  field.select()
  htmx.trigger(field, "palette-open")
}

/** Arrows walk through field and results; Enter in the field takes the first result. */
function movePalette(event: KeyboardEvent): void {
  const stops = [...document.querySelectorAll<HTMLElement>("#palette input, #palette .palette-item")]
  const here = stops.indexOf(document.activeElement as HTMLElement)
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault()
    stops[(here + (event.key === "ArrowDown" ? 1 : stops.length - 1)) % stops.length]?.focus()
  } else if (event.key === "Enter" && here === 0) {
    event.preventDefault()
    stops[1]?.click()
  }
}
