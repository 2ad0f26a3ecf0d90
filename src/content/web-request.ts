import { ContentError } from "./content-error"
import { headerText } from "./escape"
import { type FilterSettings, jsonValueFilter } from "./filters"
import { renderTemplate, type Scope, type TemplateMode } from "./template"
import { type MessageSubject, scopeOf } from "./variables"

/** A Web service step's request as its author writes it (FLOW-9); all but the method are templates. */
export interface RequestTemplates {
  method: string
  url: string
  headers?: Readonly<Record<string, string>> | undefined
  body?: string | undefined
}

/** The request of one call. */
export interface WebRequest {
  method: string
  url: string
  headers: Record<string, string>
  /** Null: none. */
  body: string | null
}

const headerCharactersMax = 4_000
const token = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/
/** What belongs to the call itself, or signs it. */
const reserved = /^(host|content-length|connection|transfer-encoding|upgrade|te|trailer|expect|webhook-.*)$/i

/** Why a header of this name cannot be set, or null. */
export function refusedHeader(name: string): string | null {
  if (!token.test(name)) return "A header's name has letters, digits and hyphens."
  return reserved.test(name) ? `The header ${name} is not yours to set.` : null
}

/**
 * Renders a request: values are escaped for where they stand (API-5), so that none can lead to another host, add a
 * header or change the shape of a JSON body.
 * @throws ContentError when a template does not parse or goes beyond its bounds
 */
export function renderRequest(
  templates: RequestTemplates,
  subject: MessageSubject,
  settings: FilterSettings,
): WebRequest {
  const scope = scopeOf(subject)
  const headers = headersOf(templates.headers ?? {}, scope, settings)
  const method = templates.method.toUpperCase()
  const takesBody = method !== "GET" && method !== "HEAD"
  const body = takesBody && templates.body ? templates.body : null
  const mode = body === null ? "text" : bodyMode(body, headers["content-type"] ?? "")
  if (mode === "json") headers["content-type"] ??= "application/json"
  return {
    method,
    url: renderTemplate(templates.url.trim(), "url", scope, settings),
    headers,
    body: body === null ? null : renderTemplate(mode === "json" ? withJsonValues(body) : body, mode, scope, settings),
  }
}

function headersOf(
  templates: Readonly<Record<string, string>>,
  scope: Scope,
  settings: FilterSettings,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(templates).map(([name, template]) => {
      const refusal = refusedHeader(name)
      if (refusal !== null) throw new ContentError("templateSyntax", refusal)
      const value = headerText(renderTemplate(template, "text", scope, settings), headerCharactersMax)
      return [name.toLowerCase(), asciiOnly(value)]
    }),
  )
}

/** A header holds bytes: what is not ASCII goes percent-encoded. */
function asciiOnly(text: string): string {
  return text.toWellFormed().replace(/[^\u0020-\u007e]+/g, encodeURIComponent)
}

/** How values stand in a body: by its content type, else by how it begins. */
export function bodyMode(body: string, contentType: string): TemplateMode {
  if (/\bjson\b/i.test(contentType)) return "json"
  if (/^application\/x-www-form-urlencoded/i.test(contentType)) return "url"
  if (/\b(xml|html)\b/i.test(contentType)) return "html"
  return contentType === "" && /^\s*[[{](?![{%])/.test(body) ? "json" : "text"
}

/** In JSON a value outside quotes is a value of its own kind, with its own quotes: `{"n": {{ data.n }}}`. */
function withJsonValues(body: string): string {
  let quoted = false
  return body.replace(/\{\{-?([\s\S]*?)(-?\}\})|\{%[\s\S]*?%\}|\\.|"/g, (part, inner?: string, end?: string) => {
    if (part === '"') quoted = !quoted
    if (inner === undefined || quoted) return part
    return `${part.startsWith("{{-") ? "{{-" : "{{"}${inner} | ${jsonValueFilter} ${end}`
  })
}
