import * as z from "zod"
import { errorCodes } from "../../core/errors"
import type { AnyEndpoint } from "./endpoint"

type Json = Record<string, unknown>

const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    detail: z.string(),
    code: z.enum(errorCodes),
    errors: z.array(
      z.object({ path: z.string(), code: z.string(), message: z.string(), stepId: z.string().optional() }),
    ),
  })
  .meta({ id: "Problem" })

const reasonOf: Record<number, string> = {
  400: "The request cannot be parsed",
  401: "No valid credentials",
  403: "Not allowed",
  404: "There is no such thing",
  409: "Does not fit the present state",
  412: "Somebody else has changed it meanwhile",
  413: "The body is over 4 MB",
  422: "Fields are wrong; each is named",
  429: "Too many requests; see Retry-After",
}

/** The OpenAPI 3.1 description of the API, from the schemas that check its requests (API-1). */
export function openApiDocument(endpoints: readonly AnyEndpoint[]): Json {
  const components: Json = {}
  const paths: Record<string, Json> = {}
  for (const one of endpoints) {
    const path = paths[one.path] ?? {}
    path[one.method] = operation(one, components)
    paths[one.path] = path
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Millrace",
      version: "1",
      description:
        "Campaign flows: members join segments, flows carry them through. Errors are RFC 9457 problem documents.",
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: "/api/v1" }],
    security: [{ bearer: [] }, { session: [] }],
    tags: [...new Set(endpoints.map((one) => one.tag))].map((name) => ({ name })),
    paths,
    components: {
      schemas: components,
      securitySchemes: {
        bearer: { type: "http", scheme: "bearer" },
        session: { type: "apiKey", in: "cookie", name: "__Host-session" },
        standardWebhooks: { type: "apiKey", in: "header", name: "webhook-signature" },
      },
    },
  }
}

function operation(one: AnyEndpoint, components: Json): Json {
  const signed = one.path.startsWith("/webhooks/")
  const idempotency = {
    name: "Idempotency-Key",
    in: "header",
    schema: { type: "string", maxLength: 255 },
    description: "The same key and body gives the first answer again; another body is a 409.",
  }
  const parameters = [
    ...fieldsOf(one.params, "path", components),
    ...fieldsOf(one.query, "query", components),
    ...(one.method === "post" ? [idempotency] : []),
  ]
  return {
    operationId: operationId(one),
    tags: [one.tag],
    summary: one.summary,
    ...(one.description === undefined ? {} : { description: one.description }),
    ...(one.needs === null || one.needs === "person" ? {} : { "x-needs": one.needs }),
    ...(signed ? { security: [{ bearer: [] }, { standardWebhooks: [] }] } : {}),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...bodyOf(one, components),
    responses: responsesOf(one, components),
  }
}

/** `post /campaigns/{id}/runs/retry` → `postCampaignsByIdRunsRetry`. */
function operationId(one: AnyEndpoint): string {
  const words = one.path.replaceAll(/\{(\w+)\}/g, "by-$1").split(/[/-]/)
  return one.method + words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("")
}

function fieldsOf(schema: z.ZodType | undefined, where: "path" | "query", components: Json): Json[] {
  if (schema === undefined) return []
  const { properties = {}, required = [] } = jsonSchema(schema, "input", components) as {
    properties?: Record<string, Json>
    required?: string[]
  }
  return Object.entries(properties).map(([name, of]) => ({
    name,
    in: where,
    required: where === "path" || required.includes(name),
    schema: of,
  }))
}

function bodyOf(one: AnyEndpoint, components: Json): Json {
  const example = one.example === undefined ? {} : { example: one.example }
  if (one.raw !== undefined) {
    const content = Object.fromEntries(one.raw.map((type) => [type, { schema: {}, ...example }]))
    return { requestBody: { required: true, content } }
  }
  if (one.body === undefined) return {}
  const required = !one.body.safeParse({}).success
  const schema = jsonSchema(one.body, "input", components)
  return { requestBody: { required, content: { "application/json": { schema, ...example } } } }
}

function responsesOf(one: AnyEndpoint, components: Json): Json {
  const problem = jsonSchema(problemSchema, "output", components)
  const { status, schema, type } = one.answer
  const good =
    type !== undefined
      ? { description: "The file", content: { [type]: { schema: { type: "string" } } } }
      : schema === undefined
        ? { description: "Done" }
        : { description: "OK", content: { "application/json": { schema: jsonSchema(schema, "output", components) } } }
  const failures = [...new Set([400, 401, 403, 413, 422, 429, ...(one.errors ?? [])])].sort((a, b) => a - b)
  return {
    [status]: good,
    ...Object.fromEntries(
      failures.map((code) => [
        code,
        { description: reasonOf[code] ?? "Problem", content: { "application/problem+json": { schema: problem } } },
      ]),
    ),
  }
}

/** The JSON schema of one schema; named ones go to the components and are referred to. */
function jsonSchema(schema: z.ZodType, io: "input" | "output", components: Json): Json {
  const whole = z.toJSONSchema(schema, { io, unrepresentable: "any", cycles: "ref", reused: "inline" }) as Json
  const { $schema: _, $defs, ...rest } = whole
  for (const [name, definition] of Object.entries(($defs ?? {}) as Record<string, Json>))
    addComponent(components, name, definition)
  const { id } = rest
  if (typeof id !== "string") return rebased(rest) as Json
  addComponent(components, id, rest)
  return { $ref: `#/components/schemas/${id}` }
}

function addComponent(components: Json, name: string, definition: Json): void {
  const { id: _, ...rest } = definition
  components[name] ??= rebased(rest)
}

/** References into `$defs` as references into the components. */
function rebased(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(rebased)
  if (typeof value !== "object" || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, of]) => [
      key,
      key === "$ref" && typeof of === "string" ? of.replace("#/$defs/", "#/components/schemas/") : rebased(of),
    ]),
  )
}
