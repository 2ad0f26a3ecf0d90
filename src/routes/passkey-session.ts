import { Hono } from "hono"
import { getCookie, setCookie } from "hono/cookie"
import { parseJsonBytes } from "../core/json"
import { challengeMs } from "../services/auth/challenge"
import { beginPasskeySignIn, passkeySignInSchema, signInByPasskey } from "../services/auth/passkey-sign-in"
import { readBody } from "./body"
import type { AppContext, AppEnv } from "./env"
import { asAppError, invalidInput, problem } from "./errors"
import { sessionCookie, setSessionCookie } from "./identify"
import { addressOf, safeNext } from "./session"

const cookieName = "passkey"
/** The challenge comes back from the browser that asked for it, and from no link. */
const cookieOptions = { path: "/", secure: true, httpOnly: true, sameSite: "Strict", prefix: "host" } as const

/** Signing in with a passkey (API-3): a challenge, and its answer. Read by a script, so failures are problem documents. */
export const passkeySession = new Hono<AppEnv>()
  .post("/sign-in/passkey/options", async (c) => {
    const { token, options } = await beginPasskeySignIn(c.get("ctx"), placeOf(c))
    setCookie(c, cookieName, token, { ...cookieOptions, maxAge: challengeMs / 1_000 })
    return c.json({ options })
  })
  .post("/sign-in/passkey", async (c) => {
    try {
      const input = passkeySignInSchema.safeParse(parseJsonBytes(await readBody(c.req.raw)))
      if (!input.success) throw invalidInput(input.error)
      const { credential, next } = input.data
      const { cookie } = await signInByPasskey(c.get("ctx"), {
        ...placeOf(c),
        credential,
        token: getCookie(c, cookieName, "host") ?? "",
        previous: sessionCookie(c),
        address: addressOf(c),
      })
      setSessionCookie(c, cookie)
      return c.json({ next: safeNext(c, next) })
    } catch (error) {
      return problem(c, asAppError(error))
    }
  })

/** The address that the browser is at: a passkey is bound to it. */
export function placeOf(c: AppContext): { origin: string } {
  return { origin: new URL(c.req.url).origin }
}
