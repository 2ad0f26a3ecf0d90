import { Button, LinkButton } from "../components/button"
import { Chip } from "../components/chip"
import { Choices } from "../components/choices"
import { CodeBlock } from "../components/code-block"
import { Confirm } from "../components/confirm"
import { Form, type FormErrors } from "../components/form"
import { EmailField } from "../components/inputs"
import { Notice } from "../components/notice"
import { PageHead } from "../components/page-head"
import { Table } from "../components/table"
import { Time } from "../components/time"
import { Shell } from "../layout/shell"
import { useUi } from "../ui"

const roles = ["viewer", "editor", "admin", "owner"] as const
type Role = (typeof roles)[number]

export interface PersonRow {
  id: string
  email: string
  role: Role
  state: "active" | "invited" | "expired"
  createdAt: number
  lastSeenAt: number | null
  isSelf: boolean
}

interface PeopleProps {
  rows: PersonRow[]
  nextCursor: string | null
  values: { email: string; role: string }
  errors: FormErrors
  /** A link just made: shown this once. */
  link: { email: string; url: string } | null
}

const stateLooks = {
  active: { tone: "good", icon: "done" },
  invited: { tone: "info", icon: "mail" },
  expired: { tone: "attention", icon: "warning" },
} as const

/** Who signs in (API-3). */
export function PeoplePage({ rows, nextCursor, values, errors, link }: PeopleProps) {
  const { t } = useUi()
  const p = t.staff
  return (
    <Shell title={p.title}>
      <PageHead title={p.title} />
      <p class="muted">{p.intro}</p>
      {link && (
        <Notice tone="attention" title={p.linkTitle(link.email)}>
          <p>{p.linkText}</p>
          <CodeBlock text={link.url} />
        </Notice>
      )}
      <div class="columns">
        <Table
          caption={p.title}
          rows={rows}
          rowKey={(row) => row.id}
          nextCursor={nextCursor}
          columns={[
            {
              label: p.columns.email,
              cell: (row) => (
                <>
                  <a class="table-main" href={`/settings/people/${row.id}`}>
                    {row.email}
                  </a>
                  {row.isSelf && <span class="muted"> ({p.you})</span>}
                </>
              ),
            },
            { label: p.columns.role, cell: (row) => p.roles[row.role] },
            { label: p.columns.state, cell: (row) => <Chip {...stateLooks[row.state]}>{p.states[row.state]}</Chip> },
            {
              label: p.columns.seen,
              keep: true,
              cell: (row) =>
                row.lastSeenAt === null ? (
                  <span class="muted">{p.never}</span>
                ) : (
                  <Time at={row.lastSeenAt} show="relative" />
                ),
            },
          ]}
        />
        <section class="panel" aria-labelledby="invite">
          <h2 id="invite">{p.invite}</h2>
          <Form id="person-form" action="/settings/people" errors={errors} plain>
            <EmailField name="email" label={p.email} error={errors.email} value={values.email} required />
            <RoleField value={values.role} error={errors.role} />
            <div class="row">
              <Button look="primary">{p.submit}</Button>
            </div>
          </Form>
        </section>
      </div>
    </Shell>
  )
}

function RoleField({ value, error }: { value: string; error: string | undefined }) {
  const { t } = useUi()
  const p = t.staff
  const options = roles.map((role) => ({ value: role, label: p.roles[role], help: p.roleHelp[role] }))
  return <Choices name="role" label={p.role} error={error} value={value} options={options} />
}

interface PersonProps {
  person: { id: string; email: string; role: string; isSelf: boolean }
  role: string
  errors: FormErrors
}

/** One person: role, a new link, removal. */
export function PersonPage({ person, role, errors }: PersonProps) {
  const { t } = useUi()
  const p = t.staff
  const path = `/settings/people/${person.id}`
  return (
    <Shell title={person.email}>
      <PageHead
        title={person.email}
        crumb={{ href: "/settings/people", label: p.title }}
        actions={
          <>
            {!person.isSelf && (
              <LinkButton href={`${path}/remove`} look="quiet" icon="trash" dialog>
                {p.remove}
              </LinkButton>
            )}
            <LinkButton href={`${path}/link`} icon="key">
              {p.newLink}
            </LinkButton>
          </>
        }
      />
      <div class="narrow">
        <Form id="role-form" action={path} errors={errors}>
          <RoleField value={role} error={errors.role} />
          <div class="form-foot">
            <Button look="primary">{t.actions.save}</Button>
          </div>
        </Form>
      </div>
    </Shell>
  )
}

interface PersonActProps {
  person: { id: string; email: string }
  act: "remove" | "link"
  error?: string | undefined
}

/** Asks before somebody is shut out or gets a new link. */
export function PersonActPage({ person, act, error }: PersonActProps) {
  const { t } = useUi()
  const p = t.staff
  const path = `/settings/people/${person.id}`
  const title = act === "remove" ? p.removeTitle(person.email) : p.newLinkTitle(person.email)
  return (
    <Shell title={title}>
      <Confirm
        title={title}
        effects={act === "remove" ? [p.removeText] : p.newLinkText}
        action={`${path}/${act}`}
        submit={act === "remove" ? p.remove : p.submit}
        danger={act === "remove"}
        back={path}
        error={error}
      />
    </Shell>
  )
}
