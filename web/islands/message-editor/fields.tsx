import type { ComponentChildren } from "preact"
import { useId } from "preact/hooks"

interface FieldProps {
  label: string
  help?: string | undefined
  children: (id: string) => ComponentChildren
}

/** A label with its control and a line of help. */
export function Field({ label, help, children }: FieldProps) {
  const id = useId()
  return (
    <div class="field">
      <label class="field-label" for={id}>
        {label}
      </label>
      {children(id)}
      {help && <p class="field-help">{help}</p>}
    </div>
  )
}

interface TextProps {
  label: string
  value: string | undefined
  onText: (text: string) => void
  help?: string | undefined
  placeholder?: string | undefined
  /** Several lines. */
  rows?: number
  code?: boolean
}

export function Text({ label, value, onText, help, placeholder, rows, code }: TextProps) {
  const shared = { class: code ? "input code" : "input", value: value ?? "", placeholder, spellcheck: !code }
  return (
    <Field label={label} help={help}>
      {(id) =>
        rows === undefined ? (
          <input {...shared} id={id} type="text" onInput={(event) => onText(event.currentTarget.value)} />
        ) : (
          <textarea {...shared} id={id} rows={rows} onInput={(event) => onText(event.currentTarget.value)} />
        )
      }
    </Field>
  )
}

interface PickProps<V extends string> {
  label: string
  value: V
  options: readonly { value: V; label: string }[]
  onPick: (value: V) => void
}

export function Pick<V extends string>({ label, value, options, onPick }: PickProps<V>) {
  return (
    <Field label={label}>
      {(id) => (
        <select class="input" id={id} value={value} onChange={(event) => onPick(event.currentTarget.value as V)}>
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
      )}
    </Field>
  )
}

export function Color({ label, value, onText }: { label: string; value: string; onText: (text: string) => void }) {
  return (
    <Field label={label}>
      {(id) => (
        <input
          class="input"
          id={id}
          type="color"
          value={value}
          onInput={(event) => onText(event.currentTarget.value)}
        />
      )}
    </Field>
  )
}
