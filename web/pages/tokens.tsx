import { LinkButton } from "../components/button"
import { Choices } from "../components/choices"
import type { FormErrors } from "../components/form"
import { DateField, TextField } from "../components/inputs"
import { Time } from "../components/time"
import { useUi } from "../ui"
import { MadeListPage, SecretNotice, TakeBackPage } from "./made-list"

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

const path = "/settings/tokens"

export function TokensPage({ rows, nextCursor, scopes, values, errors, secret }: TokensProps) {
  const { t } = useUi()
  const a = t.access.tokens
  return (
    <MadeListPage
      texts={a}
      icon="key"
      rows={rows}
      rowKey={(row) => row.id}
      nextCursor={nextCursor}
      secret={secret !== null && <SecretNotice title={a.secretTitle} text={a.secretText} value={secret} />}
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
            <LinkButton href={`${path}/${row.id}/revoke`} look="quiet" dialog>
              {a.revoke}
            </LinkButton>
          ),
        },
      ]}
      make={{
        action: path,
        title: a.submit,
        errors,
        plain: true,
        fields: (
          <>
            <TextField name="name" label={a.name} help={a.nameHelp} error={errors.name} value={values.name} required />
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
          </>
        ),
      }}
    />
  )
}

export function RevokeTokenPage({ token, error }: { token: { id: string; name: string }; error?: string | undefined }) {
  const a = useUi().t.access.tokens
  return (
    <TakeBackPage
      title={a.revokeTitle(token.name)}
      effect={a.revokeText}
      list={path}
      id={token.id}
      act={{ path: "revoke", label: a.revoke }}
      error={error}
    />
  )
}
