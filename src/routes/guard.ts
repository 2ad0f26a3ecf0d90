import type { MiddlewareHandler } from "hono"
import { AppError } from "../core/errors"
import { authorize, type Scope } from "../services/access"
import { noteUninvited } from "../services/auth/access"
import type { AppEnv } from "./env"

/**
 * Lets only people with the right in: for pages and their forms. Nobody is led to the sign-in page and back.
 * @param needs the right that a request takes
 */
export function pageGuard(needs: (method: string, path: string) => Scope): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    const { actor } = c.get("ctx")
    if (actor.kind === "anonymous" && actor.uninvited !== undefined) {
      await noteUninvited(c.get("ctx"), { email: actor.uninvited })
      throw new AppError("forbidden", "Nobody has invited you here.", {
        reason: "notInvited",
        named: [actor.uninvited],
      })
    }
    if (actor.kind === "anonymous") {
      const { pathname, search } = new URL(c.req.url)
      const back =
        c.req.method === "GET" && c.req.header("hx-request") === undefined ? `${pathname}${search}` : "/campaigns"
      const signIn = `/sign-in?next=${encodeURIComponent(back)}`
      if (c.req.header("hx-request") === undefined) return c.redirect(signIn, 303)
      return c.body(null, 401, { "hx-redirect": signIn })
    }
    authorize(actor, needs(c.req.method, c.req.path))
    return next()
  }
}
