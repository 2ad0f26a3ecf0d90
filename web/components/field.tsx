import type { ComponentChildren } from "preact"
import { useUi } from "../ui"
import { Icon } from "./icon"

export interface FieldProps {
  /** Also the control's id, prefixed with `f-`. */
  name: string
  label: string
  help?: string
  error?: string | undefined
  optional?: boolean
}

/** Attributes that tie a control to its label, help and error. */
export function controlAttributes({ name, help, error }: Pick<FieldProps, "name" | "help" | "error">) {
  const described = [help ? `f-${name}-help` : "", error ? `f-${name}-error` : ""].filter(Boolean).join(" ")
  return {
    id: `f-${name}`,
    name,
    "aria-describedby": described || undefined,
    "aria-invalid": error ? ("true" as const) : undefined,
  }
}

/** Label, control, help and error, always in this order. */
export function Field({ name, label, help, error, optional, children }: FieldProps & { children: ComponentChildren }) {
  const { t } = useUi()
  return (
    <div class="field">
      <label class="field-label" for={`f-${name}`}>
        {label} {optional && <span class="field-optional">({t.form.optional})</span>}
      </label>
      {children}
      <FieldNotes name={name} help={help} error={error} />
    </div>
  )
}

/** Help and error below a control or a group of controls. */
export function FieldNotes({ name, help, error }: { name: string; help?: string; error?: string | undefined }) {
  return (
    <>
      {help && (
        <p class="field-help" id={`f-${name}-help`}>
          {help}
        </p>
      )}
      {error && (
        <p class="field-error" id={`f-${name}-error`}>
          <Icon name="alert" />
          <span>{error}</span>
        </p>
      )}
    </>
  )
}
