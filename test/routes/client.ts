import { createExecutionContext } from "cloudflare:test"
import { env } from "cloudflare:workers"
import worker from "../../src/worker"

export const origin = "http://localhost"
export const adminToken = "test-admin-token"

/**
 * One request through the Worker's own door. Not `exports.default.fetch`: the test pool makes each of its calls a little
 * slower than the one before, and these tests make thousands.
 */
export async function send(path: string, init: RequestInit = {}): Promise<Response> {
  return await worker.fetch(new Request(`${origin}${path}`, init), env, createExecutionContext())
}

interface Options {
  body?: unknown
  /** Null: no Authorization. */
  token?: string | null
  headers?: Record<string, string>
}

/** An answer with its JSON read, whatever its status; of a file, its text. */
export interface Answer {
  status: number
  headers: Headers
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers that the contract describes
  json: any
}

/** Calls the API as an outside program does. */
export async function api(method: string, path: string, options: Options = {}): Promise<Answer> {
  const { body, token = adminToken, headers = {} } = options
  const response = await send(`/api/v1${path}`, {
    method,
    headers: {
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
  })
  const text = await response.text()
  const { status, headers: answered } = response
  const isJson = /[/+]json/.test(answered.get("content-type") ?? "")
  return { status, headers: answered, json: text === "" ? null : isJson ? JSON.parse(text) : text }
}

/** Calls a page; redirects are not followed. */
export async function page(
  method: string,
  path: string,
  init: { headers?: Record<string, string>; form?: Record<string, string> } = {},
) {
  return await send(path, {
    method,
    redirect: "manual",
    headers: init.headers ?? {},
    ...(init.form === undefined ? {} : { body: new URLSearchParams(init.form) }),
  })
}

/** A list segment and a flow on it, ready to be filled. */
export async function segmentAndFlow(more: Record<string, unknown> = {}) {
  const segment = await api("POST", "/segments", { body: { name: "Gold", kind: "list" } })
  const campaign = await api("POST", "/campaigns", {
    body: { kind: "flow", name: "Welcome", segmentIds: [segment.json.id], ...more },
  })
  return { segmentId: segment.json.id as string, campaignId: campaign.json.id as string, campaign }
}

/** One email, then the end. */
export const emailFlow = {
  start: "welcome",
  steps: {
    welcome: {
      type: "email",
      name: "Welcome",
      message: { subject: "Hello", html: "<p>Hello</p>", text: "Hello" },
      outcomes: { sent: "end" },
    },
    end: { type: "end", name: "End" },
  },
}

/** The owner that vitest.config.ts names. */
export const owner = { email: "owner@example.com", password: "correct horse battery staple" }
/** Headers that a browser sends with forms of our own pages. */
export const ours = { origin, "sec-fetch-site": "same-origin" }

/** Signs in by the form; `cookie` is what a browser would send back. */
export async function signIn(form: Record<string, string> = owner, headers: Record<string, string> = ours) {
  const response = await page("POST", "/sign-in", { form, headers })
  const setCookie = response.headers.get("set-cookie") ?? ""
  return { response, setCookie, cookie: setCookie.split(";")[0] ?? "" }
}

/** Asks the API as a signed-in browser does. */
export async function withCookie(cookie: string, path = "/campaigns") {
  return await send(`/api/v1${path}`, { headers: { cookie } })
}
