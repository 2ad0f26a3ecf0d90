import { filters as builtIn, type FilterImplOptions } from "liquidjs"
import type { EngineMode } from "./engines"
import { escapeHtml, Markup, textOf } from "./escape"

/** What a rendering gives its filters, besides the variables. */
export interface FilterSettings {
  /** Epoch ms; what `now` means. */
  now: number
  /** IANA zone in which instants are shown when the filter names none. */
  timeZone: string
}

/** Where a rendering's settings are kept in liquidjs' context. */
export const settingsRegister = "millrace"

/**
 * The filters that templates may use. Left out of liquidjs' own: those that show whole objects (`json`, `inspect`),
 * switch escaping off (`raw`), evaluate text as code (`where_exp` …), draw lots (`sample`) or hash.
 */
const allowed = [
  ...["abs", "at_least", "at_most", "ceil", "divided_by", "floor", "minus", "modulo", "plus", "round", "times"],
  ...["compact", "concat", "first", "join", "last", "map", "reverse", "size", "slice", "sort", "sort_natural", "sum"],
  ...["uniq", "where", "append", "capitalize", "downcase", "lstrip", "prepend", "remove", "remove_first"],
  ...["remove_last", "replace", "replace_first", "replace_last", "rstrip", "split", "squish", "strip", "strip_html"],
  ...["strip_newlines", "truncate", "truncatewords", "upcase", "url_decode", "url_encode", "default"],
  ...["array_to_sentence_string", "number_of_words", "slugify", "to_integer"],
]

type Filters = Record<string, FilterImplOptions>

/** What a JSON body says where a value stands outside quotes; put there by `content/web-request.ts`. */
export const jsonValueFilter = "json_value"

/** The filters of a mode. Where every output is escaped anyway, the filter that escapes in that way changes nothing. */
export function filtersFor(mode: EngineMode): Filters {
  const html = mode === "html" || mode === "strictHtml"
  const own: Filters = { date, newline_to_br: html ? newlineToBr : textOf }
  if (html) Object.assign(own, { escape: textOf, escape_once: textOf, xml_escape: textOf })
  else for (const name of ["escape", "escape_once", "xml_escape"]) own[name] = builtInFilter(name)
  if (mode === "url") own.url_encode = textOf
  if (mode === "json") own[jsonValueFilter] = jsonValue
  return { ...Object.fromEntries(allowed.map((name) => [name, builtInFilter(name)])), ...own }
}

function builtInFilter(name: string): FilterImplOptions {
  const filter = (builtIn as unknown as Filters)[name]
  if (!filter) throw new Error(`liquidjs has no filter ${name}.`)
  return filter
}

/** A value as JSON: its own kind, not always a string; whole objects are never shown (SEC-15). */
function jsonValue(value: unknown): Markup {
  const isPlain = value === null || ["string", "number", "boolean"].includes(typeof value)
  const list = Array.isArray(value) ? value.map(textOf) : null
  return new Markup(JSON.stringify(isPlain ? value : list))
}

function newlineToBr(value: unknown): Markup {
  return new Markup(escapeHtml(textOf(value)).replace(/\r\n|\n/g, "<br>\n"))
}

const dateOnly = /^\d{4}-\d{2}-\d{2}$/

/** liquidjs' `date`, with the moment of the rendering as `now`, and dates without a time left where they are (TZ-23). */
const date: FilterImplOptions = function (value: unknown, format?: unknown, zone?: unknown) {
  const settings = this.context.getRegister<FilterSettings>(settingsRegister)
  const call = (shown: unknown, timeZone: string) =>
    (builtIn.date as (...args: unknown[]) => unknown).call(this, shown, format, timeZone)
  if (value === "now" || value === "today") return call(new Date(settings.now), zoneOr(zone, settings.timeZone))
  if (typeof value === "string" && dateOnly.test(value)) return call(new Date(`${value}T00:00:00Z`), "UTC")
  return call(value, zoneOr(zone, settings.timeZone))
}

function zoneOr(zone: unknown, otherwise: string): string {
  return typeof zone === "string" && isZone(zone) ? zone : isZone(otherwise) ? otherwise : "UTC"
}

const zones = new Map<string, boolean>()
const zonesMax = 1_000

function isZone(zone: string): boolean {
  const known = zones.get(zone)
  if (known !== undefined) return known
  let valid = true
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone })
  } catch {
    valid = false // the constructor throws for names it does not know
  }
  if (zones.size >= zonesMax) zones.clear()
  zones.set(zone, valid)
  return valid
}
