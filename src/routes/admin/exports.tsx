import { Hono } from "hono"
import type { FormErrors } from "../../../web/components/form"
import { CampaignExportPage, EditSchedulePage, RemoveSchedulePage } from "../../../web/pages/campaign-export"
import type { ExportFormValues } from "../../../web/pages/campaign-export-form"
import { settingsPath } from "../../../web/pages/campaign-settings-frame"
import { RemoveExportPage } from "../../../web/pages/export-history"
import { textsOf } from "../../../web/ui"
import { notFound } from "../../core/errors"
import { getCampaign } from "../../services/campaigns/get"
import type { CampaignView } from "../../services/campaigns/row"
import { dataFieldName, ownFields } from "../../services/exports/fields"
import { getExport, listExports, readExport, removeExport, startExport } from "../../services/exports/kept"
import { exportRequestSchema } from "../../services/exports/request"
import {
  changeSchedule,
  createSchedule,
  getSchedule,
  listSchedules,
  removeSchedule,
  type ScheduleView,
  scheduleChangeSchema,
  scheduleCreateSchema,
} from "../../services/exports/schedules"
import { formChoices } from "../../services/overview/form-choices"
import { pageLimits, pageQuerySchema } from "../../services/page"
import type { AppContext, AppEnv } from "../env"
import { attachment } from "../files"
import { zoneNames } from "./campaign-form"
import { exportValuesOf, requestOf, scheduleChangeOf, scheduleOf, scheduleValuesOf, usualExport } from "./exports-form"
import { attempt, readForm, readQuery } from "./forms"
import { leadTo, page } from "./respond"
import { localeOf } from "./surroundings"

const tab = settingsPath(":id", "export")

/** The Export tab of a campaign's settings (ANA-4). */
export const exportPages = new Hono<AppEnv>()
  .get(tab, async (c) => {
    const campaign = await getCampaign(c.get("ctx"), { id: c.req.param("id") ?? "" })
    return page(c, await exportPage(c, campaign, usualExport(campaign), {}))
  })
  .post(tab, async (c) => {
    const ctx = c.get("ctx")
    const campaign = await getCampaign(ctx, { id: c.req.param("id") ?? "" })
    const form = await readForm(c)
    const values = exportValuesOf(form, usualExport(campaign))
    if (form.text("do") !== "") return page(c, await exportPage(c, campaign, values, {}))
    const t = textsOf(localeOf(c))
    const { id } = campaign
    if (values.when !== "once" && values.at === "")
      return page(c, await exportPage(c, campaign, values, { at: t.exports.atMissing }), 422)
    const tried =
      values.when === "once"
        ? await attempt(t, exportRequestSchema, requestOf(values), (request) => startExport(ctx, { id, ...request }))
        : await attempt(t, scheduleCreateSchema, scheduleOf(values), (schedule) =>
            createSchedule(ctx, { id, schedule }),
          )
    if (!tried.done) return page(c, await exportPage(c, campaign, values, tried.errors), tried.status)
    return leadTo(c, settingsPath(id, "export"), values.when === "once" ? "exporting" : "scheduled")
  })
  .get("/campaigns/:id/exports/:exportId/file", async (c) => {
    const { id } = await exportOf(c)
    return attachment(await readExport(c.get("ctx"), { id }))
  })
  .get("/campaigns/:id/exports/:exportId/remove", async (c) => {
    const { id } = await exportOf(c)
    const campaignId = c.req.param("id")
    const home = `/campaigns/${campaignId}/exports`
    return page(c, <RemoveExportPage home={home} back={settingsPath(campaignId, "export")} id={id} />)
  })
  .post("/campaigns/:id/exports/:exportId/remove", async (c) => {
    const { id } = await exportOf(c)
    await removeExport(c.get("ctx"), { id })
    return leadTo(c, settingsPath(c.req.param("id"), "export"), "removed")
  })
  .get("/campaigns/:id/export-schedules/:scheduleId/edit", async (c) => {
    const campaign = await getCampaign(c.get("ctx"), { id: c.req.param("id") })
    const schedule = await scheduleIn(c)
    return page(
      c,
      await schedulePage(c, campaign, { schedule, values: scheduleValuesOf(schedule, usualExport(campaign)) }),
    )
  })
  .post("/campaigns/:id/export-schedules/:scheduleId/edit", async (c) => {
    const ctx = c.get("ctx")
    const campaign = await getCampaign(ctx, { id: c.req.param("id") })
    const schedule = await scheduleIn(c)
    const form = await readForm(c)
    const typed = exportValuesOf(form, scheduleValuesOf(schedule, usualExport(campaign)))
    const values = { ...typed, when: typed.when === "weekly" ? ("weekly" as const) : ("daily" as const) }
    if (form.text("do") !== "") return page(c, await schedulePage(c, campaign, { schedule, values }))
    const t = textsOf(localeOf(c))
    const tried = await attempt(t, scheduleChangeSchema, scheduleChangeOf(values), (change) =>
      changeSchedule(ctx, { id: schedule.id, change }),
    )
    if (!tried.done)
      return page(c, await schedulePage(c, campaign, { schedule, values, errors: tried.errors }), tried.status)
    return leadTo(c, settingsPath(campaign.id, "export"), "saved")
  })
  .get("/campaigns/:id/export-schedules/:scheduleId/remove", async (c) => {
    const campaign = await getCampaign(c.get("ctx"), { id: c.req.param("id") })
    return page(c, <RemoveSchedulePage campaign={campaign} schedule={await scheduleIn(c)} />)
  })
  .post("/campaigns/:id/export-schedules/:scheduleId/remove", async (c) => {
    const { id } = await scheduleIn(c)
    await removeSchedule(c.get("ctx"), { id })
    return leadTo(c, settingsPath(c.req.param("id"), "export"), "removed")
  })

/** The export of the address, which must be the campaign's own. */
async function exportOf(c: AppContext) {
  const found = await getExport(c.get("ctx"), { id: c.req.param("exportId") ?? "" })
  if (found.campaignId !== c.req.param("id")) throw notFound("export")
  return found
}

async function scheduleIn(c: AppContext) {
  const found = await getSchedule(c.get("ctx"), { id: c.req.param("scheduleId") ?? "" })
  if (found.campaignId !== c.req.param("id")) throw notFound("schedule")
  return found
}

async function exportPage(c: AppContext, campaign: CampaignView, values: ExportFormValues, errors: FormErrors) {
  const ctx = c.get("ctx")
  const { id } = campaign
  const [exports, schedules, form] = await Promise.all([
    listExports(ctx, { id, ...readQuery(c, pageQuerySchema) }),
    listSchedules(ctx, { id, limit: pageLimits.max }),
    formParts(c, campaign),
  ])
  return (
    <CampaignExportPage
      {...form}
      values={values}
      errors={errors}
      rows={exports.items.map((one) => ({ ...one, createdAt: Date.parse(one.createdAt) }))}
      nextCursor={exports.nextCursor}
      schedules={schedules.items.map((one) => ({ ...one, nextAt: Date.parse(one.nextAt) }))}
    />
  )
}

async function schedulePage(
  c: AppContext,
  campaign: CampaignView,
  { errors = {}, ...shown }: { schedule: ScheduleView; values: ExportFormValues; errors?: FormErrors },
) {
  return <EditSchedulePage {...(await formParts(c, campaign))} {...shown} errors={errors} />
}

/** What the form offers. */
async function formParts(c: AppContext, campaign: CampaignView) {
  const { steps, segments, attributes } = await formChoices(c.get("ctx"), { campaignId: campaign.id })
  const groups = {
    ...ownFields,
    data: campaign.dataFields.map(({ name }) => ({ id: dataFieldName(name), name })),
    attributes: attributes.map((name) => ({ id: `attributes.${name}`, name })),
  }
  return { campaign, groups, steps, segments, zones: zoneNames() }
}
