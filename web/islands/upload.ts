import htmx from "htmx.org"

/**
 * Import forms (`data-upload`) send their file as it is, as a stream: a form's own encoding would be held in memory
 * whole by whoever reads it (MEM-3). Without script the form posts plainly.
 */
export function startUpload(): void {
  document.addEventListener("submit", (event) => {
    const form = event.target
    if (!(form instanceof HTMLFormElement) || form.dataset.upload === undefined) return
    const file = form.querySelector<HTMLInputElement>("input[type=file]")?.files?.[0]
    if (!file) return
    event.preventDefault()
    void send(form, file)
  })
}

async function send(form: HTMLFormElement, file: File): Promise<void> {
  const url = new URL(form.dataset.upload ?? "", location.href)
  url.searchParams.set("name", file.name)
  url.searchParams.set("segmentId", form.querySelector<HTMLSelectElement>("select")?.value ?? "")
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
  // The same page with what is wrong: take its form.
  const page = new DOMParser().parseFromString(await answer.text(), "text/html")
  const again = page.getElementById(form.id)
  if (!again) {
    location.reload()
    return
  }
  form.replaceWith(again)
  htmx.process(again)
}
