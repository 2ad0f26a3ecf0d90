import { Button, LinkButton } from "../components/button"
import { Confirm } from "../components/confirm"
import { EmptyState } from "../components/empty-state"
import { Form, type FormErrors } from "../components/form"
import { PasswordField, TextField } from "../components/inputs"
import { PageHead } from "../components/page-head"
import { Table } from "../components/table"
import { Time } from "../components/time"
import { Shell } from "../layout/shell"
import { useUi } from "../ui"

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

/** Secrets that Web service steps name instead of holding them (FLOW-9). */
export function CredentialsPage({ rows, nextCursor, values, errors }: CredentialsProps) {
  const { t, user } = useUi()
  const a = t.access.credentials
  return (
    <Shell title={a.title}>
      <PageHead title={a.title} />
      <p class="muted">{a.intro}</p>
      <div class="columns">
        {rows.length === 0 ? (
          <EmptyState icon="lock" title={a.empty} text={a.emptyText} />
        ) : (
          <Table
            caption={a.title}
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
                  <LinkButton href={`/settings/credentials/${encodeURIComponent(row.name)}/remove`} look="quiet" dialog>
                    {a.remove}
                  </LinkButton>
                ),
              },
            ]}
          />
        )}
        {user?.canAdmin && (
          <section class="panel" aria-labelledby="new-credential">
            <h2 id="new-credential">{a.new}</h2>
            <Form id="credential-form" action="/settings/credentials" errors={errors}>
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
              <div class="row">
                <Button look="primary">{a.submit}</Button>
              </div>
            </Form>
          </section>
        )}
      </div>
    </Shell>
  )
}

export function RemoveCredentialPage({ name, error }: { name: string; error?: string | undefined }) {
  const { t } = useUi()
  const a = t.access.credentials
  const title = a.removeTitle(name)
  return (
    <Shell title={title}>
      <Confirm
        title={title}
        effects={[a.removeText]}
        action={`/settings/credentials/${encodeURIComponent(name)}/remove`}
        submit={a.remove}
        danger
        back="/settings/credentials"
        error={error}
      />
    </Shell>
  )
}
