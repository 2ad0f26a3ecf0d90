import { parse } from "csv-parse/sync"
import type { Column, ColumnType, Value } from "../../content/tables/table"
import { invalid } from "../../core/errors"
import { isoOrNull } from "../../core/instant"
import { isAttributeName } from "../../core/profile"
import { type ExportRow, type ExportWants, type Figure, figures } from "../../db/export-rows"
import { own } from "../../engine/own"
import type { DataField } from "../../engine/types"

/** What is looked up in a row beside the row itself. */
export interface RowNames {
  steps: ReadonlyMap<string, string>
}

/** A column of an export: where it comes from and how it is read. */
export interface ExportField extends Column {
  wants?: keyof ExportWants
  read(row: ExportRow, names: RowNames): Value
}

/** Of one export. */
export const exportFieldsMax = 300
const dataPrefix = "data."
const attributePrefix = "attributes."

type Own = Omit<ExportField, "name">
const text = (read: Own["read"], wants?: keyof ExportWants): Own => ({ type: "text", read, ...(wants && { wants }) })
const instant = (read: (row: ExportRow) => number | null | undefined, wants?: keyof ExportWants): Own => ({
  type: "instant",
  read: (row) => isoOrNull(read(row) ?? null),
  ...(wants && { wants }),
})
const number = (read: Own["read"]): Own => ({ type: "number", read })
const figure = (name: Figure): Own => ({ type: "number", wants: "figures", read: (row) => row.figures[name] ?? 0 })

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
    stepName: text((row, names) => (row.run === null ? null : (names.steps.get(row.run.stepId) ?? row.run.stepId))),
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
export function exportFields(data: readonly DataField[], names: readonly string[] | null): ExportField[] {
  const chosen = names ?? [...defaultFields, ...data.map(({ name }) => dataFieldName(name))]
  if (chosen.length === 0) throw invalid("fields", "required", "Choose at least one field.")
  if (chosen.length > exportFieldsMax) throw invalid("fields", "tooMany", `At most ${exportFieldsMax} fields.`)
  const twice = chosen.find((name, i) => chosen.indexOf(name) < i)
  if (twice !== undefined) throw invalid("fields", "twice", `The field “${twice}” is there twice.`)
  return chosen.map((name) => {
    const found = fieldNamed(data, name)
    if (found === null) throw invalid("fields", "unknownField", `There is no field “${name}”.`)
    return { ...found, name }
  })
}

function fieldNamed(data: readonly DataField[], name: string): Own | null {
  const plain = own(known, name)
  if (plain !== undefined) return plain
  if (name.startsWith(attributePrefix) && isAttributeName(name.slice(attributePrefix.length))) {
    const attribute = name.slice(attributePrefix.length)
    return { type: "any", wants: "profile", read: (row) => own(row.profile.attributes ?? {}, attribute) ?? null }
  }
  const field =
    data.find((one) => one.name === name) ??
    data.find((one) => name.startsWith(dataPrefix) && one.name === name.slice(dataPrefix.length))
  if (field === undefined) return null
  return { type: columnTypes[field.type], wants: "data", read: (row) => own(row.data, field.name) ?? null }
}

/** What must be read for these columns. */
export function wantsOf(fields: readonly ExportField[]): ExportWants {
  const wanted = (what: keyof ExportWants) => fields.some((field) => field.wants === what)
  return {
    profile: wanted("profile"),
    data: wanted("data"),
    joined: wanted("joined"),
    results: wanted("results"),
    figures: wanted("figures"),
  }
}

/** The names in `fields=`: a comma list, quoted as CSV where a name holds a comma. @throws invalid */
export function readFieldList(text: string): string[] {
  try {
    const [names = []] = parse(text, { relax_quotes: true, to: 1, trim: true }) as string[][]
    return names.filter((name) => name !== "")
  } catch {
    throw invalid("fields", "invalid", "Must be a comma list of fields.")
  }
}
