import { controlAttributes, Field, type FieldProps } from "./field"

export interface Option {
  value: string
  label: string
}

interface SelectProps extends FieldProps {
  options: Option[]
  value?: string | undefined
  /** Label of the choice that means no choice. */
  none?: string
}

export function SelectField({ options, value, none, ...field }: SelectProps) {
  return (
    <Field {...field}>
      <select class="input" {...controlAttributes(field)}>
        {none !== undefined && (
          <option value="" selected={!value}>
            {none}
          </option>
        )}
        {options.map((option) => (
          <option key={option.value} value={option.value} selected={option.value === value}>
            {option.label}
          </option>
        ))}
      </select>
    </Field>
  )
}
