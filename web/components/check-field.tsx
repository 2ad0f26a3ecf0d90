import { FieldNotes, type FieldProps } from "./field"

/** Yes or no; posts `true` when checked and nothing otherwise. */
export function CheckField({ name, label, help, error, checked }: Omit<FieldProps, "optional"> & { checked: boolean }) {
  return (
    <div class="field">
      <label class="choice">
        <input
          type="checkbox"
          id={`f-${name}`}
          name={name}
          value="true"
          checked={checked}
          aria-describedby={help ? `f-${name}-help` : undefined}
        />
        <span>{label}</span>
      </label>
      <FieldNotes name={name} {...(help ? { help } : {})} error={error} />
    </div>
  )
}
