import type { ContactPolicy } from "../../src/engine/types"
import { LinkButton } from "../components/button"
import { Confirm } from "../components/confirm"
import { EmptyState } from "../components/empty-state"
import { PageHead } from "../components/page-head"
import { Table } from "../components/table"
import { Tabs } from "../components/tabs"
import { Shell } from "../layout/shell"
import { formatNumber } from "../locales/format"
import { policyWords } from "../policy-words"
import { useUi } from "../ui"

export type HolderKind = "category" | "group"
export const holderPath: Record<HolderKind, string> = { category: "/categories", group: "/groups" }

export interface HolderRow {
  id: string
  name: string
  priority: number
  policy: ContactPolicy
  /** Campaigns that belong to it. */
  campaigns: number
}

interface HoldersProps {
  kind: HolderKind
  rows: HolderRow[]
  nextCursor: string | null
}

/** Categories or groups: priority and contact policy of campaigns (CAM-9, POL-1). */
export function HoldersPage({ kind, rows, nextCursor }: HoldersProps) {
  const { t, user } = useUi()
  const p = t.policies
  const add = user?.canWrite && (
    <LinkButton href={`${holderPath[kind]}/new`} look="primary" icon="plus">
      {p.new[kind]}
    </LinkButton>
  )
  return (
    <Shell title={p.titles[kind]}>
      <div class="stack">
        <PageHead title={p.nav} actions={rows.length > 0 && add} />
        <Tabs
          label={p.nav}
          tabs={(["category", "group"] as const).map((one) => ({
            href: holderPath[one],
            label: p.tabs[one],
            current: one === kind,
          }))}
        />
      </div>
      <p class="muted narrow">{p.intro}</p>
      {rows.length === 0 ? (
        <EmptyState icon="shield" title={p.empty[kind]} text={p.emptyText[kind]}>
          {add}
        </EmptyState>
      ) : (
        <HolderTable kind={kind} rows={rows} nextCursor={nextCursor} />
      )}
    </Shell>
  )
}

function HolderTable({ kind, rows, nextCursor }: HoldersProps) {
  const { t, locale } = useUi()
  const p = t.policies
  return (
    <Table
      caption={p.titles[kind]}
      rows={rows}
      rowKey={(row) => row.id}
      nextCursor={nextCursor}
      columns={[
        {
          label: p.columns.name,
          cell: (row) => (
            <a class="table-main" href={`${holderPath[kind]}/${row.id}`}>
              {row.name}
            </a>
          ),
        },
        { label: p.columns.policy, cell: (row) => <PolicyLines policy={row.policy} /> },
        { label: p.columns.priority, end: true, cell: (row) => formatNumber(locale, row.priority) },
        { label: p.columns.campaigns, end: true, cell: (row) => formatNumber(locale, row.campaigns) },
      ]}
    />
  )
}

/** A contact policy in plain words, a line a rule. */
export function PolicyLines({ policy }: { policy: ContactPolicy }) {
  const ui = useUi()
  const lines = policyWords(ui, policy)
  if (lines.length === 0) return <span class="muted">{ui.t.policies.free}</span>
  return (
    <ul class="lines">
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  )
}

export function RemoveHolderPage({
  kind,
  holder,
  error,
}: {
  kind: HolderKind
  holder: { id: string; name: string }
  error?: string | undefined
}) {
  const { t } = useUi()
  const title = t.policies.removeTitle(holder.name)
  return (
    <Shell title={title}>
      <Confirm
        title={title}
        effects={[t.policies.removeText]}
        action={`${holderPath[kind]}/${holder.id}/remove`}
        submit={t.policies.remove[kind]}
        danger
        back={`${holderPath[kind]}/${holder.id}`}
        error={error}
      />
    </Shell>
  )
}
