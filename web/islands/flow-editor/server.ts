import type { PutAnswer } from "./saver"
import type { CanvasView, Doc, Numbers } from "./types"

/** An answer that does not come counts as none after this long. */
const timeoutMs = 15_000

/** Saves the draft against the one it was begun from. */
export async function putCanvas(home: string, { flow, moves }: Doc, etag: string): Promise<PutAnswer> {
  const known = Object.entries(moves).filter(([from, to]) => !(from in flow.steps) && to in flow.steps)
  try {
    const answer = await fetch(`${home}/flow/canvas`, {
      method: "PUT",
      headers: { "content-type": "application/json", "if-match": etag },
      body: JSON.stringify({ flow, moves: Object.fromEntries(known) }),
      signal: AbortSignal.timeout(timeoutMs),
    })
    if (leadsToSignIn(answer.redirected ? answer.url : null)) return { kind: "signedOut" }
    if (answer.redirected || answer.status >= 500 || answer.status === 429) return { kind: "unreachable" }
    const body = await answer.json()
    if (answer.ok) return { kind: "saved", view: body as CanvasView }
    if (answer.status === 412) return { kind: "stale", view: body as CanvasView }
    const said = body as { message?: string; detail?: string }
    return { kind: "refused", reason: said.message ?? said.detail ?? String(answer.status) }
  } catch {
    // No network, no answer in time, or an answer that is none: all the same to who edits.
    return { kind: "unreachable" }
  }
}

/** The draft as the server has it; null when it cannot be reached. */
export async function getCanvas(home: string): Promise<CanvasView | null> {
  return getJson<CanvasView>(`${home}/flow/canvas`)
}

/** Live numbers (ANA-1) and the present version of the draft; null when it cannot be reached. */
export async function getNumbers(home: string): Promise<{ etag: string; numbers: Numbers } | null> {
  return getJson(`${home}/flow/canvas/numbers`)
}

async function getJson<T>(url: string): Promise<T | null> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(timeoutMs), headers: { accept: "application/json" } })
    return answer.ok && !answer.redirected ? ((await answer.json()) as T) : null
  } catch {
    return null
  }
}

/** What a form's address answered. */
export type FormAnswer =
  | { kind: "page"; document: Document; status: number }
  /** Done; it leads on to this address. */
  | { kind: "done"; location: string }
  | { kind: "unreachable" }
  | { kind: "signedOut" }

/** Gets or posts one of the plain pages of the flow. */
export async function askPage(url: string, body?: FormData): Promise<FormAnswer> {
  try {
    const answer = await fetch(url, {
      headers: { "hx-request": "true" },
      signal: AbortSignal.timeout(timeoutMs),
      ...(body === undefined ? {} : { method: "POST", body }),
    })
    const location = answer.headers.get("hx-redirect")
    if (leadsToSignIn(location)) return { kind: "signedOut" }
    if (location !== null) return { kind: "done", location }
    if (answer.status >= 500 || answer.status === 429) return { kind: "unreachable" }
    const document = new DOMParser().parseFromString(await answer.text(), "text/html")
    return { kind: "page", document, status: answer.status }
  } catch {
    return { kind: "unreachable" }
  }
}

/** Whoever is signed out is led there by every address. */
function leadsToSignIn(url: string | null): boolean {
  return url !== null && new URL(url, document.baseURI).pathname === "/sign-in"
}
