import type { ComponentChildren, JSX } from "preact"
import { Button } from "../components/button"
import { CodeBlock } from "../components/code-block"
import { Confirm } from "../components/confirm"
import { EmptyState } from "../components/empty-state"
import { Form, type FormErrors } from "../components/form"
import { Notice } from "../components/notice"
import { PageHead } from "../components/page-head"
import { Table } from "../components/table"
import { Shell } from "../layout/shell"
import { useUi } from "../ui"

type TableProps<Row> = Parameters<typeof Table<Row>>[0]

interface MadeListProps<Row> extends Pick<TableProps<Row>, "rows" | "rowKey" | "nextCursor" | "columns"> {
  texts: { title: string; intro: string; empty: string; emptyText: string; submit: string }
  icon: Parameters<typeof EmptyState>[0]["icon"]
  /** What was just made and is shown this once. */
  secret?: JSX.Element | false | null
  /** Where another one is made, and by which fields. */
  make: { action: string; title: string; errors: FormErrors; plain?: boolean; fields: ComponentChildren }
}

/** A page of things that admins make and take back: what there is, and beside it the form for another one. */
export function MadeListPage<Row>({ texts, icon, secret, make, ...table }: MadeListProps<Row>) {
  const { user } = useUi()
  return (
    <Shell title={texts.title}>
      <PageHead title={texts.title} />
      <p class="muted">{texts.intro}</p>
      {secret}
      <div class="columns">
        {table.rows.length === 0 ? (
          <EmptyState icon={icon} title={texts.empty} text={texts.emptyText} />
        ) : (
          <Table caption={texts.title} {...table} />
        )}
        {user?.canAdmin && (
          <section class="panel" aria-labelledby="make-title">
            <h2 id="make-title">{make.title}</h2>
            <Form id="make-form" action={make.action} errors={make.errors} plain={make.plain ?? false}>
              {make.fields}
              <div class="row">
                <Button look="primary">{texts.submit}</Button>
              </div>
            </Form>
          </section>
        )}
      </div>
    </Shell>
  )
}

/** A secret that is shown once. */
export function SecretNotice({ title, text, value }: { title: string; text: string; value: string }) {
  return (
    <Notice tone="attention" title={title}>
      <p>{text}</p>
      <CodeBlock text={value} />
    </Notice>
  )
}

/** Asks before one of them is taken back. */
export function TakeBackPage(props: {
  title: string
  effect: string
  /** Address of the list. */
  list: string
  id: string
  act: { path: string; label: string }
  error: string | undefined
}) {
  return (
    <Shell title={props.title}>
      <Confirm
        title={props.title}
        effects={[props.effect]}
        action={`${props.list}/${encodeURIComponent(props.id)}/${props.act.path}`}
        submit={props.act.label}
        danger
        back={props.list}
        error={props.error}
      />
    </Shell>
  )
}
