import { Liquid } from "liquidjs"
import { escapeHtml, escapeUnquoted, Markup, textOf } from "./escape"
import { filtersFor } from "./filters"
import { renderMemoryMax, templateCharactersMax } from "./limits"

/** `strictHtml` is for templates that put values into attributes without quotes. */
export type EngineMode = "html" | "strictHtml" | "text"

/** Tags of liquidjs that read files or change the variables given; parsing one is an error. */
const refusedTags = ["include", "render", "layout", "block", "increment", "decrement"]

const escapes: Record<EngineMode, (value: unknown) => string> = {
  html: (value) => (value instanceof Markup ? value.html : escapeHtml(textOf(value))),
  strictHtml: (value) => escapeUnquoted(textOf(value)),
  text: textOf,
}

/** The Liquid engine of each mode: only own properties, every output escaped, no files, no unknown filters (SEC-15). */
export const engines: Record<EngineMode, Liquid> = {
  html: createEngine("html"),
  strictHtml: createEngine("strictHtml"),
  text: createEngine("text"),
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
  for (const [name, filter] of Object.entries(filtersFor(mode !== "text"))) engine.registerFilter(name, filter)
  return engine
}
