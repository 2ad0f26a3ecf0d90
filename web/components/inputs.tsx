import { controlAttributes, Field, type FieldProps } from "./field"

interface TextProps extends FieldProps {
  value?: string | undefined
  required?: boolean
  placeholder?: string
  autocomplete?: "username" | "username webauthn" | "current-password" | "new-password" | "off"
  list?: string
  maxLength?: number
}

/** One line of text. */
export function TextField({
  value,
  required,
  placeholder,
  autocomplete = "off",
  list,
  maxLength,
  ...field
}: TextProps) {
  return (
    <Field {...field}>
      <input
        class="input"
        type="text"
        {...controlAttributes(field)}
        value={value}
        required={required}
        placeholder={placeholder}
        autocomplete={autocomplete}
        list={list}
        maxLength={maxLength}
      />
    </Field>
  )
}

export function EmailField({ value, required, autocomplete = "off", ...field }: TextProps) {
  return (
    <Field {...field}>
      <input
        class="input"
        type="email"
        {...controlAttributes(field)}
        value={value}
        required={required}
        autocomplete={autocomplete}
      />
    </Field>
  )
}

export function PasswordField({ required, autocomplete = "off", ...field }: TextProps) {
  return (
    <Field {...field}>
      <input
        class="input"
        type="password"
        {...controlAttributes(field)}
        required={required}
        autocomplete={autocomplete}
      />
    </Field>
  )
}

export function NumberField({
  value,
  min,
  max,
  step,
  ...field
}: FieldProps & { value?: string; min?: number; max?: number; step?: "any" }) {
  return (
    <Field {...field}>
      <input class="input" type="number" {...controlAttributes(field)} value={value} min={min} max={max} step={step} />
    </Field>
  )
}

export function DateField({ value, ...field }: FieldProps & { value?: string | undefined }) {
  return (
    <Field {...field}>
      <input class="input" type="date" {...controlAttributes(field)} value={value} />
    </Field>
  )
}

export function TimeField({ value, ...field }: FieldProps & { value?: string | undefined }) {
  return (
    <Field {...field}>
      <input class="input" type="time" {...controlAttributes(field)} value={value} />
    </Field>
  )
}

/** Several lines; `code` for text that a machine reads. */
export function TextareaField({
  value,
  rows,
  code,
  ...field
}: FieldProps & { value?: string; rows?: number; code?: boolean }) {
  return (
    <Field {...field}>
      <textarea
        class={code ? "input code" : "input"}
        {...controlAttributes(field)}
        rows={rows}
        spellcheck={!code}
        value={value}
      />
    </Field>
  )
}
