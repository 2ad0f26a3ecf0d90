import type { FormErrors } from "../components/form"
import { rawOf, type Values } from "./values"

/** A form as it is shown: what stands in its fields and what is wrong with them, both by the field's name. */
export interface FormView {
  values: Values
  errors: FormErrors
}

/** Name, value and error of one field, for the field components. */
export function fieldOf({ values, errors }: FormView, name: string) {
  return { name, value: rawOf(values, name), error: errors[name] }
}
