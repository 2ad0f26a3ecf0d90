import type { AttendanceStatus } from "../../src/engine/types"
import { Button, LinkButton } from "../components/button"
import { Chip } from "../components/chip"
import { Choices } from "../components/choices"
import { CodeBlock } from "../components/code-block"
import { Confirm } from "../components/confirm"
import { EmptyState } from "../components/empty-state"
import { Form, type FormErrors } from "../components/form"
import { TextField } from "../components/inputs"
import { LiveList } from "../components/list"
import { MemberLink } from "../components/member"
import { PageHead } from "../components/page-head"
import { Stats } from "../components/stat"
import { Table } from "../components/table"
import { Time } from "../components/time"
import { Shell } from "../layout/shell"
import { useUi } from "../ui"

interface OccasionView {
  id: string
  name: string
  at: number
  timeZone: string
  location: string | null
  usedBy: { id: string; name: string; kind: "flow" | "campaign" | "workflow" }[]
}

interface AttendanceRow {
  memberId: string
  status: AttendanceStatus
  at: number
}

interface OccasionProps {
  occasion: OccasionView
  invitees: { id: string; name: string; members: number } | null
  numbers: { attended: number; absent: number }
  rows: AttendanceRow[]
  nextCursor: string | null
  memberId: string
  errors: FormErrors
  /** Address that takes attendance from outside. */
  webhook: string
}

/** One occasion: who came, who did not, and what depends on it (WF-3). */
export function OccasionPage(props: OccasionProps) {
  const { occasion, invitees, numbers, rows, nextCursor } = props
  const { t, user } = useUi()
  const o = t.occasions
  const path = `/occasions/${occasion.id}`
  const stats = [
    ...(invitees === null
      ? []
      : [{ label: o.columns.invitees, value: invitees.members, href: `/segments/${invitees.id}` }]),
    { label: o.columns.came, value: numbers.attended },
    { label: o.columns.absent, value: numbers.absent },
  ]
  return (
    <Shell title={occasion.name}>
      <PageHead
        title={occasion.name}
        crumb={{ href: "/occasions", label: o.title }}
        actions={
          user?.canWrite && (
            <>
              <LinkButton href={`${path}/remove`} look="quiet" icon="trash" dialog>
                {o.remove}
              </LinkButton>
              <LinkButton href={`${path}/edit`} icon="pencil">
                {t.actions.edit}
              </LinkButton>
            </>
          )
        }
      />
      <p>
        <Time at={occasion.at} zone={occasion.timeZone} show="full" />
        {occasion.location !== null && <span class="muted"> · {occasion.location}</span>}
      </p>
      <div class="columns">
        <LiveList>
          <Stats stats={stats} />
          {rows.length === 0 ? (
            <EmptyState icon="users" title={o.attendance.empty} text={o.attendance.emptyText} />
          ) : (
            <AttendanceTable path={path} rows={rows} nextCursor={nextCursor} />
          )}
        </LiveList>
        <Aside {...props} path={path} />
      </div>
    </Shell>
  )
}

const looks = { attended: ["good", "done"], absent: ["neutral", "slash"] } as const

function AttendanceTable({
  path,
  rows,
  nextCursor,
}: {
  path: string
  rows: AttendanceRow[]
  nextCursor: string | null
}) {
  const { t, user } = useUi()
  const a = t.occasions.attendance
  const other = (status: AttendanceStatus): AttendanceStatus => (status === "attended" ? "absent" : "attended")
  return (
    <Table
      caption={a.title}
      rows={rows}
      rowKey={(row) => row.memberId}
      nextCursor={nextCursor}
      columns={[
        {
          label: a.member,
          cell: (row) => <MemberLink id={row.memberId} />,
        },
        {
          label: a.status,
          cell: (row) => (
            <Chip tone={looks[row.status][0]} icon={looks[row.status][1]}>
              {a.statuses[row.status]}
            </Chip>
          ),
        },
        { label: a.at, keep: true, cell: (row) => <Time at={row.at} /> },
        ...(user?.canWrite
          ? [
              {
                label: a.correct,
                cell: (row: AttendanceRow) => (
                  <form method="post" action={`${path}/attendance`}>
                    <input type="hidden" name="memberId" value={row.memberId} />
                    <Button
                      look="quiet"
                      name="status"
                      value={other(row.status)}
                      aria-label={a.markAs(row.memberId, a.statuses[other(row.status)])}
                    >
                      {a.statuses[other(row.status)]}
                    </Button>
                  </form>
                ),
              },
            ]
          : []),
      ]}
    />
  )
}

function Aside({ occasion, webhook, memberId, errors, path }: OccasionProps & { path: string }) {
  const { t, user } = useUi()
  const o = t.occasions
  const a = o.attendance
  return (
    <div class="stack">
      {user?.canWrite && (
        <section class="panel" aria-labelledby="mark">
          <h2 id="mark">{a.mark}</h2>
          <Form id="attendance-form" action={`${path}/attendance`} errors={errors}>
            <TextField name="memberId" label={a.memberId} error={errors.memberId} value={memberId} required />
            <Choices
              name="status"
              label={a.status}
              error={errors.status}
              value="attended"
              options={[
                { value: "attended", label: a.attended },
                { value: "absent", label: a.absent },
              ]}
              inline
            />
            <div class="row">
              <Button look="primary">{t.actions.save}</Button>
            </div>
          </Form>
        </section>
      )}
      <section class="panel" aria-labelledby="webhook">
        <h2 id="webhook">{a.webhook}</h2>
        <CodeBlock text={webhook} />
      </section>
      <section class="panel" aria-labelledby="used-by">
        <h2 id="used-by">{o.usedBy}</h2>
        {occasion.usedBy.length === 0 && <p class="muted">{o.unused}</p>}
        <ul class="lines">
          {occasion.usedBy.map((use) => (
            <li key={use.id}>
              <a href={`/${use.kind === "workflow" ? "workflows" : "campaigns"}/${use.id}/flow`}>{use.name}</a>
            </li>
          ))}
        </ul>
      </section>
    </div>
  )
}

export function RemoveOccasionPage({
  occasion,
  reported,
  error,
}: {
  occasion: { id: string; name: string }
  /** Members whose attendance is known. */
  reported: number
  error?: string | undefined
}) {
  const { t } = useUi()
  const o = t.occasions
  const title = o.removeTitle(occasion.name)
  return (
    <Shell title={title}>
      <Confirm
        title={title}
        effects={[o.removeText(reported)]}
        action={`/occasions/${occasion.id}/remove`}
        submit={o.remove}
        danger
        back={`/occasions/${occasion.id}`}
        error={error}
      />
    </Shell>
  )
}
