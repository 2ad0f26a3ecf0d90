import { LinkButton } from "../components/button"
import { EmptyState } from "../components/empty-state"
import { DateField } from "../components/inputs"
import { ListFilters, LiveList } from "../components/list"
import { PageHead } from "../components/page-head"
import { SelectField, withPresent } from "../components/select"
import { Table } from "../components/table"
import { Time } from "../components/time"
import { Shell } from "../layout/shell"
import { useUi } from "../ui"

/** A change as it stands in the log. */
export interface AuditRow {
  id: string
  at: number
  actor: string
  action: string
  subject: string
  before: unknown
  after: unknown
}

interface AuditLogProps {
  rows: AuditRow[]
  nextCursor: string | null
  filter: { query: string; action: string; from: string; to: string }
}

/** Longest value that is shown whole, in characters. */
const valueMax = 160

/** Every change by whom and when, before and after (API-4). */
export function AuditLogPage({ rows, nextCursor, filter }: AuditLogProps) {
  const a = useUi().t.auditLog
  const chosen = new URLSearchParams(Object.entries(filter).filter(([, value]) => value !== ""))
  return (
    <Shell title={a.title} wide>
      <PageHead
        title={a.title}
        actions={
          <LinkButton href={`/api/v1/audit/export?${chosen}`} icon="download">
            {a.csv}
          </LinkButton>
        }
      />
      <p class="muted">{a.intro}</p>
      <ListFilters action="/audit" query={filter.query} label={a.search}>
        <ActionField action={filter.action} />
        <DateField name="from" label={a.from} value={filter.from} />
        <DateField name="to" label={a.to} value={filter.to} />
      </ListFilters>
      <LiveList further={rows.length === 0 ? nextCursor : null}>
        {rows.length === 0 ? (
          <EmptyState icon="book" title={a.empty} text={a.emptyText} />
        ) : (
          <Table
            caption={a.title}
            rows={rows}
            rowKey={(row) => row.id}
            nextCursor={nextCursor}
            columns={[
              { label: a.columns.action, keep: true, cell: (row) => <Action action={row.action} /> },
              { label: a.columns.subject, cell: (row) => <Subject subject={row.subject} /> },
              { label: a.columns.change, cell: (row) => <Change before={row.before} after={row.after} /> },
              {
                label: a.columns.actor,
                cell: (row) => <span class="audit-wide">{row.actor.replace(/^user:/, "")}</span>,
              },
              { label: a.columns.at, keep: true, cell: (row) => <Time at={row.at} /> },
            ]}
          />
        )}
      </LiveList>
    </Shell>
  )
}

/** In the reader's words; programs know it by its code. */
function Action({ action }: { action: string }) {
  const all: Record<string, string> = useUi().t.auditActions
  const words = all[action]
  return words === undefined ? (
    <span class="mono table-main">{action}</span>
  ) : (
    <span class="table-main" title={action}>
      {words}
    </span>
  )
}

function ActionField({ action }: { action: string }) {
  const { t, locale } = useUi()
  const options = Object.entries(t.auditActions).map(([value, label]) => ({ value, label }))
  const byLabel = options.sort((one, other) => one.label.localeCompare(other.label, locale))
  return (
    <SelectField
      name="action"
      label={t.auditLog.columns.action}
      none={t.auditLog.anyAction}
      value={action}
      options={withPresent(byLabel, action)}
    />
  )
}

const homes: Record<string, string> = {
  campaign: "/campaigns",
  workflow: "/workflows",
  segment: "/segments",
  category: "/categories",
  group: "/groups",
  occasion: "/occasions",
}

/** Leads to the thing where it has a page. */
function Subject({ subject }: { subject: string }) {
  const [kind = "", id] = subject.split(/:(.*)/s)
  const home = Object.hasOwn(homes, kind) ? homes[kind] : undefined
  if (home === undefined || id === undefined) return <span class="mono small audit-wide">{subject}</span>
  return (
    <a class="mono small audit-wide" href={`${home}/${encodeURIComponent(id)}`}>
      {subject}
    </a>
  )
}

/** What is not as it was, field by field. */
function Change({ before, after }: { before: unknown; after: unknown }) {
  const a = useUi().t.auditLog
  const changes = changesBetween(before, after)
  if (changes.length === 0) return <span class="muted">{a.noDetail}</span>
  return (
    <dl class="change">
      {changes.map(({ field, from, to }) => (
        <div key={field}>
          {field !== "" && <dt>{field}</dt>}
          <dd>
            {to === undefined ? a.removed : `${a.added} ${to}`}
            {from !== undefined && `, ${a.was} ${from}`}
          </dd>
        </div>
      ))}
    </dl>
  )
}

interface FieldChange {
  field: string
  from: string | undefined
  to: string | undefined
}

/** Fields whose value differs; of what is no object, the whole. */
export function changesBetween(before: unknown, after: unknown): FieldChange[] {
  if (!isObject(before) && !isObject(after)) {
    const [from, to] = [textOf(before), textOf(after)]
    return from === to ? [] : [{ field: "", from, to }]
  }
  const [old, present] = [isObject(before) ? before : {}, isObject(after) ? after : {}]
  const fields = [...new Set([...Object.keys(old), ...Object.keys(present)])]
  // An audit row may say only what is new, or only what was: then nothing is known of the other side.
  return fields.flatMap((field) => {
    const [from, to] = [textOf(old[field]), textOf(present[field])]
    return from === to ? [] : [{ field, from: isObject(before) ? from : undefined, to }]
  })
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}

function textOf(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined
  const text = typeof value === "string" ? value : JSON.stringify(value)
  return text.length > valueMax ? `${text.slice(0, valueMax)}…` : text
}
