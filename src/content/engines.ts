import { Liquid } from "liquidjs"
import { escapeHtml, escapeUnquoted, Markup, textOf } from "./escape"
import { filtersFor } from "./filters"
import { renderMemoryMax, templateCharactersMax } from "./limits"

/**
 * `strictHtml` is for templates that put values into attributes without quotes; `url` for parts of an address and of
 * form bodies; `json` for JSON text.
 */
export type EngineMode = "html" | "strictHtml" | "text" | "url" | "json"

/** Tags of liquidjs that read files or change the variables given; parsing one is an error. */
const refusedTags = ["include", "render", "layout", "block", "increment", "decrement"]

const escapes: Record<EngineMode, (value: unknown) => string> = {
  html: (value) => (value instanceof Markup ? value.html : escapeHtml(textOf(value))),
  strictHtml: (value) => escapeUnquoted(textOf(value)),
  text: textOf,
  url: (value) => encodeURIComponent(textOf(value).toWellFormed()),
  json: (value) => (value instanceof Markup ? value.html : JSON.stringify(textOf(value)).slice(1, -1)),
}

/** The Liquid engine of each mode: only own properties, every output escaped, no files, no unknown filters (SEC-15). */
export const engines: Record<EngineMode, Liquid> = {
  html: createEngine("html"),
  strictHtml: createEngine("strictHtml"),
  text: createEngine("text"),
  url: createEngine("url"),
  json: createEngine("json"),
}

function createEngine(mode: EngineMode): Liquid {
  const engine = new Liquid({
    ownPropertyOnly: true,
    strictFilters: true,
    strictVariables: false,
    outputEscape: escapes[mode],
    parseLimit: templateCharactersMax,
    memoryLimit: renderMemoryMax,
    templates: {},
    locale: "en-US",
    timezoneOffset: 0,
  })
  for (const name of refusedTags) delete engine.tags[name]
  for (const name of Object.keys(engine.filters)) engine.unregisterFilter(name)
  for (const [name, filter] of Object.entries(filtersFor(mode))) engine.registerFilter(name, filter)
  return engine
}
