import type { Source } from "../../src/engine/types"
import { LinkButton } from "../components/button"
import { EmptyState } from "../components/empty-state"
import { ListFilters, LiveList } from "../components/list"
import { MemberLink } from "../components/member"
import { PageHead } from "../components/page-head"
import { SelectField } from "../components/select"
import { type Column, Table } from "../components/table"
import { Time } from "../components/time"
import { Shell } from "../layout/shell"
import { zoneName } from "../locales/format"
import { useUi } from "../ui"
import { exportPath } from "./export-form-parts"

export interface MemberRow {
  id: string
  /** As its attributes have it. */
  name: string | null
  email: string | null
  phone: string | null
  locale: string | null
  timeZone: string | null
  createdAt: number
  /** In a segment: since when, and how it came in. */
  joined?: { at: number; source: Source } | undefined
}

interface MembersProps {
  rows: MemberRow[]
  nextCursor: string | null
  filter: { query: string; segmentId: string }
  segments: { id: string; name: string }[]
}

export function MembersPage({ rows, nextCursor, filter, segments }: MembersProps) {
  const { t, user } = useUi()
  const m = t.people.members
  const filtered = filter.query !== "" || filter.segmentId !== ""
  const nobody = rows.length === 0 && !filtered
  const actions = user?.canWrite && (
    <>
      {!nobody && (
        <LinkButton href={exportPath("/members/export", filter)} icon="download">
          {t.exports.link}
        </LinkButton>
      )}
      <LinkButton href="/members/import" icon="upload">
        {m.import}
      </LinkButton>
      <LinkButton href="/members/new" look="primary" icon="plus">
        {m.new}
      </LinkButton>
    </>
  )
  return (
    <Shell title={m.title} wide>
      <PageHead title={m.title} actions={!nobody && actions} />
      {!nobody && (
        <ListFilters action="/members" query={filter.query} label={m.searchLabel}>
          <SelectField
            name="segmentId"
            label={m.segment}
            none={m.anySegment}
            value={filter.segmentId}
            options={segments.map(({ id, name }) => ({ value: id, label: name }))}
          />
        </ListFilters>
      )}
      <LiveList further={rows.length === 0 ? nextCursor : null}>
        {rows.length === 0 ? (
          <EmptyState icon="users" title={filtered ? m.none : m.empty} text={filtered ? m.noneText : m.emptyText}>
            {!filtered && actions}
          </EmptyState>
        ) : (
          <MemberTable caption={m.title} rows={rows} nextCursor={nextCursor} />
        )}
      </LiveList>
    </Shell>
  )
}

interface MemberTableProps {
  caption: string
  rows: MemberRow[]
  nextCursor: string | null
  /** Beside other things: only what tells members apart. */
  narrow?: boolean
}

/** Members as rows; those of one segment with how they came into it instead of all that is known of them. */
export function MemberTable({ caption, rows, nextCursor, narrow }: MemberTableProps) {
  const { t } = useUi()
  const c = t.people.members.columns
  const none = <span class="muted">{t.time.none}</span>
  const id: Column<MemberRow> = { label: c.id, cell: ({ id, name }) => <MemberLink id={id} name={name} /> }
  const email: Column<MemberRow> = {
    label: c.email,
    cell: (row) => (row.email === null ? none : <span class="table-address">{row.email}</span>),
  }
  const joined: Column<MemberRow>[] = [
    { label: t.people.segments.joined, keep: true, cell: (row) => <Time at={row.joined?.at ?? null} /> },
    {
      label: t.people.segments.source,
      keep: true,
      cell: (row) => (row.joined ? t.people.sources[row.joined.source] : none),
    },
  ]
  const whereabouts: Column<MemberRow>[] = [
    { label: c.zone, keep: true, cell: (row) => (row.timeZone ? zoneName(row.timeZone) : none) },
    { label: c.locale, keep: true, cell: (row) => row.locale ?? none },
  ]
  const profile: Column<MemberRow>[] = [
    { label: c.phone, keep: true, cell: (row) => row.phone ?? none },
    ...(narrow ? [] : whereabouts),
    { label: c.created, keep: true, cell: (row) => <Time at={row.createdAt} /> },
  ]
  const inSegment = rows.some((row) => row.joined !== undefined)
  return (
    <Table
      caption={caption}
      rows={rows}
      rowKey={(row) => row.id}
      nextCursor={nextCursor}
      columns={[id, email, ...(inSegment ? joined : profile)]}
    />
  )
}
