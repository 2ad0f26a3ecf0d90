import { Hono } from "hono"
import { setCookie } from "hono/cookie"
import * as z from "zod"
import { SignInPage } from "../../../web/pages/sign-in"
import { renderPage } from "../../../web/render"
import { setLocale } from "../../services/auth/locale"
import type { AppEnv } from "../env"
import { type RenderSignIn, safeNext } from "../session"
import { readForm } from "./forms"
import { leadTo, page } from "./respond"
import { localeCookie, surroundings } from "./surroundings"

const localeCookieSeconds = 365 * 86_400

/** The sign-in page and the choice of language: open to everybody. */
export const accessPages = new Hono<AppEnv>()
  .get("/sign-in", (c) => {
    const { actor, config } = c.get("ctx")
    const next = safeNext(c, c.req.query("next"))
    if (actor.kind === "user") return leadTo(c, next)
    return page(c, <SignInPage next={next} local={config.local} />)
  })
  .post("/language", async (c) => {
    const form = await readForm(c)
    const locale = z.enum(["en", "es"]).catch("en").parse(form.text("locale"))
    await setLocale(c.get("ctx"), { locale })
    setCookie(c, localeCookie, locale, {
      path: "/",
      secure: true,
      httpOnly: true,
      sameSite: "Lax",
      maxAge: localeCookieSeconds,
    })
    return leadTo(c, safeNext(c, form.text("next")))
  })

/** The sign-in page once more, with what went wrong. Without an email it was the token that was tried. */
export const renderSignIn: RenderSignIn = async (c, { error, email, next }) => {
  const { local } = c.get("ctx").config
  const problem = error.code === "tooManyRequests" ? "tooMany" : local && email === "" ? "wrongToken" : "wrong"
  const shown = <SignInPage next={next} email={email} local={local} problem={problem} />
  return renderPage(await surroundings(c), shown)
}
