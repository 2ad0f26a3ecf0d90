import { Hono } from "hono"
import { AppError } from "../core/errors"
import { renderSignIn } from "./admin/access"
import { errorPage } from "./admin/errors"
import { adminPages } from "./admin/pages"
import { createApi } from "./api/app"
import { formLimit } from "./body"
import type { AppContext, AppEnv, MakeCtx } from "./env"
import { asAppError, problem } from "./errors"
import { identify } from "./identify"
import { passkeySession } from "./passkey-session"
import { documentPages } from "./public/documents"
import { imagePages } from "./public/images"
import { providerCallbacks } from "./public/provider-callbacks"
import { trackingPages } from "./public/tracking"
import { wishPages } from "./public/wishes"
import { originGuard, securityHeaders } from "./security"
import { createSession } from "./session"

/**
 * The whole application: API, pages, health.
 * @param makeCtx the verbs' context of one request; who asks is found out here
 */
export function createApp(makeCtx: MakeCtx): Hono<AppEnv> {
  const app = new Hono<AppEnv>()
  app.onError((error, c) => (isForProgram(c) ? problem(c, asAppError(error)) : errorPage(c, asAppError(error))))
  app.notFound((c) => {
    const error = new AppError("notFound", "There is no such page.")
    return isForProgram(c) ? problem(c, error) : errorPage(c, error)
  })
  app.use(securityHeaders)
  app.get("/healthz", async (c) => {
    await makeCtx(c).system.health()
    return c.json({ status: "ok" })
  })
  // Providers prove themselves by signatures, some in a header of ours; they carry no cookie.
  app.route("/", providerCallbacks(makeCtx))
  app.route("/", trackingPages(makeCtx))
  app.route("/", wishPages(makeCtx))
  app.route("/", imagePages(makeCtx))
  app.use(originGuard)
  app.use((c, next) => (readsItsOwnBody(c) ? next() : formLimit(c, next)))
  app.use(identify(makeCtx))
  app.route("/api/v1", createApi())
  app.route("/", createSession(renderSignIn))
  app.route("/", passkeySession)
  app.route("/", documentPages)
  app.route("/", adminPages)
  return app
}

/** The API counts bytes itself; a file to be imported may have any size (MEM-3). */
function readsItsOwnBody(c: AppContext): boolean {
  const { path } = c.req
  return path.startsWith("/api/") || path === "/members/import" || path.endsWith("/file")
}

/** Programs get problem documents, people get pages; before it is known who asks, everybody gets a problem. */
function isForProgram(c: AppContext): boolean {
  return c.req.path.startsWith("/api/") || c.get("ctx") === undefined
}
