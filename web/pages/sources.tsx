import { Button, LinkButton } from "../components/button"
import { CodeBlock } from "../components/code-block"
import { Confirm } from "../components/confirm"
import { EmptyState } from "../components/empty-state"
import { Form, type FormErrors } from "../components/form"
import { TextField } from "../components/inputs"
import { Notice } from "../components/notice"
import { PageHead } from "../components/page-head"
import { Table } from "../components/table"
import { Time } from "../components/time"
import { Shell } from "../layout/shell"
import { useUi } from "../ui"

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

export function SourcesPage({ rows, nextCursor, name, errors, secret }: SourcesProps) {
  const { t, user } = useUi()
  const a = t.access.sources
  return (
    <Shell title={a.title}>
      <PageHead title={a.title} />
      <p class="muted">{a.intro}</p>
      {secret && (
        <Notice tone="attention" title={a.secretTitle}>
          <p>
            {a.secretText} {secret.rotated && a.overlap}
          </p>
          <CodeBlock text={secret.value} />
        </Notice>
      )}
      <div class="columns">
        {rows.length === 0 ? (
          <EmptyState icon="webhook" title={a.empty} text={a.emptyText} />
        ) : (
          <Table
            caption={a.title}
            rows={rows}
            rowKey={(row) => row.id}
            nextCursor={nextCursor}
            columns={[
              { label: a.columns.name, cell: (row) => <span class="strong">{row.name}</span> },
              { label: a.columns.id, cell: (row) => <span class="mono">{row.id}</span> },
              { label: a.columns.created, keep: true, cell: (row) => <Time at={row.createdAt} show="relative" /> },
              {
                label: a.rotate,
                cell: (row) => (
                  <div class="row">
                    <form method="post" action={`/settings/sources/${row.id}/rotate`}>
                      <Button look="quiet">{a.rotate}</Button>
                    </form>
                    <LinkButton href={`/settings/sources/${row.id}/remove`} look="quiet" dialog>
                      {a.remove}
                    </LinkButton>
                  </div>
                ),
              },
            ]}
          />
        )}
        {user?.canAdmin && (
          <section class="panel" aria-labelledby="new-source">
            <h2 id="new-source">{a.submit}</h2>
            <Form id="source-form" action="/settings/sources" errors={errors} plain>
              <TextField name="name" label={a.name} help={a.nameHelp} error={errors.name} value={name} required />
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

export function RemoveSourcePage({
  source,
  error,
}: {
  source: { id: string; name: string }
  error?: string | undefined
}) {
  const { t } = useUi()
  const a = t.access.sources
  const title = a.removeTitle(source.name)
  return (
    <Shell title={title}>
      <Confirm
        title={title}
        effects={[a.removeText]}
        action={`/settings/sources/${source.id}/remove`}
        submit={a.remove}
        danger
        back="/settings/sources"
        error={error}
      />
    </Shell>
  )
}
