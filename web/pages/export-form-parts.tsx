import { CheckField } from "../components/check-field"
import { Choices } from "../components/choices"
import { FieldNotes } from "../components/field"
import type { FormErrors } from "../components/form"
import type { Texts } from "../locales/en"
import { useUi } from "../ui"

const formats = ["xlsx", "csv", "ndjson"] as const

export interface Named {
  id: string
  name: string
}

export interface FieldGroup {
  label: string
  fields: Named[]
}

/** A field that has a word of its own. */
export type ExportFieldName = keyof Texts["exports"]["fields"]

/** Where what a list shows is exported: its filters go along. */
export function exportPath(path: string, filter: Record<string, string>): string {
  const query = new URLSearchParams(Object.entries(filter).filter(([, value]) => value !== "")).toString()
  return query === "" ? path : `${path}?${query}`
}

export function namedFields(texts: Texts["exports"], names: readonly ExportFieldName[]): Named[] {
  return names.map((name) => ({ id: name, name: texts.fields[name] }))
}

/** Things to choose one of. */
export function optionsOf(all: readonly Named[]): { value: string; label: string }[] {
  return all.map(({ id, name }) => ({ value: id, label: name }))
}

interface FieldChoiceProps {
  groups: FieldGroup[]
  chosen: readonly string[]
  errors: FormErrors
}

/** Which fields an export has; groups without any are left out. */
export function FieldChoice({ groups, chosen, errors }: FieldChoiceProps) {
  const e = useUi().t.exports
  const checked = new Set(chosen)
  return (
    <fieldset class="form-section" id="f-fields" aria-describedby={errors.fields ? "f-fields-error" : undefined}>
      <legend>{e.what}</legend>
      {groups
        .filter(({ fields }) => fields.length > 0)
        .map(({ label, fields }) => (
          <fieldset class="choices" key={label}>
            <legend>{label}</legend>
            <div class="choices-inline">
              {fields.map(({ id, name }) => (
                <label class="choice" key={id}>
                  <input type="checkbox" name="fields" value={id} checked={checked.has(id)} />
                  <span>{name}</span>
                </label>
              ))}
            </div>
          </fieldset>
        ))}
      <FieldNotes name="fields" error={errors.fields} />
    </fieldset>
  )
}

/** What kind of file it is. */
export function FileChoice({ values, errors }: { values: { format: string; bom: boolean }; errors: FormErrors }) {
  const e = useUi().t.exports
  return (
    <fieldset class="form-section">
      <legend>{e.file}</legend>
      <Choices
        name="format"
        label={e.format}
        error={errors.format}
        value={values.format}
        options={formats.map((value) => ({ value, label: e.formats[value] }))}
        inline
      />
      <CheckField name="bom" label={e.bom} help={e.bomHelp} error={errors.bom} checked={values.bom} />
    </fieldset>
  )
}
