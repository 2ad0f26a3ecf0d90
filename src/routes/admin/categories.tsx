import { Hono } from "hono"
import type * as z from "zod"
import { afterAct } from "../../../web/forms/values"
import { type HolderKind, HoldersPage, holderPath, RemoveHolderPage } from "../../../web/pages/categories"
import { HolderFormPage, type HolderFormValues } from "../../../web/pages/categories-form"
import { textsOf } from "../../../web/ui"
import { AppError } from "../../core/errors"
import { campaignsOfHolder, holderUse } from "../../services/overview/policy-holders"
import { pageQuerySchema } from "../../services/page"
import { type HolderView, holderCreateSchema, holderPatchSchema } from "../../services/policy-holders/schema"
import { createHolder, getHolder, listHolders, removeHolder, updateHolder } from "../../services/policy-holders/verbs"
import type { AppContext, AppEnv } from "../env"
import { emptyHolder, holderFieldOf, holderInput, holderValues, holderValuesOfForm } from "./categories-form"
import { attempt, readForm, readQuery, refusalOf } from "./forms"
import { attemptChange, fingerprints, shownOf, withShown } from "./meanwhile"
import { leadTo, page } from "./respond"
import { localeOf } from "./surroundings"

/** Categories and groups: list, form of the contact policy, delete. Both have the same pages. */
function pagesFor(kind: HolderKind): Hono<AppEnv> {
  const home = holderPath[kind]
  return new Hono<AppEnv>()
    .get(home, async (c) => {
      const ctx = c.get("ctx")
      const [{ items, nextCursor }, uses] = await Promise.all([
        listHolders(ctx, { kind, ...readQuery(c, pageQuerySchema) }),
        holderUse(ctx, { kind }),
      ])
      const rows = items.map(({ id, name, priority, policy }) => ({
        id,
        name,
        priority,
        policy,
        campaigns: uses.get(id) ?? 0,
      }))
      return page(c, <HoldersPage kind={kind} rows={rows} nextCursor={nextCursor} />)
    })
    .get(`${home}/new`, (c) => page(c, formPage(kind, null, emptyHolder, {}, [])))
    .post(`${home}/new`, (c) => save(c, kind, null))
    .get(`${home}/:id`, async (c) => {
      const ctx = c.get("ctx")
      const id = c.req.param("id")
      const [holder, campaigns] = await Promise.all([
        getHolder(ctx, { kind, id }),
        campaignsOfHolder(ctx, { kind, id }),
      ])
      const values = holderValues(holder)
      return page(c, withShown(fingerprints(holderInput(values)), formPage(kind, holder, values, {}, campaigns)))
    })
    .post(`${home}/:id`, async (c) => save(c, kind, await getHolder(c.get("ctx"), { kind, id: c.req.param("id") })))
    .get(`${home}/:id/remove`, async (c) =>
      page(c, <RemoveHolderPage kind={kind} holder={await getHolder(c.get("ctx"), { kind, id: c.req.param("id") })} />),
    )
    .post(`${home}/:id/remove`, async (c) => {
      const ctx = c.get("ctx")
      const id = c.req.param("id")
      try {
        await removeHolder(ctx, { kind, id })
        return leadTo(c, home, "removed")
      } catch (error) {
        if (!(error instanceof AppError) || error.code !== "conflict") throw error
        const holder = await getHolder(ctx, { kind, id })
        return page(c, <RemoveHolderPage kind={kind} holder={holder} error={refusalOf(c, error)} />, 409)
      }
    })
}

export const categoryPages = new Hono<AppEnv>().route("/", pagesFor("category")).route("/", pagesFor("group"))

/** Saves the form, or gives it back with a limit more or less, or with its errors. */
async function save(c: AppContext, kind: HolderKind, before: HolderView | null): Promise<Response> {
  const ctx = c.get("ctx")
  const form = await readForm(c)
  const act = form.text("do")
  const values = holderValuesOfForm(afterAct(form.values, act))
  const campaigns = before === null ? [] : await campaignsOfHolder(ctx, { kind, id: before.id })
  const back = (errors: Record<string, string>, shown: Record<string, string> | null) => {
    const form = formPage(kind, before, values, errors, campaigns)
    return shown === null ? form : withShown(shown, form)
  }
  const now = before === null ? null : holderInput(holderValues(before))
  if (act !== "") return page(c, back({}, now && shownOf(form.values, now)))
  const t = textsOf(localeOf(c))
  const typed = holderInput(values)
  const create = (fields: z.infer<typeof holderCreateSchema>) => createHolder(ctx, { kind, ...fields })
  const tried =
    before === null || now === null
      ? { ...(await attempt(t, holderCreateSchema, typed, create, holderFieldOf)), shown: null }
      : await attemptChange(
          { t, schema: holderPatchSchema, typed, now, shown: form.values, fieldOf: holderFieldOf },
          (patch) => updateHolder(ctx, { kind, id: before.id, patch }),
        )
  if (tried.done) return leadTo(c, `${holderPath[kind]}/${tried.value.id}`, before === null ? "created" : "saved")
  return page(c, back(tried.errors, tried.shown), tried.status)
}

function formPage(
  kind: HolderKind,
  holder: HolderView | null,
  values: HolderFormValues,
  errors: Record<string, string>,
  campaigns: { id: string; name: string }[],
) {
  return <HolderFormPage kind={kind} holder={holder} values={values} errors={errors} campaigns={campaigns} />
}
