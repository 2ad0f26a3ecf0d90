import { ContentError } from "./content-error"
import type { MessageTemplates } from "./messages"
import { parseTemplate, type TemplateMode } from "./template"
import { hasUnquotedValue } from "./urls"
import { knownVariables, unknownVariables } from "./variables"
import { variantsOf } from "./variants"

/** Something wrong with a message, found before it is published (FLOW-13). */
export interface ContentProblem {
  /** The field of the message: `subject`, `html`, `variants.es.subject`, … */
  field: string
  code: "templateSyntax" | "templateLimit" | "unknownVariable" | "unquotedValue"
  message: string
}

/**
 * Everything wrong with a message's templates, in every language (MSG-7): does not parse, unknown variables, values in
 * bare attributes. Blocks are checked by the HTML that is made from them.
 */
export function checkMessage(message: MessageTemplates, known: readonly string[] = knownVariables): ContentProblem[] {
  const variants = Object.entries(variantsOf(message)).map(([language, variant]) =>
    checkFields({ ...variant }, known).map((problem) => ({
      ...problem,
      field: `variants.${language}.${problem.field}`,
    })),
  )
  return [...checkFields(message, known), ...variants.flat()]
}

function checkFields(fields: object, known: readonly string[]): ContentProblem[] {
  return Object.entries(fields).flatMap(([field, template]) => {
    if (field === "channel" || typeof template !== "string") return []
    return checkTemplate(template, field === "html" ? "html" : "text", known).map((problem) => ({ field, ...problem }))
  })
}

/** What is wrong with one template. */
export function checkTemplate(
  template: string,
  mode: TemplateMode,
  known: readonly string[] = knownVariables,
): Omit<ContentProblem, "field">[] {
  try {
    parseTemplate(template, mode)
    const unknown = unknownVariables(template, known).map((name) => ({
      code: "unknownVariable" as const,
      message: `There is no variable "${name}".`,
    }))
    if (mode !== "html" || !hasUnquotedValue(template)) return unknown
    return [...unknown, { code: "unquotedValue", message: "A value in an attribute must stand in quotes." }]
  } catch (error) {
    if (error instanceof ContentError) return [{ code: error.code, message: error.message }]
    throw error
  }
}
