import { Hono } from "hono"
import { linkPaths } from "../../core/link-paths"
import type { Ctx } from "../../services/context"
import { takeClick, takeOpen, takeShortClick, takeTrap, type Visitor } from "../../services/tracking/verbs"
import type { AppContext, AppEnv, MakeCtx } from "../env"
import { strange } from "./wishes"

const paths = [linkPaths.open, linkPaths.click, linkPaths.short, linkPaths.trap]

/** Whether a request is for a tracked address: it is answered without the database (UNS-19). */
export function isTracked(url: string): boolean {
  const [, first = "", ...rest] = new URL(url).pathname.split("/")
  return rest.length > 0 && paths.some((path) => path === first)
}

/** 1 × 1 pixel, transparent. */
const pixel = Uint8Array.from(atob("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"), (char) =>
  char.charCodeAt(0),
)

/** Opened, clicked (MSG-6): nobody waits for what is taken down, and nothing of it is needed for the answer. */
export function trackingPages(makeCtx: MakeCtx): Hono<AppEnv> {
  return new Hono<AppEnv>()
    .get(`/${linkPaths.open}/:file`, async (c) => {
      const token = c.req.param("file").replace(/\.gif$/, "")
      await takeOpen(makeCtx(c), { token, visitor: visitorOf(c) })
      // Mail is read on other sites, and the same pixel may be asked for again.
      return c.body(pixel, 200, { "content-type": "image/gif", "cross-origin-resource-policy": "cross-origin" })
    })
    .get(`/${linkPaths.trap}/:token`, async (c) => {
      await takeTrap(makeCtx(c), { token: c.req.param("token"), visitor: visitorOf(c) })
      return c.body(null, 204)
    })
    .get(`/${linkPaths.click}/:to/:token`, async (c) => {
      const { to, token } = c.req.param()
      const ctx = makeCtx(c)
      return await leadOn(c, ctx, await takeClick(ctx, { to, token, visitor: visitorOf(c) }))
    })
    .get(`/${linkPaths.short}/:name`, async (c) => {
      const ctx = makeCtx(c)
      return await leadOn(c, ctx, await takeShortClick(ctx, { name: c.req.param("name"), visitor: visitorOf(c) }))
    })
}

/** @param url null: the link is none of ours */
async function leadOn(c: AppContext, ctx: Ctx, url: string | null): Promise<Response> {
  if (url === null) {
    c.set("ctx", ctx)
    return await strange(c)
  }
  c.header("referrer-policy", "no-referrer")
  c.header("x-robots-tag", "noindex, nofollow")
  return c.body(null, 302, { location: headerOf(url) })
}

function visitorOf(c: AppContext): Visitor {
  const purposes = ["sec-purpose", "purpose", "x-purpose", "x-moz"].map((name) => c.req.header(name) ?? "")
  return { method: c.req.method, userAgent: c.req.header("user-agent") ?? "", purposes }
}

/** An address as a header can hold it: the same bytes, but for what is not ASCII, which goes as browsers would ask for it. */
function headerOf(url: string): string {
  return url.toWellFormed().replace(/[^\u0021-\u007e]+/g, encodeURIComponent)
}
