import { Hono } from "hono"
import { AppError } from "../core/errors"
import { signIn, signInSchema } from "../services/auth/sign-in"
import { signOut } from "../services/auth/sign-out"
import { readFormData } from "./body"
import type { AppContext, AppEnv } from "./env"
import { asAppError, httpStatus } from "./errors"
import { afterSignOut, clearSessionCookie, sessionCookie, setSessionCookie } from "./identify"

const home = "/campaigns"

/** What the sign-in page shows after an attempt that failed. */
export interface SignInFailure {
  error: AppError
  email: string
  next: string
}
/** Renders the sign-in page once more, with what went wrong. */
export type RenderSignIn = (c: AppContext, failure: SignInFailure) => string | Promise<string>

/**
 * `POST /sign-in` and `POST /sign-out` (contract.md "Access"); the page itself is the admin UI's.
 * @param render shows a failed attempt in words
 */
export function createSession(render: RenderSignIn): Hono<AppEnv> {
  const app = new Hono<AppEnv>()
  app.post("/sign-in", async (c) => {
    const form = signInSchema.safeParse(Object.fromEntries(await readFormData(c.req)))
    const next = safeNext(c, form.data?.next)
    try {
      if (!form.success) throw new AppError("unauthorized", "The email or the password is not right.")
      const { cookie } = await signIn(c.get("ctx"), { ...form.data, previous: sessionCookie(c), address: addressOf(c) })
      setSessionCookie(c, cookie)
      return c.redirect(next, 303)
    } catch (caught) {
      const error = asAppError(caught)
      const { retryAfterSeconds } = error.details
      if (retryAfterSeconds !== undefined) c.header("Retry-After", String(retryAfterSeconds))
      return c.html(await render(c, { error, email: form.data?.email ?? "", next }), httpStatus(error.code))
    }
  })
  app.post("/sign-out", async (c) => {
    const cookie = sessionCookie(c)
    if (cookie !== null) await signOut(c.get("ctx"), { cookie })
    clearSessionCookie(c)
    return c.redirect(afterSignOut(c), 303)
  })
  return app
}

/** Cloudflare sets it; elsewhere everybody comes from one address. */
export function addressOf(c: AppContext): string {
  return c.req.header("cf-connecting-ip") ?? ""
}

/** Where to go after signing in: a path of ours, whatever was asked for. */
export function safeNext(c: AppContext, next: string | undefined): string {
  const { origin } = new URL(c.req.url)
  if (next === undefined || !/^\/(?![/\\])/.test(next) || !URL.canParse(next, origin)) return home
  const url = new URL(next, origin)
  return url.origin === origin ? `${url.pathname}${url.search}${url.hash}` : home
}
