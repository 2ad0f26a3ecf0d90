import { useUi } from "../ui"
import { controlAttributes, FieldNotes, type FieldProps } from "./field"

export const lengthUnits = ["seconds", "minutes", "hours", "days", "weeks", "months", "years"] as const
/** Always offered; the others only where they are in use. */
const usualUnits: readonly LengthUnit[] = ["minutes", "hours", "days", "weeks", "months"]
/** `iso`: `n` is an ISO 8601 length that one number and unit cannot say. */
export type LengthUnit = (typeof lengthUnits)[number] | "iso"

/** A length of time as it is typed. */
export interface LengthValue {
  n: string
  unit: LengthUnit
}

interface LengthFieldProps extends FieldProps {
  value: LengthValue
}

/** A length of time: a number in the field NAME, its unit in the field NAMEUnit. */
export function LengthField({ name, label, help, error, optional, value }: LengthFieldProps) {
  const { t } = useUi()
  return (
    <fieldset class="field length" aria-describedby={error ? `f-${name}-error` : undefined}>
      <legend class="field-label">
        {label} {optional && <span class="field-optional">({t.form.optional})</span>}
      </legend>
      <LengthInputs name={name} label={label} help={help} error={error} value={value} />
      <FieldNotes name={name} help={help} error={error} />
    </fieldset>
  )
}

/** The two controls of a length, for rows that have their own words around them. */
export function LengthInputs({
  name,
  id = name,
  label,
  help,
  error,
  value,
}: {
  name: string
  /** Differs from the name where rows repeat it. */
  id?: string
  label: string
  help?: string | undefined
  error?: string | undefined
  value: LengthValue
}) {
  const { t } = useUi()
  const units = usualUnits.includes(value.unit) ? usualUnits : [...usualUnits, value.unit]
  return (
    <span class="length-inputs">
      <input
        class="input"
        type="text"
        inputmode={value.unit === "iso" ? "text" : "numeric"}
        {...controlAttributes({ name, ...(help ? { help } : {}), error })}
        id={`f-${id}`}
        aria-label={`${label}: ${t.settings.length.number}`}
        value={value.n}
        autocomplete="off"
      />
      <select class="input" name={`${name}Unit`} id={`f-${id}Unit`} aria-label={`${label}: ${t.settings.length.unit}`}>
        {units.map((unit) => (
          <option key={unit} value={unit} selected={unit === value.unit}>
            {t.settings.length.units[unit]}
          </option>
        ))}
      </select>
    </span>
  )
}
