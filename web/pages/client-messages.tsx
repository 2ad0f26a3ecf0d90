import type { ClientMessageKey } from "../../src/content/client-messages"
import { Button } from "../components/button"
import { FieldNotes } from "../components/field"
import { Form } from "../components/form"
import { PageHead } from "../components/page-head"
import { type FormView, fieldOf } from "../forms/form-view"
import { Shell } from "../layout/shell"
import { useUi } from "../ui"

export interface ClientMessageRow {
  key: ClientMessageKey
  /** Built in. */
  en: string
  es: string
}

/** The company's texts for members, both languages side by side (CAM-14). Fields are `en.KEY` and `es.KEY`. */
export function ClientMessagesPage({ rows, form }: { rows: ClientMessageRow[]; form: FormView }) {
  const { t, user } = useUi()
  const c = t.clientMessages
  return (
    <Shell title={c.title}>
      <PageHead title={c.title} />
      <p class="muted">
        {c.intro} {c.names}
      </p>
      <Form id="texts-form" action="/settings/client-messages" errors={form.errors}>
        {rows.map((row) => (
          <fieldset class="text-pair" key={row.key}>
            <legend>{c.keys[row.key]}</legend>
            <div class="form-pair">
              <Text row={row} language="en" form={form} />
              <Text row={row} language="es" form={form} />
            </div>
          </fieldset>
        ))}
        {user?.canAdmin && (
          <div class="form-foot">
            <Button look="primary">{c.submit}</Button>
          </div>
        )}
      </Form>
    </Shell>
  )
}

function Text({ row, language, form }: { row: ClientMessageRow; language: "en" | "es"; form: FormView }) {
  const { t } = useUi()
  const c = t.clientMessages
  const { name, value, error } = fieldOf(form, `${language}.${row.key}`)
  return (
    <label class="text-row-label">
      <span class="small muted">{c[language]}</span>
      <textarea
        class="input"
        name={name}
        rows={2}
        lang={language}
        placeholder={row[language]}
        value={value}
        aria-label={c.of(c.keys[row.key], c[language])}
        aria-invalid={error ? true : undefined}
      />
      <FieldNotes name={name} error={error} />
    </label>
  )
}
