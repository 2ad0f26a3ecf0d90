import { Hono } from "hono"
import type { FormErrors } from "../../../web/components/form"
import { AccountPage } from "../../../web/pages/account"
import { passkeyField } from "../../../web/pages/account-passkeys"
import { textsOf } from "../../../web/ui"
import { AppError } from "../../core/errors"
import { changePassword, passwordChangeSchema, readAccount, signOutEverywhere } from "../../services/auth/account"
import { listPasskeys, passkeyPatchSchema, removePasskey, renamePasskey } from "../../services/auth/passkeys"
import { hasJustSignedIn } from "../../services/auth/prove"
import type { AppContext, AppEnv } from "../env"
import { pageGuard } from "../guard"
import { afterSignOut, clearSessionCookie } from "../identify"
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
  .post("/account/passkeys/:id", async (c) => {
    const id = c.req.param("id")
    const form = await readForm(c)
    const tried = await attempt(
      textsOf(localeOf(c)),
      passkeyPatchSchema,
      { name: form.text(passkeyField(id)) },
      ({ name }) => renamePasskey(c.get("ctx"), { id, name }),
      () => passkeyField(id),
    )
    return tried.done ? leadTo(c, "/account#passkeys", "saved") : accountPage(c, tried.errors, tried.status)
  })
  .post("/account/passkeys/:id/remove", async (c) => {
    await removePasskey(c.get("ctx"), { id: c.req.param("id") })
    return leadTo(c, "/account#passkeys", "removed")
  })
  .post("/account/sign-out", async (c) => {
    await signOutEverywhere(c.get("ctx"))
    clearSessionCookie(c)
    return leadTo(c, afterSignOut(c))
  })

async function accountPage(c: AppContext, errors: FormErrors, status: 200 | 409 | 422 | 429 = 200): Promise<Response> {
  const ctx = c.get("ctx")
  const [account, { items }, fresh] = await Promise.all([readAccount(ctx), listPasskeys(ctx), hasJustSignedIn(ctx)])
  const sessions = account.sessions.map(({ current, createdAt, lastSeenAt }) => ({
    current,
    createdAt: Date.parse(createdAt),
    lastSeenAt: Date.parse(lastSeenAt),
  }))
  const passkeys = items.map(({ id, name, createdAt, lastUsedAt }) => ({
    id,
    name,
    createdAt: Date.parse(createdAt),
    lastUsedAt: lastUsedAt === null ? null : Date.parse(lastUsedAt),
  }))
  const props = { ...account, sessions, passkeys: { items: passkeys, fresh }, errors }
  return page(c, <AccountPage {...props} />, status)
}
