import { Hono } from "hono"
import type { FormErrors } from "../../../web/components/form"
import { RemoveExportPage } from "../../../web/pages/export-history"
import { ListExportPage, type ListExportValues } from "../../../web/pages/list-export"
import { textsOf } from "../../../web/ui"
import { notFound } from "../../core/errors"
import { authorize } from "../../services/access"
import { deliveryDefaults, deliveryExportFields } from "../../services/exports/delivery-plan"
import { getExport, listListExports, readExport, removeExport, startListExport } from "../../services/exports/kept"
import { type ExportList, exportLists, listExportSchema } from "../../services/exports/list-request"
import { memberDefaults, memberExportFields } from "../../services/exports/member-plan"
import { formChoices } from "../../services/overview/form-choices"
import { campaignChoices, segmentChoices } from "../../services/overview/names"
import { pageQuerySchema } from "../../services/page"
import type { AppContext, AppEnv } from "../env"
import { attachment } from "../files"
import { attempt, type PostedForm, readForm, readQuery } from "./forms"
import { leadTo, page } from "./respond"
import { localeOf } from "./surroundings"

const filters = ["query", "segmentId", "campaignId", "memberId", "stepId", "channel", "status", "from", "to"] as const
const defaults = { members: memberDefaults, deliveries: deliveryDefaults }
const fields = { members: memberExportFields, deliveries: deliveryExportFields }

/** Exports of members and of deliveries (ANA-4). */
export const listExportPages = new Hono<AppEnv>()
for (const of of exportLists) {
  listExportPages
    .get(`/${of}/export`, async (c) => {
      authorize(c.get("ctx").actor, "write")
      const given = (name: (typeof filters)[number]) => c.req.query(name) ?? ""
      return page(c, await exportPage(c, of, { ...valuesOf(given), ...usual(of) }, {}))
    })
    .post(`/${of}/export`, async (c) => {
      const form = await readForm(c)
      const values = postedValues(form)
      const t = textsOf(localeOf(c))
      const tried = await attempt(t, listExportSchema, requestOf(of, values), (request) =>
        startListExport(c.get("ctx"), request),
      )
      if (!tried.done) return page(c, await exportPage(c, of, values, tried.errors), tried.status)
      return leadTo(c, `/${of}/export`, "exporting")
    })
    .get(`/${of}/exports/:exportId/file`, async (c) => {
      return attachment(await readExport(c.get("ctx"), { id: await exportIn(c, of) }))
    })
    .get(`/${of}/exports/:exportId/remove`, async (c) => {
      const id = await exportIn(c, of)
      return page(c, <RemoveExportPage home={`/${of}/exports`} back={`/${of}/export`} id={id} />)
    })
    .post(`/${of}/exports/:exportId/remove`, async (c) => {
      await removeExport(c.get("ctx"), { id: await exportIn(c, of) })
      return leadTo(c, `/${of}/export`, "removed")
    })
}

/** The export of the address, which must be of this list. */
async function exportIn(c: AppContext, of: ExportList): Promise<string> {
  const found = await getExport(c.get("ctx"), { id: c.req.param("exportId") ?? "" })
  if (!("of" in found.request) || found.request.of !== of) throw notFound("export")
  return found.id
}

function usual(of: ExportList): Pick<ListExportValues, "fields" | "format" | "bom"> {
  return { fields: [...defaults[of]], format: "xlsx", bom: true }
}

function valuesOf(read: (name: (typeof filters)[number]) => string): Pick<ListExportValues, (typeof filters)[number]> {
  return {
    query: read("query"),
    segmentId: read("segmentId"),
    campaignId: read("campaignId"),
    memberId: read("memberId"),
    stepId: read("stepId"),
    channel: read("channel"),
    status: read("status"),
    from: read("from"),
    to: read("to"),
  }
}

function postedValues(form: PostedForm): ListExportValues {
  const chosen = { fields: form.all("fields"), format: form.text("format"), bom: form.has("bom") }
  return { ...valuesOf((name) => form.text(name)), ...chosen }
}

/** As the verb takes it. */
function requestOf(of: ExportList, values: ListExportValues) {
  const { format, bom } = values
  const chosen = filters.filter((name) => values[name] !== "").map((name) => [name, values[name]])
  const marked = format === "csv" && bom ? { bom } : {}
  return { of, format, fields: values.fields, ...Object.fromEntries(chosen), ...marked }
}

async function exportPage(c: AppContext, of: ExportList, values: ListExportValues, errors: FormErrors) {
  const ctx = c.get("ctx")
  const [exports, { attributes }, choices] = await Promise.all([
    listListExports(ctx, { of, ...readQuery(c, pageQuerySchema) }),
    formChoices(ctx, { campaignId: null }),
    of === "members" ? segmentChoices(ctx) : campaignChoices(ctx),
  ])
  return (
    <ListExportPage
      of={of}
      values={values}
      errors={errors}
      fields={fields[of]}
      attributes={attributes.map((name) => ({ id: `attributes.${name}`, name }))}
      choices={choices}
      rows={exports.items.map((one) => ({ ...one, createdAt: Date.parse(one.createdAt) }))}
      nextCursor={exports.nextCursor}
    />
  )
}
