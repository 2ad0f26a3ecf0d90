import type { RenderedDocument } from "../../../src/content/pdf/render"
import { renderTemplate } from "../../../src/content/template"
import { scopeOf } from "../../../src/content/variables"

/** Stands in for `src/content/pdf/render.ts`: the text of a document, without the drawing of it. */
export async function renderDocument(
  templates: { name: string; html: string },
  subject: Parameters<typeof scopeOf>[0],
  { settings }: { settings: Parameters<typeof renderTemplate>[3] },
): Promise<RenderedDocument> {
  const scope = scopeOf(subject)
  const text = (template: string) => renderTemplate(template, "text", scope, settings)
  return { name: `${text(templates.name)}.pdf`, bytes: new TextEncoder().encode(text(templates.html)), missing: [] }
}
