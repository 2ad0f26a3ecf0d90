import type { ContentfulStatusCode } from "hono/utils/http-status"
import type { ComponentChild } from "preact"
import type { en } from "../../../web/locales/en"
import { renderFragment, renderPage } from "../../../web/render"
import type { AppContext } from "../env"
import { surroundings } from "./surroundings"

/** Answers with a whole page. */
export async function page(c: AppContext, node: ComponentChild, status: ContentfulStatusCode = 200): Promise<Response> {
  // Pages behind links are fetched while the pointer rests on them: a GET never changes anything (SEC-05).
  c.header("Speculation-Rules", '"/speculation.json"')
  return c.html(renderPage(await surroundings(c), node), status)
}

/** Answers with a part of a page, for htmx. */
export async function fragment(c: AppContext, node: ComponentChild): Promise<Response> {
  return c.html(renderFragment(await surroundings(c), node))
}

/** Leads on after something has been done; `note` is said there. */
export function leadTo(c: AppContext, path: string, note?: keyof typeof en.notes): Response {
  const [place = path, anchor] = path.split("#")
  const noted = note === undefined ? place : `${place}${place.includes("?") ? "&" : "?"}note=${note}`
  const to = anchor === undefined ? noted : `${noted}#${anchor}`
  if (c.req.header("hx-request") === "true") return c.body(null, 200, { "HX-Redirect": to })
  return c.redirect(to, 303)
}
