/**
 * What a form holds: the values of each field by its name, as typed. Fields are named by the path of the JSON that they
 * stand for (`delay.for`, `rule.any.0.all.1.op`), so that an error of a schema finds its field by its own path.
 */
export type Values = ReadonlyMap<string, readonly string[]>

/** Fields by name; those without a value are left out. */
export type Fields = Readonly<Record<string, string | readonly string[] | undefined>>

/** Bounds a form that somebody has tampered with; far above any form of ours. */
const rowsMax = 1_000

/** The fields of a form that nobody has typed in yet. */
export function valuesOf(fields: Fields): Values {
  return new Map(
    Object.entries(fields).flatMap(([name, value]): [string, readonly string[]][] =>
      value === undefined ? [] : [[name, typeof value === "string" ? [value] : value]],
    ),
  )
}

/** One field as typed, "" when it is not there. */
export function rawOf(values: Values, name: string): string {
  return values.get(name)?.[0] ?? ""
}

/** One field without the blanks around it. */
export function textOf(values: Values, name: string): string {
  return rawOf(values, name).trim()
}

/** What was chosen several times over. */
export function allOf(values: Values, name: string): readonly string[] {
  return values.get(name) ?? []
}

/** One field as JSON takes it: absent when nothing was typed. */
export function optionalOf(values: Values, name: string): string | undefined {
  const text = rawOf(values, name)
  return text.trim() === "" ? undefined : text
}

/** A number where it is one; else the text as typed, for the schema to refuse; absent when nothing was typed. */
export function numberOf(values: Values, name: string): number | string | undefined {
  const text = textOf(values, name)
  if (text === "") return undefined
  const number = Number(text.replace(",", "."))
  return Number.isFinite(number) ? number : text
}

/** Number of rows `PREFIX.0…`, `PREFIX.1…`. */
export function countOf(values: Values, prefix: string): number {
  let count = 0
  for (const name of values.keys()) {
    const index = indexIn(name, prefix)
    if (index !== null && index < rowsMax) count = Math.max(count, index + 1)
  }
  return count
}

/** Paths of the rows `PREFIX.0`, `PREFIX.1` … */
export function rowsOf(values: Values, prefix: string): string[] {
  return Array.from({ length: countOf(values, prefix) }, (_, index) => `${prefix}.${index}`)
}

/** An object without the keys whose value is absent. */
export function present(object: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined))
}

/**
 * What a button of the form does to its rows: `add:PREFIX` appends an empty one, `remove:PREFIX.N` takes one away;
 * anything else only shows the form again.
 */
export function afterAct(values: Values, act: string): Values {
  const [verb, path = ""] = act.split(/:(.*)/s)
  if (verb === "add" && countOf(values, path) < rowsMax) {
    return new Map([...values, [`${path}.${countOf(values, path)}._`, [""]]])
  }
  const row = /^(.*)\.(\d{1,4})$/.exec(path)
  return verb === "remove" && row ? withoutRow(values, row[1] ?? "", Number(row[2])) : values
}

/** Whether a row has just been added: nothing has been posted from it yet. */
export function isFresh(values: Values, row: string): boolean {
  return values.has(`${row}._`)
}

/** Later rows move up. */
function withoutRow(values: Values, prefix: string, removed: number): Values {
  return new Map(
    [...values].flatMap(([name, value]): [string, readonly string[]][] => {
      const index = indexIn(name, prefix)
      if (index === null || index < removed) return [[name, value]]
      if (index === removed) return []
      return [[`${prefix}.${index - 1}${name.slice(`${prefix}.${index}`.length)}`, value]]
    }),
  )
}

/** N of `PREFIX.N` and of what is below it, else null. */
function indexIn(name: string, prefix: string): number | null {
  if (!name.startsWith(`${prefix}.`)) return null
  const index = /^\d{1,4}(?=\.|$)/.exec(name.slice(prefix.length + 1))
  return index ? Number(index[0]) : null
}
