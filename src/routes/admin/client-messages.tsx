import { Hono } from "hono"
import type { FormErrors } from "../../../web/components/form"
import { type Fields, textOf, type Values, valuesOf } from "../../../web/forms/values"
import { type ClientMessageRow, ClientMessagesPage } from "../../../web/pages/client-messages"
import { textsOf } from "../../../web/ui"
import { cataloguePutSchema, getCatalogue, putCatalogue } from "../../services/client-messages/verbs"
import type { AppContext, AppEnv } from "../env"
import { attempt, readForm } from "./forms"
import { leadTo, page } from "./respond"
import { localeOf } from "./surroundings"

const languages = ["en", "es"] as const

/** The catalogue of texts that members see (CAM-14). */
export const clientMessagePages = new Hono<AppEnv>()
  .get("/settings/client-messages", async (c) => {
    const own = await getCatalogue(c.get("ctx"))
    const fields: Fields = Object.fromEntries(
      languages.flatMap((language) => Object.entries(own[language]).map(([key, text]) => [`${language}.${key}`, text])),
    )
    return show(c, valuesOf(fields), {})
  })
  .post("/settings/client-messages", async (c) => {
    const ctx = c.get("ctx")
    const { values } = await readForm(c)
    const { defaults } = await getCatalogue(ctx)
    const given = (language: "en" | "es") =>
      Object.fromEntries(
        Object.keys(defaults[language])
          .map((key) => [key, textOf(values, `${language}.${key}`)])
          .filter(([, text]) => text !== ""),
      )
    const tried = await attempt(
      textsOf(localeOf(c)),
      cataloguePutSchema,
      { en: given("en"), es: given("es") },
      (input) => putCatalogue(ctx, input),
      (path) => path,
    )
    if (tried.done) return leadTo(c, "/settings/client-messages", "saved")
    return show(c, values, tried.errors, tried.status)
  })

async function show(c: AppContext, values: Values, errors: FormErrors, status: 200 | 409 | 422 = 200) {
  const { defaults } = await getCatalogue(c.get("ctx"))
  const rows = Object.entries(defaults.en).map(([key, en]) => ({
    key: key as ClientMessageRow["key"],
    en,
    es: defaults.es[key] ?? "",
  }))
  return page(c, <ClientMessagesPage rows={rows} form={{ values, errors }} />, status)
}
