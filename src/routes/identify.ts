import type { MiddlewareHandler } from "hono"
import { deleteCookie, getCookie, setCookie } from "hono/cookie"
import { AppError } from "../core/errors"
import { readAccess } from "../services/auth/access"
import { readBearer } from "../services/auth/bearer"
import { readSession } from "../services/auth/session"
import type { Actor, Ctx } from "../services/context"
import type { AppContext, AppEnv, MakeCtx } from "./env"
import { limitRate } from "./rate-limit"
import { mayBeForeign } from "./security"

const cookieName = "session"
const cookieOptions = { path: "/", secure: true, httpOnly: true, sameSite: "Lax", prefix: "host" } as const

/** The session cookie's value, or null (SEC-01). */
export function sessionCookie(c: AppContext): string | null {
  return getCookie(c, cookieName, "host") ?? null
}

export function setSessionCookie(c: AppContext, value: string): void {
  setCookie(c, cookieName, value, cookieOptions)
}

export function clearSessionCookie(c: AppContext): void {
  deleteCookie(c, cookieName, cookieOptions)
}

/** Puts the verbs' context with the actor of this request into the handler's. */
export function identify(makeCtx: MakeCtx): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    const ctx = makeCtx(c)
    const actor = await actorOf(c, ctx)
    limitRate(actor, ctx.config)
    c.set("ctx", { ...ctx, actor })
    await next()
  }
}

/** A Bearer token counts before a cookie; one that is not good is a 401, not a fall-back. */
async function actorOf(c: AppContext, ctx: Ctx): Promise<Actor> {
  const authorization = c.req.header("authorization")
  if (authorization !== undefined) {
    const token = /^Bearer +([^\s]+)$/i.exec(authorization)?.[1]
    const actor = token === undefined ? null : await readBearer(ctx, token)
    if (actor === null) throw new AppError("unauthorized", "The token is not valid.")
    return actor
  }
  const cookie = sessionCookie(c)
  const user = cookie === null ? null : await readSession(ctx, cookie)
  return user ?? (await byAccess(c, ctx)) ?? { kind: "anonymous" }
}

/** Cloudflare Access vouches for what a browser sends, whoever made it send that: only our own pages may change things. */
async function byAccess(c: AppContext, ctx: Ctx): Promise<Actor | null> {
  const assertion = accessAssertion(c)
  return assertion === null || !ctx.config.access || mayBeForeign(c) ? null : await readAccess(ctx, assertion)
}

/** Paths that Access lets everybody past come without its header; the browser's cookie holds the same token. */
function accessAssertion(c: AppContext): string | null {
  return c.req.header("cf-access-jwt-assertion") ?? getCookie(c, "CF_Authorization") ?? null
}

/** Where one goes after signing out: who came through Access has to leave it, too. */
export function afterSignOut(c: AppContext): string {
  return c.get("ctx").config.access && accessAssertion(c) !== null ? "/cdn-cgi/access/logout" : "/sign-in"
}
