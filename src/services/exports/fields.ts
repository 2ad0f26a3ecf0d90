import type { ColumnType } from "../../content/tables/table"
import { type ExportRow, type ExportWants, type Figure, figures } from "../../db/export-rows"
import { own } from "../../engine/own"
import type { DataField } from "../../engine/types"
import { attributeField, chooseFields, type ExportField, type FieldKind, kindsOf, wants } from "./choose"

/** A row with the names of the steps that it may be on. */
export type CampaignExportRow = ExportRow & { steps: ReadonlyMap<string, string> }
export type CampaignField = ExportField<CampaignExportRow, keyof ExportWants>
type Own = FieldKind<CampaignExportRow, keyof ExportWants>

const dataPrefix = "data."
const { text, number, instant } = kindsOf<CampaignExportRow, keyof ExportWants>()
const figure = (name: Figure): Own => number((row) => row.figures[name] ?? 0, "figures")

/** Fields that every campaign has, by group. */
const groups = {
  member: {
    memberId: text((row) => row.memberId),
    email: text((row) => row.profile.email ?? null, "profile"),
    phone: text((row) => row.profile.phone ?? null, "profile"),
    locale: text((row) => row.profile.locale ?? null, "profile"),
    timeZone: text((row) => row.profile.timeZone ?? null, "profile"),
    joinedAt: instant((row) => row.joinedAt, "joined"),
    convertedAt: instant((row) => row.convertedAt, "results"),
    dismissedAt: instant((row) => row.dismissedAt, "results"),
  },
  run: {
    runId: text((row) => row.run?.id ?? null),
    version: number((row) => row.run?.version ?? null),
    status: text((row) => row.run?.status ?? null),
    stepId: text((row) => row.run?.stepId ?? null),
    stepName: text(({ run, steps }) => (run === null ? null : (steps.get(run.stepId) ?? run.stepId))),
    visit: number((row) => row.run?.visit ?? null),
    startedAt: instant((row) => row.run?.startedAt),
    enteredAt: instant((row) => row.run?.enteredAt),
    wakeAt: instant((row) => row.run?.wakeAt),
    endedAt: instant((row) => row.run?.endedAt),
    reason: text((row) => row.run?.reason ?? null),
  },
  messages: Object.fromEntries(figures.map((name) => [name, figure(name)])) as Record<Figure, Own>,
} as const satisfies Record<string, Record<string, Own>>

const known: Readonly<Record<string, Own>> = { ...groups.member, ...groups.run, ...groups.messages }

/** Names of the fields that every campaign has, for pickers. */
export const ownFields = {
  member: Object.keys(groups.member) as (keyof typeof groups.member)[],
  run: Object.keys(groups.run) as (keyof typeof groups.run)[],
  messages: [...figures],
} as const

/** What an export has when nothing is chosen (contract.md "Campaigns"); the campaign's data fields follow. */
export const defaultFields = [
  "memberId",
  "email",
  "phone",
  "status",
  "stepId",
  "enteredAt",
  "endedAt",
  "reason",
] as const

const columnTypes: Record<DataField["type"], ColumnType> = {
  text: "text",
  longText: "text",
  number: "number",
  currency: "number",
  decimal: "number",
  boolean: "boolean",
  date: "date",
  instant: "instant",
  email: "text",
  phone: "text",
  file: "text",
}

/** How a data field is called in an export: by its name, unless a field of every campaign is called so. */
export function dataFieldName(name: string): string {
  return own(known, name) === undefined ? name : `${dataPrefix}${name}`
}

/**
 * The chosen columns, in their order: fields of every campaign, `attributes.NAME`, and data fields by their name or as
 * `data.NAME`.
 * @param names null: the usual ones
 * @throws invalid naming what is no field
 */
export function campaignFields(data: readonly DataField[], names: readonly string[] | null): CampaignField[] {
  const chosen = names ?? [...defaultFields, ...data.map(({ name }) => dataFieldName(name))]
  return chooseFields(chosen, (name) => own(known, name) ?? attributeField(name) ?? dataField(data, name))
}

function dataField(data: readonly DataField[], name: string): Own | null {
  const field =
    data.find((one) => one.name === name) ??
    data.find((one) => name.startsWith(dataPrefix) && one.name === name.slice(dataPrefix.length))
  if (field === undefined) return null
  return { type: columnTypes[field.type], wants: "data", read: (row) => own(row.data, field.name) ?? null }
}

/** What must be read for these columns. */
export function wantsOf(fields: readonly CampaignField[]): ExportWants {
  return {
    profile: wants(fields, "profile"),
    data: wants(fields, "data"),
    joined: wants(fields, "joined"),
    results: wants(fields, "results"),
    figures: wants(fields, "figures"),
  }
}
