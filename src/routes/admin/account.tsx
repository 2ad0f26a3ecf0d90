import { Hono } from "hono"
import type { FormErrors } from "../../../web/components/form"
import { AccountPage } from "../../../web/pages/account"
import { textsOf } from "../../../web/ui"
import { AppError } from "../../core/errors"
import { changePassword, passwordChangeSchema, readAccount, signOutEverywhere } from "../../services/auth/account"
import type { AppContext, AppEnv } from "../env"
import { pageGuard } from "../guard"
import { clearSessionCookie } from "../identify"
import { attempt, readForm, refusalOf } from "./forms"
import { leadTo, page } from "./respond"
import { localeOf } from "./surroundings"

/** One's own account: whoever may look at anything may also change their own password and leave (API-3). */
export const accountPages = new Hono<AppEnv>()
  .use(
    "/account",
    pageGuard(() => "read"),
  )
  .use(
    "/account/*",
    pageGuard(() => "read"),
  )
  .get("/account", (c) => accountPage(c, {}))
  .post("/account/password", async (c) => {
    const form = await readForm(c)
    const input = { current: form.all("current")[0] ?? "", password: form.all("password")[0] ?? "" }
    try {
      const change = (typed: typeof input) => changePassword(c.get("ctx"), typed)
      const tried = await attempt(textsOf(localeOf(c)), passwordChangeSchema, input, change)
      return tried.done ? leadTo(c, "/account", "passwordChanged") : accountPage(c, tried.errors, tried.status)
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== "tooManyRequests") throw error
      return accountPage(c, { current: refusalOf(c, error) }, 429)
    }
  })
  .post("/account/sign-out", async (c) => {
    await signOutEverywhere(c.get("ctx"))
    clearSessionCookie(c)
    return leadTo(c, "/sign-in")
  })

async function accountPage(c: AppContext, errors: FormErrors, status: 200 | 409 | 422 | 429 = 200): Promise<Response> {
  const account = await readAccount(c.get("ctx"))
  const sessions = account.sessions.map(({ current, createdAt, lastSeenAt }) => ({
    current,
    createdAt: Date.parse(createdAt),
    lastSeenAt: Date.parse(lastSeenAt),
  }))
  return page(c, <AccountPage {...account} sessions={sessions} errors={errors} />, status)
}
