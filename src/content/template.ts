import { Context, type Emitter, type Template, toValueSync } from "liquidjs"
import { ContentError } from "./content-error"
import { type EngineMode, engines } from "./engines"
import { type FilterSettings, settingsRegister } from "./filters"
import { outputCharactersMax, renderMemoryMax, renderStepsMax } from "./limits"
import { TemplateCache } from "./template-cache"
import { hasLiquidOutsideQuotes, hasValueInUrl, keepUrlsSafe } from "./urls"

/** How values stand in the output: escaped for HTML, an address or JSON, or (`text`) as they are. */
export type TemplateMode = "html" | "text" | "url" | "json"
/** What templates can name; plain data, own properties only. */
export type Scope = Record<string, unknown>

interface Parsed {
  templates: Template[]
  engine: EngineMode
  checkUrls: boolean
}

const caches: Record<TemplateMode, TemplateCache<Parsed>> = {
  html: new TemplateCache(),
  text: new TemplateCache(),
  url: new TemplateCache(),
  json: new TemplateCache(),
}

/**
 * Renders a Liquid template (MSG-2). A value can never become markup or template code.
 * @throws ContentError when it does not parse or goes beyond its bounds
 */
export function renderTemplate(template: string, mode: TemplateMode, scope: Scope, settings: FilterSettings): string {
  if (!template.includes("{{") && !template.includes("{%")) return template
  const parsed = parseTemplate(template, mode)
  const engine = engines[parsed.engine]
  const limits = { memoryLimit: limiter("memory", renderMemoryMax), renderLimit: stepLimiter(), liquid: engine }
  const context = new Context(scope, engine.options, { sync: true }, limits as never)
  context.setRegister(settingsRegister, settings)
  const output = new BoundedOutput()
  try {
    toValueSync(engine.renderer.renderTemplates(parsed.templates, context, output))
  } catch (error) {
    throw asContentError(error)
  }
  return parsed.checkUrls ? keepUrlsSafe(output.buffer) : output.buffer
}

/** The variables a template names, in dot notation; a part worked out at run time is `*`. @throws ContentError */
export function variablesOf(template: string): string[] {
  const { templates } = parseTemplate(template, "text")
  const paths = engines.text.globalVariableSegmentsSync(templates)
  return [...new Set(paths.map((path) => path.map((part) => (typeof part === "object" ? "*" : part)).join(".")))]
}

/** The parsed template, kept in the isolate. @throws ContentError with code `templateSyntax` */
export function parseTemplate(template: string, mode: TemplateMode): Parsed {
  return caches[mode].get(template, (text) => {
    const engine = mode === "html" && hasLiquidOutsideQuotes(text) ? "strictHtml" : mode
    try {
      return { templates: engines[engine].parse(text), engine, checkUrls: mode === "html" && hasValueInUrl(text) }
    } catch (error) {
      throw new ContentError("templateSyntax", firstLine(error))
    }
  })
}

class BoundedOutput implements Emitter {
  buffer = ""
  write(part: unknown): void {
    this.buffer += typeof part === "string" ? part : String(part ?? "")
    if (this.buffer.length > outputCharactersMax) throw new LimitError("length")
  }
}

class LimitError extends Error {
  constructor(what: string) {
    super(`The template goes beyond its bounds (${what}).`)
  }
}

/** liquidjs' own limiter is not exported; this has its shape. */
function limiter(what: string, max: number) {
  let used = 0
  return {
    use(count: number) {
      used += Number(count) || 0
      if (used > max) throw new LimitError(what)
    },
    check(count: number) {
      if (count > max) throw new LimitError(what)
    },
  }
}

/** liquidjs asks this one about the time before every node; it counts the questions instead. */
function stepLimiter() {
  const steps = limiter("steps", renderStepsMax)
  return { use: steps.use, check: () => steps.use(1) }
}

function asContentError(error: unknown): ContentError {
  const cause = error instanceof Error && "originalError" in error ? error.originalError : error
  return cause instanceof LimitError
    ? new ContentError("templateLimit", cause.message)
    : new ContentError("templateSyntax", firstLine(error))
}

/** liquidjs adds an excerpt of the template on further lines. */
function firstLine(error: unknown): string {
  return String(error instanceof Error ? error.message : error).split("\n")[0] ?? ""
}
