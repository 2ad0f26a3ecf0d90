import { Hono } from "hono"
import type { FormErrors } from "../../../web/components/form"
import { textOf, type Values, valuesOf } from "../../../web/forms/values"
import { CompanyPage } from "../../../web/pages/company"
import { textsOf } from "../../../web/ui"
import { authorize } from "../../services/access"
import { mailGaps } from "../../services/company/mail-gaps"
import { type Company, companyPatchSchema, getCompany, updateCompany } from "../../services/company/verbs"
import type { AppContext, AppEnv } from "../env"
import { zoneNames } from "./campaign-form"
import { readForm } from "./forms"
import { attemptChange, fingerprints, withShown } from "./meanwhile"
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
    const values = valuesOf({ ...said, tracking: String(company.tracking ?? true) })
    return page(c, withShown(fingerprints(storedIn(company)), await form(c, values, {})))
  })
  .post("/settings/company", async (c) => {
    const ctx = c.get("ctx")
    const { values } = await readForm(c)
    // An emptied field takes back what was said.
    const said = Object.fromEntries(fields.map((name) => [name, textOf(values, name) || null]))
    const typed = { ...said, tracking: textOf(values, "tracking") === "true" }
    const now = storedIn(await getCompany(ctx))
    const tried = await attemptChange(
      { t: textsOf(localeOf(c)), schema: companyPatchSchema, typed, now, shown: values },
      (patch) => updateCompany(ctx, patch),
    )
    if (tried.done) return leadTo(c, "/settings/company", "saved")
    return page(c, withShown(tried.shown, await form(c, values, tried.errors)), tried.status)
  })

/** What the form says when nothing in it is touched. */
function storedIn(company: Company) {
  return { ...Object.fromEntries(fields.map((name) => [name, company[name]])), tracking: company.tracking ?? true }
}

async function form(c: AppContext, values: Values, errors: FormErrors) {
  return <CompanyPage form={{ values, errors }} zones={zoneNames()} gaps={await mailGaps(c.get("ctx"))} />
}
