import { Hono } from "hono"
import * as z from "zod"
import type { FormErrors } from "../../../web/components/form"
import { localMomentOf } from "../../../web/locales/format"
import { OccasionPage, RemoveOccasionPage } from "../../../web/pages/occasion"
import { OccasionFormPage, type OccasionFormValues } from "../../../web/pages/occasion-form"
import { OccasionsPage } from "../../../web/pages/occasions"
import { textsOf } from "../../../web/ui"
import { AppError, invalid } from "../../core/errors"
import { memberIdSchema } from "../../core/profile"
import { companyTimeZone } from "../../services/company/time-zone"
import { listAttendance, setAttendance } from "../../services/occasions/attendance"
import { attendanceSchema, occasionCreateSchema, occasionPatchSchema } from "../../services/occasions/schema"
import {
  createOccasion,
  getOccasion,
  listOccasions,
  removeOccasion,
  updateOccasion,
} from "../../services/occasions/verbs"
import { segmentChoices } from "../../services/overview/names"
import { inviteesOf, occasionNumbers } from "../../services/overview/occasions"
import { pageQuerySchema } from "../../services/page"
import type { AppContext, AppEnv } from "../env"
import { zoneNames } from "./campaign-form"
import { attempt, type PostedForm, readForm, readQuery, refusalOf } from "./forms"
import { attemptChange, fingerprints, withShown } from "./meanwhile"
import { leadTo, page } from "./respond"
import { localeOf } from "./surroundings"

const none = { attended: 0, absent: 0 }

/** Occasions: list, form, attendance by hand, delete (WF-3). */
export const occasionPages = new Hono<AppEnv>()
  .get("/occasions", async (c) => {
    const ctx = c.get("ctx")
    const { items, nextCursor } = await listOccasions(ctx, readQuery(c, pageQuerySchema))
    const numbers = await occasionNumbers(ctx, { ids: items.map((item) => item.id) })
    const rows = items.map(({ id, name, at, timeZone, location }) => ({
      id,
      name,
      at: Date.parse(at),
      timeZone,
      location,
      ...(numbers.get(id) ?? none),
    }))
    return page(c, <OccasionsPage rows={rows} nextCursor={nextCursor} />)
  })
  .get("/occasions/new", async (c) => {
    const timeZone = await companyTimeZone(c.get("ctx"))
    const values = { name: "", date: "", time: "", timeZone, location: "", segmentId: "" }
    return page(c, await formPage(c, null, values, {}))
  })
  .post("/occasions/new", async (c) => {
    const ctx = c.get("ctx")
    const values = valuesOfForm(await readForm(c))
    const input = { ...inputOf(values), timeZone: values.timeZone, at: momentOf(values) }
    const tried = await attempt(textsOf(localeOf(c)), occasionCreateSchema, input, (made) => createOccasion(ctx, made))
    if (tried.done) return leadTo(c, `/occasions/${tried.value.id}`, "created")
    return page(c, await formPage(c, null, values, tried.errors), tried.status)
  })
  .get("/occasions/:id", async (c) => page(c, await occasionPage(c, c.req.param("id"), "", {})))
  .get("/occasions/:id/edit", async (c) => {
    const occasion = await getOccasion(c.get("ctx"), { id: c.req.param("id") })
    const values = valuesOf(occasion)
    return page(c, withShown(fingerprints(patchOf(values)), await formPage(c, occasion, values, {})))
  })
  .post("/occasions/:id/edit", async (c) => {
    const ctx = c.get("ctx")
    const occasion = await getOccasion(ctx, { id: c.req.param("id") })
    const form = await readForm(c)
    const values = valuesOfForm(form)
    const tried = await attemptChange(
      {
        t: textsOf(localeOf(c)),
        schema: editSchema,
        typed: patchOf(values),
        now: patchOf(valuesOf(occasion)),
        shown: form.values,
        fieldOf: (path) => (path.startsWith("when.") ? (path.split(".")[1] ?? "") : path === "when" ? "at" : path),
      },
      // It stays at its very second unless its date, time or zone is changed here.
      ({ when, ...patch }) => updateOccasion(ctx, { id: occasion.id, patch: { ...patch, ...when } }),
    )
    if (tried.done) return leadTo(c, `/occasions/${occasion.id}`, "saved")
    return page(c, withShown(tried.shown, await formPage(c, occasion, values, tried.errors)), tried.status)
  })
  .post("/occasions/:id/attendance", async (c) => {
    const ctx = c.get("ctx")
    const id = c.req.param("id")
    const form = await readForm(c)
    const memberId = form.all("memberId")[0] ?? ""
    const schema = z.strictObject({ memberId: memberIdSchema, ...attendanceSchema.shape })
    const { id: occasionId } = await getOccasion(ctx, { id })
    const tried = await attempt(textsOf(localeOf(c)), schema, { memberId, status: form.text("status") }, (input) =>
      setAttendance(ctx, { id: occasionId, ...input }).catch(unknownMember),
    )
    if (tried.done) return leadTo(c, `/occasions/${id}`, "marked")
    return page(c, await occasionPage(c, id, memberId, tried.errors), tried.status)
  })
  .get("/occasions/:id/remove", async (c) => page(c, await removePage(c, c.req.param("id"))))
  .post("/occasions/:id/remove", async (c) => {
    const id = c.req.param("id")
    try {
      await removeOccasion(c.get("ctx"), { id })
      return leadTo(c, "/occasions", "removed")
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== "conflict") throw error
      return page(c, await removePage(c, id, refusalOf(c, error)), 409)
    }
  })

/** Said at the field instead of on a page of its own. */
function unknownMember(error: unknown): never {
  if (!(error instanceof AppError) || error.code !== "notFound") throw error
  throw invalid("memberId", "unknownMember", error.message)
}

async function occasionPage(c: AppContext, id: string, memberId: string, errors: FormErrors) {
  const ctx = c.get("ctx")
  const [occasion, attendance, numbers] = await Promise.all([
    getOccasion(ctx, { id }),
    listAttendance(ctx, { id, ...readQuery(c, pageQuerySchema) }),
    occasionNumbers(ctx, { ids: [id] }),
  ])
  const { segmentId } = occasion
  return (
    <OccasionPage
      occasion={{ ...occasion, at: Date.parse(occasion.at) }}
      invitees={segmentId === null ? null : await inviteesOf(ctx, { segmentId })}
      numbers={numbers.get(id) ?? none}
      rows={attendance.items.map((row) => ({ ...row, at: Date.parse(row.at) }))}
      nextCursor={attendance.nextCursor}
      webhook={`POST ${new URL(c.req.url).origin}/api/v1/webhooks/occasions/${id}/attendance`}
      memberId={memberId}
      errors={errors}
    />
  )
}

async function formPage(
  c: AppContext,
  occasion: { id: string; name: string } | null,
  values: OccasionFormValues,
  errors: FormErrors,
) {
  const segments = await segmentChoices(c.get("ctx"))
  return <OccasionFormPage {...{ occasion, values, errors, segments }} zones={zoneNames()} />
}

async function removePage(c: AppContext, id: string, error?: string) {
  const ctx = c.get("ctx")
  const [occasion, numbers] = await Promise.all([getOccasion(ctx, { id }), occasionNumbers(ctx, { ids: [id] })])
  const { attended, absent } = numbers.get(id) ?? none
  return <RemoveOccasionPage occasion={occasion} reported={attended + absent} error={error} />
}

function valuesOf(occasion: Awaited<ReturnType<typeof getOccasion>>): OccasionFormValues {
  const { name, timeZone, location, segmentId } = occasion
  const [date = "", time = ""] = localMomentOf(Date.parse(occasion.at), timeZone).split("T")
  return { name, date, time, timeZone, location: location ?? "", segmentId: segmentId ?? "" }
}

function valuesOfForm(form: PostedForm): OccasionFormValues {
  return {
    name: form.text("name"),
    date: form.text("date"),
    time: form.text("time"),
    timeZone: form.text("timeZone"),
    location: form.text("location"),
    segmentId: form.text("segmentId"),
  }
}

/** Local to the zone; without a time it is left to be refused. */
function momentOf({ date, time }: OccasionFormValues): string {
  return time === "" ? date : `${date}T${time}`
}

/** A change of it: a date means nothing without its zone. */
function patchOf(values: OccasionFormValues) {
  return { ...inputOf(values), when: { at: momentOf(values), timeZone: values.timeZone } }
}

const { at, timeZone, ...others } = occasionPatchSchema.shape
const editSchema = z.strictObject({ ...others, when: z.strictObject({ at, timeZone }).optional() })

function inputOf({ name, location, segmentId }: OccasionFormValues) {
  return { name, location: location || null, segmentId: segmentId || null }
}
