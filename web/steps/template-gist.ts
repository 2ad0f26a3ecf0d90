const branch = /\{%-?\s*if\b[^%]*%\}[\s\S]*?(?:\{%-?\s*else\s*-?%\}([\s\S]*?))?\{%-?\s*endif\s*-?%\}/g
const output = /\{\{-?\s*([^|}]+?)\s*(?:\|[^}]*)?-?\}\}/g
const tag = /\{%[^%]*%\}/g

/** A template as one reads it at a glance: the last branch of a choice, and variables by their own name. */
export function templateGist(template: string): string {
  return template
    .replaceAll(branch, (_, otherwise: string | undefined) => otherwise ?? "")
    .replaceAll(output, (_, name: string) => `‹${name.split(".").pop() ?? name}›`)
    .replaceAll(tag, "")
    .replaceAll(/\s+/g, " ")
    .trim()
}
