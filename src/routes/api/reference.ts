import { html } from "hono/html"
import type { HtmlEscapedString } from "hono/utils/html"

type Html = HtmlEscapedString | Promise<HtmlEscapedString>
type Json = Record<string, unknown>

interface MediaType {
  schema: Json
  example?: unknown
}

interface Operation {
  operationId: string
  tags: string[]
  summary: string
  description?: string
  "x-needs"?: string
  parameters?: { name: string; in: string; required?: boolean; description?: string; schema: Json }[]
  requestBody?: { content: Record<string, MediaType> }
  responses: Record<string, { description: string; content?: Record<string, { schema: Json }> }>
}
interface Document {
  info: { title: string; description: string }
  tags: { name: string }[]
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, Json> }
}

/** Deepest nesting of an example; recursive schemas stop there. */
const exampleDepthMax = 6

/** The browsable reference (API-1): the OpenAPI document as one page without script. */
export function referencePage(openApi: Json): Html {
  const doc = openApi as unknown as Document
  const all = Object.entries(doc.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  )
  const byTag = doc.tags.map(({ name }) => ({ name, of: all.filter((one) => one.operation.tags.includes(name)) }))
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>API reference · ${doc.info.title}</title>
<link rel="stylesheet" href="/api/v1/reference.css">
</head>
<body>
<nav aria-label="Endpoints">
<p><a href="/">${doc.info.title}</a></p>
${byTag.map(
  ({ name, of }) =>
    html`<h2>${name}</h2><ul>${of.map(
      (one) => html`<li><a href="#${one.operation.operationId}">${one.operation.summary}</a></li>`,
    )}</ul>`,
)}
<h2>Shapes</h2><ul>${Object.keys(doc.components.schemas).map((name) => html`<li><a href="#shape-${name}">${name}</a></li>`)}</ul>
</nav>
<main>
<h1>API reference</h1>
<p>${doc.info.description}</p>
<p>Send <code>Authorization: Bearer TOKEN</code>. Everything is JSON in camelCase; instants are ISO 8601 UTC with milliseconds, lengths ISO 8601 durations.
Lists take <code>?limit=</code> (50, at most 200) and <code>?cursor=</code>, and answer <code>{"items":[…],"nextCursor":null}</code>.
The machine-readable description is at <a href="/api/v1/openapi.json">/api/v1/openapi.json</a> (OpenAPI 3.1).</p>
${problems()}
${byTag.map(({ name, of }) => html`<h2>${name}</h2>${of.map((one) => operationSection(doc, one))}`)}
<h2>Shapes</h2>
${Object.entries(doc.components.schemas).map(
  ([name, schema]) => html`<section id="shape-${name}"><h3>${name}</h3>${code(schema)}</section>`,
)}
</main>
</body>
</html>`
}

const problemTexts: [string, number, string][] = [
  ["badRequest", 400, "The request cannot be parsed."],
  ["unauthorized", 401, "No valid credentials."],
  ["forbidden", 403, "Not allowed."],
  ["notFound", 404, "There is no such thing."],
  ["conflict", 409, "Does not fit the present state."],
  ["staleVersion", 412, "Somebody else has changed it meanwhile (If-Match)."],
  ["tooLarge", 413, "The body is over 4 MB."],
  ["invalid", 422, "Fields are wrong; `errors` names each."],
  ["tooManyRequests", 429, "Too many requests; Retry-After says when to come back."],
  ["unavailable", 503, "Something went wrong on our side; try again."],
]

function problems(): Html {
  return html`<h2>Problems</h2>
<p>Errors are <code>application/problem+json</code>: <code>type, title, status, detail, code, errors[{path, code, message}]</code>.</p>
<table><thead><tr><th scope="col">Code</th><th scope="col">Status</th><th scope="col">Meaning</th></tr></thead>
<tbody>${problemTexts.map(
    ([name, status, text]) =>
      html`<tr id="problem-${name}"><td><code>${name}</code></td><td>${status}</td><td>${text}</td></tr>`,
  )}</tbody></table>`
}

function operationSection(doc: Document, one: { path: string; method: string; operation: Operation }): Html {
  const { operation } = one
  const body = Object.entries(operation.requestBody?.content ?? {})[0]
  const [status, good] = Object.entries(operation.responses).find(([code]) => code.startsWith("2")) ?? [
    "200",
    undefined,
  ]
  const answer = good?.content?.["application/json"]?.schema
  return html`<section id="${operation.operationId}">
<h3>${operation.summary}</h3>
<p class="path"><b class="${one.method}">${one.method.toUpperCase()}</b> <code>/api/v1${one.path}</code></p>
${operation.description ? html`<p>${prose(operation.description)}</p>` : ""}
${operation["x-needs"] ? html`<p class="needs">Needs the right <code>${operation["x-needs"]}</code>.</p>` : ""}
${parameters(operation)}
${body ? html`<h4>Body</h4>${named(body[1].schema)}${exampleOf(doc, body)}` : ""}
<h4>Answer ${status}</h4>
${answer ? html`${named(answer)}${code(example(doc, answer, 0))}` : html`<p>No content.</p>`}
</section>`
}

function parameters(operation: Operation): Html | "" {
  if (!operation.parameters) return ""
  return html`<table><thead><tr><th scope="col">Parameter</th><th scope="col">In</th><th scope="col">Type</th></tr></thead>
<tbody>${operation.parameters.map(
    (p) =>
      html`<tr><td><code>${p.name}</code>${p.required ? html` <small>required</small>` : ""}</td><td>${p.in}</td><td>${typeText(p.schema)}</td></tr>`,
  )}</tbody></table>`
}

function typeText(schema: Json): string {
  if (Array.isArray(schema.enum)) return schema.enum.join(" | ")
  return [schema.type, schema.format].filter(Boolean).join(", ") || "any"
}

/** A link to the shape that a schema refers to. */
function named(schema: Json): Html | "" {
  const name = typeof schema.$ref === "string" ? schema.$ref.split("/").at(-1) : undefined
  return name ? html`<p>Shape: <a href="#shape-${name}">${name}</a></p>` : ""
}

function exampleOf(doc: Document, [type, { schema, example: given }]: [string, MediaType]): Html {
  if (given !== undefined) return code(given)
  return Object.keys(schema).length > 0 ? code(example(doc, schema, 0)) : html`<p><code>${type}</code></p>`
}

/** An example value of a schema: what it says itself, else something of its type. */
function example(doc: Document, schema: Json, depth: number): unknown {
  if (schema.example !== undefined) return schema.example
  if (schema.const !== undefined) return schema.const
  if (schema.default !== undefined) return schema.default
  if (Array.isArray(schema.enum)) return schema.enum[0]
  if (depth >= exampleDepthMax) return "…"
  if (typeof schema.$ref === "string") {
    const target = doc.components.schemas[schema.$ref.split("/").at(-1) ?? ""]
    return target === undefined ? {} : example(doc, target, depth + 1)
  }
  const first = [schema.anyOf, schema.oneOf, schema.allOf].find(Array.isArray)?.[0] as Json | undefined
  if (first !== undefined) return example(doc, first, depth)
  switch (schema.type) {
    case "object":
      return Object.fromEntries(
        Object.entries((schema.properties ?? {}) as Record<string, Json>).map(([key, of]) => [
          key,
          example(doc, of, depth + 1),
        ]),
      )
    case "array":
      return schema.items ? [example(doc, schema.items as Json, depth + 1)] : []
    case "integer":
    case "number":
      return 1
    case "boolean":
      return true
    case "null":
      return null
    case "string":
      return schema.format === "date-time" ? "2026-12-01T12:00:00.000Z" : "…"
    default:
      return {}
  }
}

/** Text in which `words` between backticks are code. */
function prose(text: string): Html[] {
  return text.split("`").map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : html`${part}`))
}

function code(value: unknown): Html {
  return html`<pre tabindex="0"><code>${typeof value === "string" ? value : JSON.stringify(value, null, 2)}</code></pre>`
}

export const referenceStyle = `
:root { color-scheme: light dark; --line: light-dark(#e2e4e9, #2e3138); --soft: light-dark(#f6f7f9, #1b1d22); --quiet: light-dark(#596070, #a2a9b8); --accent: light-dark(#3451b2, #9db1ff) }
* { box-sizing: border-box }
body { margin: 0; font: 14px/1.55 "Inter Variable", system-ui, sans-serif; background: light-dark(#fff, #131417); color: light-dark(#1b1f27, #e8eaef) }
a { color: var(--accent) }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px }
nav { padding: 16px 24px; border-bottom: 1px solid var(--line) }
nav h2 { font-size: 12px; color: var(--quiet); margin: 16px 0 4px }
nav ul { list-style: none; margin: 0; padding: 0 }
nav li a { display: block; padding: 3px 0; text-decoration: none }
main { padding: 8px 24px 64px; max-width: 960px; min-width: 0 }
section { border-top: 1px solid var(--line); padding: 8px 0 16px }
h1 { font-size: 24px } h2 { font-size: 18px; margin-top: 40px } h3 { font-size: 15px; margin: 12px 0 4px } h4 { font-size: 13px; margin: 16px 0 4px }
pre { background: var(--soft); border: 1px solid var(--line); border-radius: 6px; padding: 12px; overflow: auto; max-height: 420px; font-size: 12px }
code { font-family: ui-monospace, monospace; font-size: 12.5px; overflow-wrap: anywhere }
table { border-collapse: collapse; width: 100%; margin: 8px 0 } th, td { text-align: left; padding: 4px 12px 4px 0; border-bottom: 1px solid var(--line); vertical-align: top; overflow-wrap: anywhere }
th, small, .needs { color: var(--quiet); font-weight: 500 }
.path b { display: inline-block; min-width: 52px; font-size: 12px }
@media (min-width: 900px) {
  body { display: grid; grid-template-columns: 280px minmax(0, 1fr) }
  nav { position: sticky; top: 0; height: 100vh; overflow: auto; border-bottom: 0; border-right: 1px solid var(--line) }
}
`
