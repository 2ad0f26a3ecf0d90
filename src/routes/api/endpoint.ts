import { zValidator } from "@hono/zod-validator"
import { Hono, type MiddlewareHandler } from "hono"
import type { ContentfulStatusCode } from "hono/utils/http-status"
import * as z from "zod"
import { AppError } from "../../core/errors"
import { parseJsonBytes } from "../../core/json"
import { authorize, personOf, type Scope } from "../../services/access"
import type { Ctx } from "../../services/context"
import { idempotencyKeyCharsMax, once } from "../../services/idempotency"
import { readBody } from "../body"
import type { AppContext, AppEnv } from "../env"
import { invalidInput } from "../errors"

type Schema = z.ZodType
type Out<S> = S extends Schema ? z.infer<S> : undefined

/** One endpoint: what it takes and answers, for the handler and for the description alike (API-1). */
export interface Endpoint<P extends Schema | undefined, Q extends Schema | undefined, B extends Schema | undefined> {
  method: "get" | "post" | "put" | "patch" | "delete"
  /** As OpenAPI writes it: `/members/{id}`. */
  path: string
  tag: string
  summary: string
  description?: string
  /** The right it takes; `person`: whoever has signed in, for themselves; null: the handler finds out by itself who may. */
  needs: Scope | "person" | null
  params?: P
  query?: Q
  body?: B
  /** Content types of a body that the handler reads by itself; it also sees to Idempotency-Key by itself. */
  raw?: readonly string[]
  /** A body that shows how it is meant. */
  example?: unknown
  /** `type`: a file of that media type, which `run` answers as a whole `Response`. */
  answer: { status: 200 | 201 | 202 | 204; schema?: Schema; type?: string }
  /** Expected failures besides 400, 401, 403, 413, 422 and 429. */
  errors?: readonly (404 | 409 | 412)[]
  run(ctx: Ctx, input: { params: Out<P>; query: Out<Q>; body: Out<B> }, c: AppContext): Promise<unknown>
}

export type AnyEndpoint = Endpoint<Schema | undefined, Schema | undefined, Schema | undefined>

/** Types a definition by its own schemas, then forgets them: lists of endpoints are of one type. */
export function endpoint<
  P extends Schema | undefined = undefined,
  Q extends Schema | undefined = undefined,
  B extends Schema | undefined = undefined,
>(definition: Endpoint<P, Q, B>): AnyEndpoint {
  return definition as unknown as AnyEndpoint
}

/** Routes for endpoints, in their order. */
export function routesFor(endpoints: readonly AnyEndpoint[]): Hono<AppEnv> {
  const app = new Hono<AppEnv>()
  for (const one of endpoints) {
    const path = one.path.replaceAll(/\{(\w+)\}/g, ":$1")
    app.on(one.method.toUpperCase(), [path], ...guards(one), (c) => handle(c, one))
  }
  return app
}

/** What stands before the handler: first the right, then path and query by their schemas. */
function guards({ needs, params, query }: AnyEndpoint): MiddlewareHandler<AppEnv>[] {
  const authorized: MiddlewareHandler<AppEnv> = async (c, next) => {
    if (needs === "person") personOf(c.get("ctx"))
    else if (needs !== null) authorize(c.get("ctx").actor, needs)
    await next()
  }
  return [
    authorized,
    ...(params === undefined ? [] : [validator("param", params)]),
    ...(query === undefined ? [] : [validator("query", z.preprocess(presentOnly, query))]),
  ]
}

/** Its answer to wrong input is the API's own problem document. */
function validator(target: "param" | "query", schema: Schema): MiddlewareHandler<AppEnv> {
  const check = zValidator(target, schema, (result) => {
    if (!result.success) throw invalidInput(result.error as z.ZodError)
  })
  return check as unknown as MiddlewareHandler<AppEnv>
}

async function handle(c: AppContext, one: AnyEndpoint): Promise<Response> {
  const ctx = c.get("ctx")
  const { param: params, query } = validated(c)
  const bytes = one.raw === undefined && hasBody(one) ? await readBody(c.req.raw) : new Uint8Array()
  const body = one.body === undefined ? undefined : check(one.body, bytes.length === 0 ? {} : parseJsonBytes(bytes))
  const work = () => one.run(ctx, { params, query, body }, c)
  const key = one.method === "post" && one.raw === undefined ? c.req.header("idempotency-key") : undefined
  if (key === undefined) {
    const result = await work()
    return result instanceof Response ? result : respond(c, one, JSON.stringify(result ?? null))
  }
  checkKey(key)
  const answer = await once(
    ctx,
    { key, request: bytes, path: `${c.req.path}?${new URL(c.req.url).searchParams}` },
    async () => ({
      status: one.answer.status,
      body: JSON.stringify((await work()) ?? null),
    }),
  )
  if (answer.replayed) c.header("Idempotent-Replay", "true")
  return respond(c, one, answer.body)
}

function hasBody(one: AnyEndpoint): boolean {
  return one.method !== "get" && one.method !== "delete"
}

function respond(c: AppContext, one: AnyEndpoint, json: string): Response {
  if (one.answer.status === 204) return c.body(null, 204)
  return c.body(json, one.answer.status as ContentfulStatusCode, { "content-type": "application/json" })
}

/** What the guards have read; undefined where the endpoint takes nothing. */
function validated(c: AppContext): { param: unknown; query: unknown } {
  const { req } = c as unknown as { req: { valid(target: "param" | "query"): unknown } }
  return { param: req.valid("param"), query: req.valid("query") }
}

function check(schema: Schema | undefined, value: unknown): unknown {
  if (schema === undefined) return undefined
  const result = schema.safeParse(value)
  if (!result.success) throw invalidInput(result.error)
  return result.data
}

/** `?status=` says nothing: forms send their empty fields. */
function presentOnly(query: unknown): Record<string, unknown> {
  return Object.fromEntries(Object.entries(query as Record<string, unknown>).filter(([, value]) => value !== ""))
}

/** A key that somebody could not mean is a 400. */
export function checkKey(key: string): void {
  if (key.length === 0 || key.length > idempotencyKeyCharsMax) {
    throw new AppError("badRequest", `Idempotency-Key has 1 to ${idempotencyKeyCharsMax} characters.`)
  }
}
