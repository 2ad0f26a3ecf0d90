import { type FormView, fieldOf } from "../forms/form-view"
import { lengthIn } from "../forms/length"
import { valueKindOf } from "../forms/rule-facts"
import { rawOf } from "../forms/values"
import { useUi } from "../ui"
import { TextField } from "./inputs"
import { LengthField } from "./length-field"

/** The value of a comparison as its operator takes it: one, several, a length of time, or none. */
export function ValueField({ at, form }: { at: string; form: FormView }) {
  const { t } = useUi()
  const r = t.rules
  const field = fieldOf(form, `${at}.value`)
  const op = rawOf(form.values, `${at}.op`) || "equals"
  switch (valueKindOf(op)) {
    case "none":
      return null
    case "length":
      return (
        <LengthField name={field.name} label={r.period} error={field.error} value={lengthIn(form.values, field.name)} />
      )
    case "list":
      return <TextField {...field} label={r.values} help={r.valuesHelp} required />
    case "one":
      return (
        <TextField
          {...field}
          label={r.value}
          required
          {...(op === "before" || op === "after" ? { placeholder: "2026-12-01", help: r.dateHelp } : {})}
        />
      )
  }
}
