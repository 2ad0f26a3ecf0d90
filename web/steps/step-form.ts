import type { VNode } from "preact"
import type { FormChoices } from "../forms/choices"
import type { FormView } from "../forms/form-view"
import type { Fields, Values } from "../forms/values"

export interface StepFieldsProps {
  form: FormView
  choices: FormChoices
}

/**
 * The form of one type of step: its own fields beside name and outcomes. What is read back is checked by the step's own
 * schema, so form, API and engine have one.
 */
export interface StepForm<S> {
  /** What a new step begins with. */
  blank: Fields
  /** A step as the fields of its form. */
  fields(step: S): Fields
  /** The step's own part of the JSON as it was typed. With `outcomes` when the form says itself where they lead. */
  read(values: Values): Record<string, unknown>
  /** The controls; they stand inside a `Form`. */
  Fields(props: StepFieldsProps): VNode | null
  /** The form holds its own outcome fields. */
  ownOutcomes?: true
}
