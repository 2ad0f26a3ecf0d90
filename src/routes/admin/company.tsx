import { Hono } from "hono"
import type { FormErrors } from "../../../web/components/form"
import { textOf, type Values, valuesOf } from "../../../web/forms/values"
import { CompanyPage } from "../../../web/pages/company"
import { textsOf } from "../../../web/ui"
import { authorize } from "../../services/access"
import { mailGaps } from "../../services/company/mail-gaps"
import { companyPatchSchema, getCompany, updateCompany } from "../../services/company/verbs"
import type { AppContext, AppEnv } from "../env"
import { zoneNames } from "./campaign-form"
import { attempt, readForm } from "./forms"
import { leadTo, page } from "./respond"
import { localeOf } from "./surroundings"

const fields = [
  "name",
  "timeZone",
  "locale",
  "postalAddress",
  "publicUrl",
  "logoUrl",
  "senderName",
  "senderEmail",
  "replyTo",
  "unsubscribeEmail",
] as const

/** Company preferences: the admin's. */
export const companyPages = new Hono<AppEnv>()
  .use("/settings/company", async (c, next) => {
    authorize(c.get("ctx").actor, "admin")
    await next()
  })
  .get("/settings/company", async (c) => {
    const company = await getCompany(c.get("ctx"))
    const said = Object.fromEntries(fields.map((name) => [name, company[name] ?? undefined]))
    return await show(c, valuesOf({ ...said, tracking: String(company.tracking ?? true) }), {})
  })
  .post("/settings/company", async (c) => {
    const { values } = await readForm(c)
    // An emptied field takes back what was said.
    const said = Object.fromEntries(fields.map((name) => [name, textOf(values, name) || null]))
    const input = { ...said, tracking: textOf(values, "tracking") === "true" }
    const tried = await attempt(textsOf(localeOf(c)), companyPatchSchema, input, (patch) =>
      updateCompany(c.get("ctx"), patch),
    )
    if (tried.done) return leadTo(c, "/settings/company", "saved")
    return show(c, values, tried.errors, tried.status)
  })

async function show(
  c: AppContext,
  values: Values,
  errors: FormErrors,
  status: 200 | 409 | 422 = 200,
): Promise<Response> {
  const gaps = await mailGaps(c.get("ctx"))
  return page(c, <CompanyPage form={{ values, errors }} zones={zoneNames()} gaps={gaps} />, status)
}
