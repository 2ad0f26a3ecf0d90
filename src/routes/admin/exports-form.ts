import type { ExportFormValues } from "../../../web/pages/campaign-export-form"
import type { CampaignView } from "../../services/campaigns/row"
import { dataFieldName, defaultFields } from "../../services/exports/fields"
import type { ScheduleView } from "../../services/exports/schedules"
import type { PostedForm } from "./forms"

const runFields: readonly string[] = ["status", "stepId", "enteredAt", "endedAt", "reason"]

/** The usual export, as a spreadsheet, once. */
export function usualExport(campaign: CampaignView): ExportFormValues {
  const own = campaign.kind === "campaign" ? defaultFields.filter((name) => !runFields.includes(name)) : defaultFields
  return {
    fields: [...own, ...campaign.dataFields.map(({ name }) => dataFieldName(name))],
    status: "",
    stepId: "",
    segmentId: "",
    from: "",
    to: "",
    format: "xlsx",
    bom: true,
    when: "once",
    name: "",
    weekday: "1",
    at: "07:00",
    timeZone: campaign.timeZone,
    webhookUrl: "",
  }
}

/** As posted; fields that the form does not show keep what they usually are. */
export function exportValuesOf(form: PostedForm, usual: ExportFormValues): ExportFormValues {
  const text = (name: keyof ExportFormValues) => (form.has(name) ? form.text(name) : String(usual[name]))
  const when = form.text("when")
  return {
    fields: form.all("fields"),
    status: text("status"),
    stepId: text("stepId"),
    segmentId: text("segmentId"),
    from: text("from"),
    to: text("to"),
    format: text("format"),
    bom: form.has("bom"),
    when: when === "daily" || when === "weekly" ? when : "once",
    name: text("name"),
    weekday: text("weekday"),
    at: text("at"),
    timeZone: text("timeZone"),
    webhookUrl: text("webhookUrl"),
  }
}

/** What to export, as the verbs take it. */
export function requestOf(values: ExportFormValues) {
  const { status, stepId, segmentId, from, to } = values
  const filters = Object.entries({ status, stepId, segmentId, from, to }).filter(([, value]) => value !== "")
  return {
    format: values.format,
    fields: values.fields,
    ...Object.fromEntries(filters),
    ...(values.format === "csv" && values.bom ? { bom: true } : {}),
  }
}

/** The same, and when. */
export function scheduleOf(values: ExportFormValues) {
  return {
    ...requestOf(values),
    name: values.name,
    weekday: values.when === "weekly" ? Number(values.weekday) : null,
    at: values.at,
    timeZone: values.timeZone,
    webhookUrl: values.webhookUrl || null,
  }
}

/** What a schedule is, as its form shows it. */
export function scheduleValuesOf(schedule: ScheduleView, usual: ExportFormValues): ExportFormValues {
  const { name, weekday, at, timeZone, webhookUrl, request } = schedule
  const { fields = usual.fields, format, bom = false, status = "", stepId = "", segmentId = "" } = request
  const chosen = { fields, format, bom, status, stepId, segmentId, from: request.from ?? "", to: request.to ?? "" }
  const when = weekday === null ? ("daily" as const) : ("weekly" as const)
  return { ...chosen, when, name, weekday: String(weekday ?? 1), at, timeZone, webhookUrl: webhookUrl ?? "" }
}

/** A whole form as a change: what is empty in it takes the choice back. */
export function scheduleChangeOf(values: ExportFormValues) {
  const none = { bom: null, status: null, stepId: null, segmentId: null, from: null, to: null }
  return { ...none, ...scheduleOf(values) }
}
