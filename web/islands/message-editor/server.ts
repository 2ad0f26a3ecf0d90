import type { TemplateView } from "../../../src/services/templates/schema"
import { closed } from "./content"
import type { Content, EditorProps, Preview } from "./types"

/** An answer that does not come counts as none after this long. */
const timeoutMs = 15_000

export interface FieldProblem {
  path: string
  code: string
  message: string
}

export type SaveAnswer =
  | { kind: "saved"; content: Content }
  /** Somebody else has saved another message meanwhile. */
  | { kind: "stale"; content: Content }
  | { kind: "refused"; problems: FieldProblem[] }
  | { kind: "unreachable" }

/** Saves the message, unless it is no longer what it was when this editor began. */
export async function saveContent(url: string, content: Content, before: Content): Promise<SaveAnswer> {
  const answer = await ask("PUT", url, { content: closed(content), before })
  if (answer === null) return { kind: "unreachable" }
  const { status, json } = answer
  if (status === 200) return { kind: "saved", content: (json as { content: Content }).content }
  if (status === 412) return { kind: "stale", content: (json as { content: Content }).content }
  return { kind: "refused", problems: problemsIn(json) }
}

interface Shown {
  content: Content
  language: string | null
  memberId: string
}

/** What preview and test send are asked with. */
export function previewInput({ channel, campaignId, stepId, transactional }: EditorProps, shown: Shown): object {
  const { content, language, memberId } = shown
  return {
    channel,
    message: closed(content),
    ...(campaignId === null ? {} : { campaignId }),
    ...(stepId === null ? {} : { stepId }),
    transactional,
    // A member sees the variant of their locale; nobody in particular sees the one that is being written.
    ...(memberId === "" ? { language } : { memberId }),
  }
}

export async function askPreview(input: object): Promise<Preview | { missing: true } | null> {
  const answer = await ask("POST", "/api/v1/messages/preview", input)
  if (answer?.status === 404) return { missing: true }
  return answer?.status === 200 ? (answer.json as Preview) : null
}

/** Sends a test. Null: the server cannot be reached. */
export async function sendTest(
  input: object,
  to: string,
): Promise<{ sent: true } | { sent: false; problems: FieldProblem[] } | null> {
  const answer = await ask("POST", "/api/v1/messages/test", { ...input, to })
  if (answer === null) return null
  if (answer.status !== 200) return { sent: false, problems: problemsIn(answer.json) }
  const { outcome, detail } = answer.json as { outcome: string; detail: string | null }
  if (outcome === "accepted") return { sent: true }
  return { sent: false, problems: [{ path: "", code: "", message: detail ?? outcome }] }
}

/** Members whose id, name or address has a text in it. */
export async function findMembers(text: string): Promise<{ id: string; label: string }[]> {
  const answer = await ask("GET", `/api/v1/members?limit=8&query=${encodeURIComponent(text)}`)
  const { items = [] } = (answer?.status === 200 ? answer.json : {}) as {
    items?: { id: string; email?: string | null }[]
  }
  return items.map(({ id, email }) => ({ id, label: email ?? "" }))
}

export async function listTemplates(channel: string, language: string): Promise<TemplateView[] | null> {
  const answer = await ask("GET", `/api/v1/templates?channel=${channel}&language=${language}`)
  return answer?.status === 200 ? (answer.json as { items: TemplateView[] }).items : null
}

/** Null: kept; else why not. */
export async function saveTemplate(channel: string, name: string, content: Content): Promise<string | null> {
  const answer = await ask("POST", "/api/v1/templates", { channel, name, content: closed(content) })
  if (answer === null) return ""
  return answer.status === 201
    ? null
    : problemsIn(answer.json)
        .map((one) => one.message)
        .join(" ")
}

export function problemsIn(json: unknown): FieldProblem[] {
  const { errors, detail = "" } = json as { errors?: FieldProblem[]; detail?: string }
  return errors !== undefined && errors.length > 0 ? errors : [{ path: "", code: "", message: detail }]
}

/** A file goes as it is, with time of its own (ms). */
interface Upload {
  file: File
  timeoutMs: number
}

/** Null when the server cannot be reached, or answers with what is no answer. */
export async function ask(
  method: string,
  url: string,
  body?: object | Upload,
): Promise<{ status: number; json: unknown } | null> {
  const upload = body !== undefined && "file" in body && body.file instanceof File ? (body as Upload) : null
  const type = upload === null ? "application/json" : "application/octet-stream"
  try {
    const answer = await fetch(url, {
      method,
      headers: { accept: "application/json", ...(body === undefined ? {} : { "content-type": type }) },
      signal: AbortSignal.timeout(upload?.timeoutMs ?? timeoutMs),
      ...(body === undefined ? {} : { body: upload?.file ?? JSON.stringify(body) }),
    })
    if (answer.redirected || answer.status >= 500 || answer.status === 429) return null
    return { status: answer.status, json: await answer.json() }
  } catch {
    return null
  }
}
