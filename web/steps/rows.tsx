import type { ComponentChildren } from "preact"
import { ActButton } from "../components/act-button"
import { FieldNotes } from "../components/field"
import type { FormView } from "../forms/form-view"
import { isFresh, rowsOf } from "../forms/values"

interface RowsProps {
  /** Path of the rows. */
  at: string
  legend: string
  help?: string
  /** Words on the buttons. */
  add: string
  remove: (n: number) => string
  form: FormView
  /** The fields of the row at this path. */
  row: (at: string, index: number) => ComponentChildren
}

/** A list of like things, each with its fields and a button that takes it away. */
export function Rows({ at, legend, help, add, remove, form, row }: RowsProps) {
  return (
    <fieldset class="rule-where" id={`f-${at}`}>
      <legend>{legend}</legend>
      <FieldNotes name={at} {...(help ? { help } : {})} error={form.errors[at]} />
      {rowsOf(form.values, at).map((path, index) => (
        <div class="rule-criterion" key={path} data-fresh={isFresh(form.values, path) ? "" : undefined}>
          <div class="rule-fields">{row(path, index)}</div>
          <ActButton act={`remove:${path}`} icon="close" iconOnly>
            {remove(index + 1)}
          </ActButton>
        </div>
      ))}
      <div class="row">
        <ActButton act={`add:${at}`} icon="plus">
          {add}
        </ActButton>
      </div>
    </fieldset>
  )
}
