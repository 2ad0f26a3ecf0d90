import type { ComponentChild, VNode } from "preact"
import { renderToString } from "preact-render-to-string"
import { type Ui, UiContext } from "./ui"

/** A fragment of a page, for htmx. */
export function renderFragment(ui: Ui, node: ComponentChild): string {
  return renderToString(<UiContext.Provider value={ui}>{node}</UiContext.Provider>)
}

/** A whole page: `node` renders the `<html>` element. */
export function renderPage(ui: Ui, node: ComponentChild): string {
  return `<!doctype html>${renderFragment(ui, node)}`
}

/** A whole page that has no surroundings: for members, who have no account here. */
export function renderDocument(node: VNode): string {
  return `<!doctype html>${renderToString(node)}`
}
