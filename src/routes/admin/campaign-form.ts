import type { CampaignFormValues, SegmentChoice } from "../../../web/pages/campaign-fields"
import type { CampaignView } from "../../services/campaigns/row"
import { defaultSettings } from "../../services/campaigns/settings"
import type { Ctx } from "../../services/context"
import { listSegments } from "../../services/segments/list"
import type { PostedForm } from "./forms"

/** Segments offered in the form. */
const segmentsMax = 200

/** What a form for a new flow begins with. */
export function emptyValues(timeZone: string): CampaignFormValues {
  return {
    name: "",
    startsDate: "",
    startsTime: "",
    endsDate: "",
    endsTime: "",
    timeZone,
    segmentIds: [],
    atEnd: defaultSettings.atEnd,
    enrol: defaultSettings.enrol,
    reentry: "never",
    reentryDays: "",
    onLeave: defaultSettings.onLeave,
    lateness: defaultSettings.lateness,
    workflow: "",
  }
}

/** A campaign as its form shows it. */
export function valuesOf(campaign: CampaignView): CampaignFormValues {
  const { reentry } = campaign
  return {
    name: campaign.name,
    startsDate: campaign.startsAt?.slice(0, 10) ?? "",
    startsTime: campaign.startsAt?.slice(11, 16) ?? "",
    endsDate: campaign.endsAt?.slice(0, 10) ?? "",
    endsTime: campaign.endsAt?.slice(11, 16) ?? "",
    timeZone: campaign.timeZone,
    segmentIds: campaign.segmentIds,
    atEnd: campaign.atEnd,
    enrol: campaign.enrol,
    reentry: typeof reentry === "object" ? "afterDays" : reentry,
    reentryDays: typeof reentry === "object" ? String(reentry.afterDays) : "",
    onLeave: campaign.onLeave,
    lateness: campaign.lateness,
    workflow: campaign.workflow === null ? "" : `${campaign.workflow.id}:${campaign.workflow.version}`,
  }
}

/** What was typed, to be shown again. */
export function valuesOfForm(form: PostedForm, before: CampaignFormValues): CampaignFormValues {
  const kept = <K extends keyof CampaignFormValues>(name: K) =>
    (form.has(name) ? form.text(name) : before[name]) as CampaignFormValues[K]
  return {
    name: form.text("name"),
    startsDate: form.text("startsAtDate"),
    startsTime: form.text("startsAtTime"),
    endsDate: form.text("endsAtDate"),
    endsTime: form.text("endsAtTime"),
    timeZone: form.text("timeZone"),
    segmentIds: form.all("segmentIds"),
    atEnd: kept("atEnd"),
    enrol: kept("enrol"),
    reentry: kept("reentry"),
    reentryDays: kept("reentryDays"),
    onLeave: kept("onLeave"),
    lateness: kept("lateness"),
    workflow: kept("workflow"),
  }
}

/** The values as the verbs take them; what is wrong with them is the verbs' schema to say. */
export function campaignInput(values: CampaignFormValues) {
  return {
    name: values.name,
    startsAt: localMoment(values.startsDate, values.startsTime),
    endsAt: localMoment(values.endsDate, values.endsTime),
    timeZone: values.timeZone,
    segmentIds: values.segmentIds,
    atEnd: values.atEnd,
    enrol: values.enrol,
    reentry: values.reentry === "afterDays" ? { afterDays: Number(values.reentryDays) } : values.reentry,
    onLeave: values.onLeave,
    lateness: values.lateness,
    workflow: attachment(values.workflow),
  }
}

/** `ID:VERSION` as the verbs take it. */
function attachment(text: string): { id: string; version: number } | null {
  const [id = "", version = ""] = text.split(":")
  return text === "" ? null : { id, version: Number(version) }
}

/** A local date or date-time; a time without a date is left to be refused. */
export function localMoment(date: string, time: string): string | null {
  if (date === "" && time === "") return null
  return time === "" ? date : `${date}T${time}`
}

/** Form field of an error's path. */
export function campaignFieldOf(path: string): string {
  return path.startsWith("reentry.") ? "reentryDays" : (path.split(".")[0] ?? "")
}

/** Segments that a campaign may name; a flow all but Everyone (CAM-3). */
export async function segmentOptions(ctx: Ctx, kind: CampaignView["kind"] = "flow"): Promise<SegmentChoice[]> {
  const { items } = await listSegments(ctx, { limit: segmentsMax })
  return items
    .filter((segment) => kind === "campaign" || segment.kind !== "everyone")
    .map(({ id, name, memberCount }) => ({ id, name, members: memberCount }))
}

/** Zones offered as one types. */
export function zoneNames(): string[] {
  return ["UTC", ...Intl.supportedValuesOf("timeZone")]
}
