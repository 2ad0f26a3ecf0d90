import { Hono } from "hono"
import { DismissPage, PreferencesPage, StrangePage, UnsubscribePage } from "../../../web/pages/wishes"
import { renderDocument } from "../../../web/render"
import { linkPaths } from "../../core/link-paths"
import type { Done, WishView } from "../../services/wishes/types"
import { type ByLink, dismiss, readWishes, saveWishes, undoWishes, unsubscribe } from "../../services/wishes/verbs"
import { strangerTexts } from "../../services/wishes/view"
import { formLimit } from "../body"
import type { AppContext, AppEnv, MakeCtx } from "../env"

type Page = "unsubscribe" | "preferences" | "dismiss"

/**
 * The pages behind the links of messages, for whoever has the link (MSG-5). They read no cookie and need no script. A GET
 * changes nothing, whoever follows the link (UNS-03); a POST of a mail program is one click (RFC 8058).
 */
export function wishPages(makeCtx: MakeCtx): Hono<AppEnv> {
  const app = new Hono<AppEnv>()
  for (const page of ["unsubscribe", "preferences", "dismiss"] as const) {
    app.get(`/${linkPaths[page]}/:token`, async (c) => {
      c.set("ctx", makeCtx(c))
      const view = await readWishes(c.get("ctx"), byLink(c))
      return view === null ? strange(c) : show(c, page, { view, done: null })
    })
    app.post(`/${linkPaths[page]}/:token`, formLimit, async (c) => {
      c.set("ctx", makeCtx(c))
      return await post(c, page)
    })
  }
  for (const path of Object.values(linkPaths)) {
    app.all(`/${path}/*`, async (c) => {
      c.set("ctx", makeCtx(c))
      return await strange(c)
    })
  }
  return app
}

async function post(c: AppContext, page: Page): Promise<Response> {
  const ctx = c.get("ctx")
  // A body that is no form says nothing more than the address does.
  const form: Record<string, unknown> = await c.req.parseBody({ all: true }).catch(() => ({}))
  const by = byLink(c)
  // Mail programs send no act: theirs is the one of the address.
  const act = typeof form.act === "string" ? form.act : page
  switch (act) {
    case "undo":
      return await answer(c, page, { done: "undone", view: await undoWishes(ctx, by) })
    case "save": {
      const open = [form.open ?? []].flat().filter((name) => typeof name === "string")
      return await answer(c, page, { done: "saved", view: await saveWishes(ctx, { ...by, open }) })
    }
    case "dismiss":
      return await answer(c, page, { done: "dismissed", view: await dismiss(ctx, by) })
    case "unsubscribe": {
      const view = await unsubscribe(ctx, by)
      const landing = view?.preview === false && form.act !== undefined ? view.landingPage : null
      return landing === null ? await answer(c, page, { done: "unsubscribed", view }) : c.redirect(landing, 303)
    }
    default:
      return await answer(c, page, { done: null, view: await readWishes(ctx, by) })
  }
}

async function answer(
  c: AppContext,
  page: Page,
  { view, done }: { view: WishView | null; done: Done | null },
): Promise<Response> {
  return view === null ? await strange(c) : show(c, page, { view, done })
}

function show(c: AppContext, page: Page, { view, done }: { view: WishView; done: Done | null }): Response {
  const preferences = `/${linkPaths.preferences}/${c.req.param("token")}`
  const props = { view, done, preferences }
  const pages = { unsubscribe: UnsubscribePage, preferences: PreferencesPage, dismiss: DismissPage }
  const Page = pages[page]
  setHeaders(c, view.landingPage)
  return c.html(renderDocument(<Page {...props} />))
}

/** For all links that are none of ours the same page (UNS-09). */
export async function strange(c: AppContext): Promise<Response> {
  const language = languageOf(c)
  const { texts, company } = await strangerTexts(c.get("ctx"), language)
  setHeaders(c, null)
  return c.html(renderDocument(<StrangePage language={language} company={company} texts={texts} />), 404)
}

/** @param landingPage where the form may lead on to: browsers hold its redirects to the same rule */
function setHeaders(c: AppContext, landingPage: string | null): void {
  const target = landingPage === null ? "" : ` ${new URL(landingPage).origin}`
  c.header(
    "content-security-policy",
    `default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'${target}; frame-ancestors 'none'`,
  )
  // The address is the right to act for the member: no other site may learn it.
  c.header("referrer-policy", "no-referrer")
  c.header("x-robots-tag", "noindex, nofollow")
}

function byLink(c: AppContext): ByLink {
  return { token: c.req.param("token") ?? "", language: languageOf(c) }
}

/** As the browser asks: of whoever is not known. */
function languageOf(c: AppContext): ByLink["language"] {
  const asked = (c.req.header("accept-language") ?? "").split(",").map((part) => part.trim().slice(0, 2).toLowerCase())
  return asked.find((language) => language === "en" || language === "es") === "es" ? "es" : "en"
}
