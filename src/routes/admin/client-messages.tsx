import { Hono } from "hono"
import * as z from "zod"
import type { FormErrors } from "../../../web/components/form"
import { type Fields, textOf, type Values, valuesOf } from "../../../web/forms/values"
import { type ClientMessageRow, ClientMessagesPage } from "../../../web/pages/client-messages"
import { textsOf } from "../../../web/ui"
import { cataloguePutSchema, getCatalogue, putCatalogue } from "../../services/client-messages/verbs"
import type { AppContext, AppEnv } from "../env"
import { invalidInput } from "../errors"
import { readForm } from "./forms"
import { attemptChange, fingerprints, withShown } from "./meanwhile"
import { leadTo, page } from "./respond"
import { localeOf } from "./surroundings"

const languages = ["en", "es"] as const
const changedTextsSchema = z.record(z.string(), z.string())

/** The catalogue of texts that members see (CAM-14). */
export const clientMessagePages = new Hono<AppEnv>()
  .get("/settings/client-messages", async (c) => {
    const own = await getCatalogue(c.get("ctx"))
    const fields: Fields = Object.fromEntries(
      languages.flatMap((language) => Object.entries(own[language]).map(([key, text]) => [`${language}.${key}`, text])),
    )
    return page(c, withShown(fingerprints(ownTexts(own)), await form(c, valuesOf(fields), {})))
  })
  .post("/settings/client-messages", async (c) => {
    const ctx = c.get("ctx")
    const { values } = await readForm(c)
    const catalogue = await getCatalogue(ctx)
    const now = ownTexts(catalogue)
    const typed = Object.fromEntries(Object.keys(now).map((name) => [name, textOf(values, name)]))
    const tried = await attemptChange(
      { t: textsOf(localeOf(c)), schema: changedTextsSchema, typed, now, shown: values, fieldOf: (path) => path },
      async (changed) => {
        const parsed = cataloguePutSchema.safeParse(catalogueWith({ ...now, ...changed }))
        if (!parsed.success) throw invalidInput(parsed.error)
        return await putCatalogue(ctx, parsed.data)
      },
    )
    if (tried.done) return leadTo(c, "/settings/client-messages", "saved")
    return page(c, withShown(tried.shown, await form(c, values, tried.errors)), tried.status)
  })

type Catalogue = Awaited<ReturnType<typeof getCatalogue>>

/** The company's own texts as the fields `LANGUAGE.KEY`; empty where the built-in one is used. */
function ownTexts(catalogue: Catalogue): Record<string, string> {
  return Object.fromEntries(
    languages.flatMap((language) =>
      Object.keys(catalogue.defaults[language]).map((key) => [`${language}.${key}`, catalogue[language][key] ?? ""]),
    ),
  )
}

/** The fields as the verb takes them: an empty text is none. */
function catalogueWith(fields: Readonly<Record<string, string>>) {
  const given = (language: string) =>
    Object.fromEntries(
      Object.entries(fields)
        .filter(([name, text]) => name.startsWith(`${language}.`) && text !== "")
        .map(([name, text]) => [name.slice(language.length + 1), text]),
    )
  return { en: given("en"), es: given("es") }
}

async function form(c: AppContext, values: Values, errors: FormErrors) {
  const { defaults } = await getCatalogue(c.get("ctx"))
  const rows = Object.entries(defaults.en).map(([key, en]) => ({
    key: key as ClientMessageRow["key"],
    en,
    es: defaults.es[key] ?? "",
  }))
  return <ClientMessagesPage rows={rows} form={{ values, errors }} />
}
