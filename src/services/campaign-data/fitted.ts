import type { FieldError } from "../../core/errors"
import { fitToField } from "../../engine/data-values"
import type { AttributeValue, DataField } from "../../engine/types"

/** Values as their fields have them, and what does not fit. */
export function fitted(
  fields: readonly DataField[],
  raw: Record<string, unknown>,
): { values: Record<string, AttributeValue | null>; errors: FieldError[] } {
  const values: [string, AttributeValue | null][] = []
  const errors: FieldError[] = []
  for (const [name, value] of Object.entries(raw)) {
    const path = `values.${name}`
    const field = fields.find((one) => one.name === name)
    if (field === undefined) {
      errors.push({ path, code: "unknownField", message: `The campaign has no field “${name}”.` })
      continue
    }
    const fit = value === null ? { value } : fitToField(field.type, value)
    if ("problem" in fit) errors.push({ path, code: "invalidValue", message: `“${name}” ${fit.problem}.` })
    else values.push([name, fit.value])
  }
  return { values: Object.fromEntries(values), errors }
}
