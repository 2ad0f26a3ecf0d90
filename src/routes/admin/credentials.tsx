import { Hono } from "hono"
import type { FormErrors } from "../../../web/components/form"
import { CredentialsPage, RemoveCredentialPage } from "../../../web/pages/credentials"
import { textsOf } from "../../../web/ui"
import { AppError } from "../../core/errors"
import { authorize } from "../../services/access"
import { credentialSchema, listCredentials, putCredential, removeCredential } from "../../services/credentials/verbs"
import { pageQuerySchema } from "../../services/page"
import type { AppContext, AppEnv } from "../env"
import { attempt, readForm, readQuery, refusalOf } from "./forms"
import { leadTo, page } from "./respond"
import { localeOf } from "./surroundings"

const empty = { name: "", header: "authorization" }

/** Credentials of Web service steps: the admin's (FLOW-9, SEC-32). */
export const credentialPages = new Hono<AppEnv>()
  .use("/settings/credentials/*", async (c, next) => {
    authorize(c.get("ctx").actor, "admin")
    await next()
  })
  .get("/settings/credentials", async (c) => page(c, await credentialsPage(c, empty, {})))
  .post("/settings/credentials", async (c) => {
    const form = await readForm(c)
    const values = { name: form.text("name"), header: form.text("header") }
    const input = { name: values.name, header: values.header || undefined, value: form.all("value")[0] ?? "" }
    const tried = await attempt(textsOf(localeOf(c)), credentialSchema, input, (fields) =>
      putCredential(c.get("ctx"), fields),
    )
    if (tried.done) return leadTo(c, "/settings/credentials", "saved")
    return page(c, await credentialsPage(c, values, tried.errors), tried.status)
  })
  .get("/settings/credentials/:name/remove", (c) => page(c, <RemoveCredentialPage name={c.req.param("name")} />))
  .post("/settings/credentials/:name/remove", async (c) => {
    const name = c.req.param("name")
    try {
      await removeCredential(c.get("ctx"), { name })
      return leadTo(c, "/settings/credentials", "removed")
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== "conflict") throw error
      return page(c, <RemoveCredentialPage name={name} error={refusalOf(c, error)} />, 409)
    }
  })

async function credentialsPage(c: AppContext, values: { name: string; header: string }, errors: FormErrors) {
  const { items, nextCursor } = await listCredentials(c.get("ctx"), readQuery(c, pageQuerySchema))
  const rows = items.map(({ name, header, updatedAt }) => ({ name, header, updatedAt: Date.parse(updatedAt) }))
  return <CredentialsPage {...{ rows, nextCursor, values, errors }} />
}
