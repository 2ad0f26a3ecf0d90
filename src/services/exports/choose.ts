import { parse } from "csv-parse/sync"
import type { Column, Value } from "../../content/tables/table"
import { invalid } from "../../core/errors"
import { isoOrNull } from "../../core/instant"
import { isAttributeName } from "../../core/profile"
import { own } from "../../engine/own"
import type { Profile } from "../../engine/types"

/** Of one export. */
export const exportFieldsMax = 300
const attributePrefix = "attributes."

/** What a field is, but for its name: its type, and how a row is read. `W` names what must be read beside the row itself. */
export interface FieldKind<R, W extends string> extends Omit<Column, "name"> {
  wants?: W
  read(row: R): Value
}

/** A column of an export. */
export interface ExportField<R, W extends string> extends Column, FieldKind<R, W> {}

/** Makers of fields for the rows of one source. */
export function kindsOf<R, W extends string>() {
  type Kind = FieldKind<R, W>
  const wanting = (wants?: W) => (wants === undefined ? {} : { wants })
  return {
    text: (read: Kind["read"], wants?: W): Kind => ({ type: "text", read, ...wanting(wants) }),
    number: (read: Kind["read"], wants?: W): Kind => ({ type: "number", read, ...wanting(wants) }),
    instant: (read: (row: R) => number | null | undefined, wants?: W): Kind => ({
      type: "instant",
      read: (row) => isoOrNull(read(row) ?? null),
      ...wanting(wants),
    }),
  }
}

/** The field `attributes.NAME`; null when the name is none of these. */
export function attributeField<R extends { profile: Partial<Profile> }>(name: string): FieldKind<R, "profile"> | null {
  const attribute = name.slice(attributePrefix.length)
  if (!name.startsWith(attributePrefix) || !isAttributeName(attribute)) return null
  return { type: "any", wants: "profile", read: (row) => own(row.profile.attributes ?? {}, attribute) ?? null }
}

/**
 * The chosen columns, in their order.
 * @param named what a name stands for
 * @throws invalid naming what is no field
 */
export function chooseFields<R, W extends string>(
  names: readonly string[],
  named: (name: string) => FieldKind<R, W> | null | undefined,
): ExportField<R, W>[] {
  if (names.length === 0) throw invalid("fields", "required", "Choose at least one field.")
  if (names.length > exportFieldsMax) throw invalid("fields", "tooMany", `At most ${exportFieldsMax} fields.`)
  const twice = names.find((name, i) => names.indexOf(name) < i)
  if (twice !== undefined) throw invalid("fields", "twice", `The field “${twice}” is there twice.`)
  return names.map((name) => {
    const found = named(name)
    if (!found) throw invalid("fields", "unknownField", `There is no field “${name}”.`)
    return { ...found, name }
  })
}

/** Whether something must be read for these columns. */
export function wants<W extends string>(fields: readonly { wants?: W }[], what: W): boolean {
  return fields.some((field) => field.wants === what)
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
