import { LinkButton } from "../components/button"
import type { FormErrors } from "../components/form"
import { PasswordField, TextField } from "../components/inputs"
import { Time } from "../components/time"
import { useUi } from "../ui"
import { MadeListPage, TakeBackPage } from "./made-list"

export interface CredentialRow {
  name: string
  header: string
  updatedAt: number
}

interface CredentialsProps {
  rows: CredentialRow[]
  nextCursor: string | null
  /** As typed; a value is never shown again (SEC-32). */
  values: { name: string; header: string }
  errors: FormErrors
}

const path = "/settings/credentials"

/** Secrets that Web service steps name instead of holding them (FLOW-9). */
export function CredentialsPage({ rows, nextCursor, values, errors }: CredentialsProps) {
  const a = useUi().t.access.credentials
  return (
    <MadeListPage
      texts={a}
      icon="lock"
      rows={rows}
      rowKey={(row) => row.name}
      nextCursor={nextCursor}
      columns={[
        { label: a.columns.name, cell: (row) => <span class="strong">{row.name}</span> },
        { label: a.columns.header, cell: (row) => <span class="mono">{row.header}</span> },
        { label: a.columns.updated, keep: true, cell: (row) => <Time at={row.updatedAt} show="relative" /> },
        {
          label: a.remove,
          cell: (row) => (
            <LinkButton href={`${path}/${encodeURIComponent(row.name)}/remove`} look="quiet" dialog>
              {a.remove}
            </LinkButton>
          ),
        },
      ]}
      make={{
        action: path,
        title: a.new,
        errors,
        fields: (
          <>
            <TextField
              name="name"
              label={a.name}
              help={a.nameHelp}
              error={errors.name}
              value={values.name}
              required
              maxLength={64}
            />
            <TextField
              name="header"
              label={a.header}
              help={a.headerHelp}
              error={errors.header}
              value={values.header}
              maxLength={100}
            />
            <PasswordField name="value" label={a.value} help={a.valueHelp} error={errors.value} required />
          </>
        ),
      }}
    />
  )
}

export function RemoveCredentialPage({ name, error }: { name: string; error?: string | undefined }) {
  const a = useUi().t.access.credentials
  return (
    <TakeBackPage
      title={a.removeTitle(name)}
      effect={a.removeText}
      list={path}
      id={name}
      act={{ path: "remove", label: a.remove }}
      error={error}
    />
  )
}
