import { Hono } from "hono"
import { InvitePage } from "../../../web/pages/invite"
import { textsOf } from "../../../web/ui"
import { AppError } from "../../core/errors"
import { acceptInvite, acceptInviteSchema, readInvite } from "../../services/auth/invite"
import type { AppContext, AppEnv } from "../env"
import { setSessionCookie } from "../identify"
import { readForm } from "./forms"
import { leadTo, page } from "./respond"
import { localeOf } from "./surroundings"

/** Where an invitation's link leads: open to everybody who has it, and of use once. */
export const invitePages = new Hono<AppEnv>()
  .use("/invite/*", async (c, next) => {
    await next()
    c.header("Cache-Control", "no-store")
    // Not `no-referrer`: browsers would post the form with `Origin: null`.
    c.header("Referrer-Policy", "same-origin")
  })
  .get("/invite/:token", async (c) => {
    const token = c.req.param("token")
    const invite = await orGone(readInvite(c.get("ctx"), { token }))
    return invite === null ? gone(c) : page(c, <InvitePage invite={{ token, email: invite.email }} />)
  })
  .post("/invite/:token", async (c) => {
    const ctx = c.get("ctx")
    const token = c.req.param("token")
    const invite = await orGone(readInvite(ctx, { token }))
    if (invite === null) return gone(c)
    const parsed = acceptInviteSchema.safeParse({ password: (await readForm(c)).all("password")[0] ?? "" })
    if (!parsed.success) {
      const error = textsOf(localeOf(c)).staff.accept.tooShort
      return page(c, <InvitePage invite={{ token, email: invite.email }} error={error} />, 422)
    }
    const accepted = await orGone(acceptInvite(ctx, { token, ...parsed.data }))
    if (accepted === null) return gone(c)
    setSessionCookie(c, accepted.cookie)
    return leadTo(c, "/campaigns")
  })

function gone(c: AppContext): Promise<Response> {
  return page(c, <InvitePage invite={null} />, 404)
}

/** What was asked for, or null when the link is no good. */
async function orGone<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked
  } catch (error) {
    if (error instanceof AppError && error.code === "notFound") return null
    throw error
  }
}
