import htmx from "htmx.org"

/** Enough of a file to see its header and first rows, in bytes. */
const beginningBytes = 64 * 1024

/**
 * Forms with a file (`data-upload`) send it as it is, as a stream: a form's own encoding would be held in memory whole by
 * whoever reads it (MEM-3); their other fields go in the address. As soon as a file is chosen, its first lines show which
 * column is what. Without script the form posts plainly, and columns mean what they are called.
 */
export function startUpload(): void {
  document.addEventListener("submit", (event) => {
    const form = uploadForm(event.target)
    const file = form && fileOf(form)
    const reshapes = event instanceof SubmitEvent && event.submitter?.getAttribute("name") === "do"
    if (!form || !file || reshapes) return
    event.preventDefault()
    void send(form, file)
  })
  document.addEventListener("change", (event) => {
    const form = event.target instanceof Element ? uploadForm(event.target.closest("form")) : null
    if (form && event.target === form.querySelector("input[type=file]")) void showColumns(form, fileOf(form))
  })
  // A form that only comes back reshaped leaves its file at home.
  document.addEventListener("htmx:config:request", (event) => {
    const form = event.target instanceof Element ? uploadForm(event.target.closest("form")) : null
    const { body } = (event as CustomEvent<{ ctx: { request: { body: unknown } } }>).detail.ctx.request
    const field = form?.querySelector<HTMLInputElement>("input[type=file]")
    if (field && body instanceof FormData) body.delete(field.name)
  })
}

function uploadForm(target: EventTarget | null): HTMLFormElement | null {
  return target instanceof HTMLFormElement && target.dataset.upload !== undefined ? target : null
}

function fileOf(form: HTMLFormElement): File | undefined {
  return form.querySelector<HTMLInputElement>("input[type=file]")?.files?.[0]
}

async function showColumns(form: HTMLFormElement, file: File | undefined): Promise<void> {
  const place = form.querySelector("#import-columns")
  if (!place) return
  if (!file || /\.(ndjson|jsonl)$/i.test(file.name)) {
    place.replaceChildren()
    return
  }
  const answer = await fetch(`${form.dataset.upload}/columns`, { method: "POST", body: file.slice(0, beginningBytes) })
  if (!answer.ok) return
  const part = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("import-columns")
  if (part) place.replaceWith(part)
}

/** What the choices say, as the API's `map`; null where there are none. */
function mapOf(form: HTMLFormElement): string | null {
  const columns = [...form.querySelectorAll<HTMLSelectElement>("[data-column]")]
  if (columns.length === 0) return null
  const attributes = [...form.querySelectorAll<HTMLInputElement>("[data-attribute-of]")]
  const entries = columns.map((column, index) => {
    const attribute = `attribute:${attributes[index]?.value ?? ""}`
    return [column.dataset.column ?? "", column.value === "attribute" ? attribute : column.value]
  })
  return JSON.stringify(Object.fromEntries(entries))
}

async function send(form: HTMLFormElement, file: File): Promise<void> {
  const url = new URL(`${form.dataset.upload}/file`, location.href)
  for (const [name, value] of new FormData(form)) if (typeof value === "string") url.searchParams.set(name, value)
  url.searchParams.set("file", file.name)
  const map = mapOf(form)
  if (map !== null) url.searchParams.set("map", map)
  form.setAttribute("aria-busy", "true")
  const answer = await fetch(url, {
    method: "POST",
    body: file,
    headers: { "content-type": "application/octet-stream" },
  })
  if (answer.redirected || answer.ok) {
    location.assign(answer.url)
    return
  }
  // The same page with what is wrong: take its form, and keep the file and what was said of its columns.
  const page = new DOMParser().parseFromString(await answer.text(), "text/html")
  const again = page.getElementById(form.id)
  if (!(again instanceof HTMLFormElement)) {
    location.reload()
    return
  }
  for (const kept of ["input[type=file]", "#import-columns"]) {
    const old = form.querySelector(kept)
    if (old) again.querySelector(kept)?.replaceWith(old)
  }
  form.replaceWith(again)
  htmx.process(again)
}
