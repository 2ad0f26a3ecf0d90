import { Button, LinkButton } from "../components/button"
import type { FormErrors } from "../components/form"
import { TextField } from "../components/inputs"
import { Time } from "../components/time"
import { useUi } from "../ui"
import { MadeListPage, SecretNotice, TakeBackPage } from "./made-list"

export interface SourceRow {
  id: string
  name: string
  createdAt: number
}

interface SourcesProps {
  rows: SourceRow[]
  nextCursor: string | null
  name: string
  errors: FormErrors
  /** The secret just made: shown this once. */
  secret: { value: string; rotated: boolean } | null
}

const path = "/settings/sources"

export function SourcesPage({ rows, nextCursor, name, errors, secret }: SourcesProps) {
  const a = useUi().t.access.sources
  return (
    <MadeListPage
      texts={a}
      icon="webhook"
      rows={rows}
      rowKey={(row) => row.id}
      nextCursor={nextCursor}
      secret={
        secret && (
          <SecretNotice
            title={a.secretTitle}
            text={secret.rotated ? `${a.secretText} ${a.overlap}` : a.secretText}
            value={secret.value}
          />
        )
      }
      columns={[
        { label: a.columns.name, cell: (row) => <span class="strong">{row.name}</span> },
        { label: a.columns.id, cell: (row) => <span class="mono">{row.id}</span> },
        { label: a.columns.created, keep: true, cell: (row) => <Time at={row.createdAt} show="relative" /> },
        {
          label: a.rotate,
          cell: (row) => (
            <div class="row">
              <form method="post" action={`${path}/${row.id}/rotate`}>
                <Button look="quiet">{a.rotate}</Button>
              </form>
              <LinkButton href={`${path}/${row.id}/remove`} look="quiet" dialog>
                {a.remove}
              </LinkButton>
            </div>
          ),
        },
      ]}
      make={{
        action: path,
        title: a.submit,
        errors,
        plain: true,
        fields: <TextField name="name" label={a.name} help={a.nameHelp} error={errors.name} value={name} required />,
      }}
    />
  )
}

export function RemoveSourcePage({
  source,
  error,
}: {
  source: { id: string; name: string }
  error?: string | undefined
}) {
  const a = useUi().t.access.sources
  return (
    <TakeBackPage
      title={a.removeTitle(source.name)}
      effect={a.removeText}
      list={path}
      id={source.id}
      act={{ path: "remove", label: a.remove }}
      error={error}
    />
  )
}
