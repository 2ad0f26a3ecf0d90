import { Hono } from "hono"
import { AppError } from "../core/errors"
import { createApi } from "./api/app"
import type { AppEnv, MakeCtx } from "./env"
import { asAppError, problem } from "./errors"
import { identify } from "./identify"
import { originGuard, securityHeaders } from "./security"
import { createSession } from "./session"

/**
 * The whole application: API, pages, health.
 * @param makeCtx the verbs' context of one request; who asks is found out here
 */
export function createApp(makeCtx: MakeCtx): Hono<AppEnv> {
  const app = new Hono<AppEnv>()
  app.onError((error, c) => problem(c, asAppError(error)))
  app.notFound((c) => problem(c, new AppError("notFound", "There is no such page.")))
  app.use(securityHeaders)
  app.get("/healthz", async (c) => {
    await makeCtx(c).system.health()
    return c.json({ status: "ok" })
  })
  app.use(originGuard)
  app.use(identify(makeCtx))
  app.route("/api/v1", createApi())
  app.route(
    "/",
    createSession((_, failure) => failure.error.message),
  )
  return app
}
