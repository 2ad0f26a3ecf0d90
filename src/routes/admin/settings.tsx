import { Hono } from "hono"
import type * as z from "zod"
import type { FormErrors } from "../../../web/components/form"
import { RemoveSourcePage, SourcesPage } from "../../../web/pages/sources"
import { RevokeTokenPage, TokensPage } from "../../../web/pages/tokens"
import { textsOf } from "../../../web/ui"
import { notFound } from "../../core/errors"
import { authorize, scopes } from "../../services/access"
import { pageLimits, pageQuerySchema } from "../../services/page"
import { createToken, listTokens, removeToken, tokenCreateSchema } from "../../services/tokens/verbs"
import {
  createSource,
  getSource,
  listSources,
  removeSource,
  rotateSource,
  sourceCreateSchema,
} from "../../services/webhook-sources/verbs"
import type { AppContext, AppEnv } from "../env"
import { attempt, readForm, readQuery } from "./forms"
import { leadTo, page } from "./respond"
import { localeOf } from "./surroundings"

/** API tokens and webhook sources: the admin's. */
export const settingsPages = new Hono<AppEnv>()
  .use("/settings/*", async (c, next) => {
    authorize(c.get("ctx").actor, "admin")
    await next()
  })
  .get("/settings/tokens", async (c) => page(c, await tokensPage(c, noToken, {}, null)))
  .post("/settings/tokens", async (c) => {
    const form = await readForm(c)
    const values = { name: form.text("name"), scopes: form.all("scopes"), expires: form.text("expires") }
    // A token that expires on a day is good until that day is over.
    const expiresAt = values.expires === "" ? null : `${values.expires}T23:59:59.999Z`
    const create = (input: z.infer<typeof tokenCreateSchema>) => createToken(c.get("ctx"), input)
    const { name, scopes: chosen } = values
    const fieldOf = (path: string) => (path === "expiresAt" ? "expires" : (path.split(".")[0] ?? ""))
    const input = { name, scopes: chosen, expiresAt }
    const tried = await attempt(textsOf(localeOf(c)), tokenCreateSchema, input, create, fieldOf)
    if (tried.done) return page(c, await tokensPage(c, noToken, {}, tried.value.token))
    return page(c, await tokensPage(c, values, tried.errors, null), tried.status)
  })
  .get("/settings/tokens/:id/revoke", async (c) => {
    const { items } = await listTokens(c.get("ctx"), { limit: pageLimits.max })
    const token = items.find((one) => one.id === c.req.param("id"))
    if (token === undefined) throw notFound("token")
    return page(c, <RevokeTokenPage token={token} />)
  })
  .post("/settings/tokens/:id/revoke", async (c) => {
    await removeToken(c.get("ctx"), { id: c.req.param("id") })
    return leadTo(c, "/settings/tokens", "revoked")
  })
  .get("/settings/sources", async (c) => page(c, await sourcesPage(c, "", {}, null)))
  .post("/settings/sources", async (c) => {
    const name = (await readForm(c)).text("name")
    const create = (input: z.infer<typeof sourceCreateSchema>) => createSource(c.get("ctx"), input)
    const tried = await attempt(textsOf(localeOf(c)), sourceCreateSchema, { name }, create)
    if (tried.done) return page(c, await sourcesPage(c, "", {}, { value: tried.value.secret, rotated: false }))
    return page(c, await sourcesPage(c, name, tried.errors, null), tried.status)
  })
  .post("/settings/sources/:id/rotate", async (c) => {
    const { secret } = await rotateSource(c.get("ctx"), { id: c.req.param("id") })
    return page(c, await sourcesPage(c, "", {}, { value: secret, rotated: true }))
  })
  .get("/settings/sources/:id/remove", async (c) => {
    const source = await getSource(c.get("ctx"), { id: c.req.param("id") })
    return page(c, <RemoveSourcePage source={source} />)
  })
  .post("/settings/sources/:id/remove", async (c) => {
    await removeSource(c.get("ctx"), { id: c.req.param("id") })
    return leadTo(c, "/settings/sources", "removed")
  })

const noToken = { name: "", scopes: ["read", "ingest"], expires: "" }

async function tokensPage(c: AppContext, values: typeof noToken, errors: FormErrors, secret: string | null) {
  const { items, nextCursor } = await listTokens(c.get("ctx"), readQuery(c, pageQuerySchema))
  const rows = items.map(({ id, name, prefix, scopes: given, createdAt, expiresAt }) => ({
    id,
    name,
    prefix,
    scopes: given,
    createdAt: Date.parse(createdAt),
    expiresAt: expiresAt === null ? null : Date.parse(expiresAt),
  }))
  return (
    <TokensPage rows={rows} nextCursor={nextCursor} scopes={scopes} values={values} errors={errors} secret={secret} />
  )
}

async function sourcesPage(
  c: AppContext,
  name: string,
  errors: FormErrors,
  secret: { value: string; rotated: boolean } | null,
) {
  const { items, nextCursor } = await listSources(c.get("ctx"), readQuery(c, pageQuerySchema))
  const rows = items.map((source) => ({ id: source.id, name: source.name, createdAt: Date.parse(source.createdAt) }))
  return <SourcesPage rows={rows} nextCursor={nextCursor} name={name} errors={errors} secret={secret} />
}
