import type { AppContext } from "../env"

/** Answers with a thing and the tag that guards its next change. */
export function tagged<T>(c: AppContext, thing: T, tag: string): T {
  c.header("ETag", `"${tag}"`)
  return thing
}

/** The tag asked for, with or without its quotes; null when any will do. */
export function ifMatch(c: AppContext): string | null {
  const header = c.req.header("if-match")?.trim()
  if (header === undefined || header === "*") return null
  return header.replace(/^W\//, "").replaceAll('"', "")
}
