import { type FormView, fieldOf } from "../forms/form-view"
import { valueOps } from "../forms/rule-facts"
import { isFresh, rowsOf } from "../forms/values"
import { useUi } from "../ui"
import { ActButton } from "./act-button"
import { FieldNotes } from "./field"
import { TextField } from "./inputs"
import { OperatorField } from "./rule-operator"
import { ValueField } from "./rule-value"

/** Filters on the properties of an event, ANDed. */
export function WhereFields({ at, form }: { at: string; form: FormView }) {
  const { t } = useUi()
  const r = t.rules
  return (
    <fieldset class="rule-where" id={`f-${at}`}>
      <legend>{r.where}</legend>
      {rowsOf(form.values, at).map((row, index) => (
        <div class="rule-criterion" key={row} data-fresh={isFresh(form.values, row) ? "" : undefined}>
          <div class="rule-fields">
            <TextField {...fieldOf(form, `${row}.name`)} label={r.property} required />
            <OperatorField at={row} form={form} ops={valueOps} />
            <ValueField at={row} form={form} />
          </div>
          <ActButton act={`remove:${row}`} icon="close" iconOnly>
            {r.removeFilter(index + 1)}
          </ActButton>
        </div>
      ))}
      <FieldNotes name={at} error={form.errors[at]} />
      <div class="row">
        <ActButton act={`add:${at}`} icon="plus">
          {r.addFilter}
        </ActButton>
      </div>
    </fieldset>
  )
}
