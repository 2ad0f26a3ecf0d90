import { Button, LinkButton } from "../components/button"
import { Choices } from "../components/choices"
import { CodeBlock } from "../components/code-block"
import { Confirm } from "../components/confirm"
import { EmptyState } from "../components/empty-state"
import { Form, type FormErrors } from "../components/form"
import { DateField, TextField } from "../components/inputs"
import { Notice } from "../components/notice"
import { PageHead } from "../components/page-head"
import { Table } from "../components/table"
import { Time } from "../components/time"
import { Shell } from "../layout/shell"
import { useUi } from "../ui"

export interface TokenRow {
  id: string
  name: string
  prefix: string
  scopes: string[]
  createdAt: number
  expiresAt: number | null
}

interface TokensProps {
  rows: TokenRow[]
  nextCursor: string | null
  /** Scopes that can be given. */
  scopes: readonly string[]
  values: { name: string; scopes: string[]; expires: string }
  errors: FormErrors
  /** The token just made: shown this once. */
  secret: string | null
}

export function TokensPage({ rows, nextCursor, scopes, values, errors, secret }: TokensProps) {
  const { t, user } = useUi()
  const a = t.access.tokens
  return (
    <Shell title={a.title}>
      <PageHead title={a.title} />
      <p class="muted">{a.intro}</p>
      {secret && (
        <Notice tone="attention" title={a.secretTitle}>
          <p>{a.secretText}</p>
          <CodeBlock text={secret} />
        </Notice>
      )}
      <div class="columns">
        {rows.length === 0 ? (
          <EmptyState icon="key" title={a.empty} text={a.emptyText} />
        ) : (
          <Table
            caption={a.title}
            rows={rows}
            rowKey={(row) => row.id}
            nextCursor={nextCursor}
            columns={[
              { label: a.columns.name, cell: (row) => <span class="strong">{row.name}</span> },
              { label: a.columns.prefix, cell: (row) => <span class="mono">{row.prefix}…</span> },
              { label: a.columns.scopes, cell: (row) => row.scopes.join(", ") },
              { label: a.columns.created, keep: true, cell: (row) => <Time at={row.createdAt} show="relative" /> },
              {
                label: a.columns.expires,
                keep: true,
                cell: (row) =>
                  row.expiresAt === null ? <span class="muted">{t.time.never}</span> : <Time at={row.expiresAt} />,
              },
              {
                label: a.revoke,
                cell: (row) => (
                  <LinkButton href={`/settings/tokens/${row.id}/revoke`} look="quiet" dialog>
                    {a.revoke}
                  </LinkButton>
                ),
              },
            ]}
          />
        )}
        {user?.canAdmin && (
          <section class="panel" aria-labelledby="new-token">
            <h2 id="new-token">{a.submit}</h2>
            <Form id="token-form" action="/settings/tokens" errors={errors} plain>
              <TextField
                name="name"
                label={a.name}
                help={a.nameHelp}
                error={errors.name}
                value={values.name}
                required
              />
              <Choices
                name="scopes"
                label={a.scopes}
                error={errors.scopes}
                value={values.scopes}
                options={scopes.map((scope) => ({ value: scope, label: a.scopeNames[scope] ?? scope }))}
              />
              <DateField
                name="expires"
                label={a.expires}
                help={a.expiresHelp}
                error={errors.expires}
                value={values.expires}
                optional
              />
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

export function RevokeTokenPage({ token, error }: { token: { id: string; name: string }; error?: string | undefined }) {
  const { t } = useUi()
  const a = t.access.tokens
  const title = a.revokeTitle(token.name)
  return (
    <Shell title={title}>
      <Confirm
        title={title}
        effects={[a.revokeText]}
        action={`/settings/tokens/${token.id}/revoke`}
        submit={a.revoke}
        danger
        back="/settings/tokens"
        error={error}
      />
    </Shell>
  )
}
