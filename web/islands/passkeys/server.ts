/** What went wrong, by the codes that the texts of a page are named by. */
export type Failure =
  | "cancelled"
  | "refused"
  | "tooMany"
  | "unreachable"
  | "wrongPassword"
  | "passkeyTaken"
  | "passkeysFull"
export type Texts = Partial<Record<Failure, string>> & { refused: string }

interface Problem {
  status?: number
  reason?: string
  errors?: { code: string }[]
}

/** The server's or the browser's no. */
export class Refused extends Error {
  constructor(readonly failure: string) {
    super(failure)
  }
}

/** Posts JSON and gives what came back. @throws Refused */
export async function post<T>(url: string, body: object): Promise<T> {
  const answer = await fetch(url, {
    method: "POST",
    headers: { accept: "application/json", "content-type": "application/json" },
    body: JSON.stringify(body),
  }).catch(() => {
    throw new Refused("unreachable")
  })
  const json: unknown = await answer.json().catch(() => ({}))
  if (answer.ok) return json as T
  const { status, reason, errors } = json as Problem
  throw new Refused(status === 429 ? "tooMany" : (errors?.[0]?.code ?? reason ?? "refused"))
}

/** Does something, and says below it what went wrong. */
export async function saying(place: HTMLElement, act: () => Promise<void>): Promise<void> {
  const texts = JSON.parse(place.dataset.texts ?? "{}") as Texts
  const said = place.querySelector<HTMLElement>("[role=alert]")
  if (!said) return
  said.hidden = true
  try {
    await act()
  } catch (error) {
    // What the browser throws: nobody chose a key, or there is none.
    const failure = error instanceof Refused ? error.failure : "cancelled"
    said.textContent = texts[failure as Failure] ?? texts.refused
    said.hidden = false
  }
}
