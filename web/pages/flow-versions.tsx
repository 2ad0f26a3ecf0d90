import type { Flow } from "../../src/engine/flow"
import { Button, LinkButton } from "../components/button"
import { Chip } from "../components/chip"
import { EmptyState } from "../components/empty-state"
import { SelectField } from "../components/select"
import { Table } from "../components/table"
import { Time } from "../components/time"
import { Shell } from "../layout/shell"
import type { Words } from "../steps/step-look"
import { useUi } from "../ui"
import { CampaignHead, type CampaignHeadView, homeOf } from "./campaign-head"
import { type DiffView, FlowDiffList } from "./flow-diff"
import { FlowTabs } from "./flow-tabs"

export interface VersionRow {
  version: number
  /** Epoch ms. */
  publishedAt: number
  by: string
  current: boolean
}

interface VersionsProps {
  campaign: CampaignHeadView
  rows: VersionRow[]
  nextCursor: string | null
  /** What is compared: numbers, or `draft`. */
  from: string
  to: string
  before: Flow
  after: Flow
  diff: DiffView
  /** Names that the flows mention. */
  names: Pick<Words, "segmentName" | "nameOf">
  canRollBack: boolean
}

/** Published versions of a flow, what one says otherwise than another, and the way back (FLOW-14, FLOW-15). */
export function VersionsPage(props: VersionsProps) {
  const { campaign, rows, nextCursor } = props
  const { t } = useUi()
  const v = t.flowEdit.versions
  return (
    <Shell title={`${campaign.name} · ${t.flowEdit.tabs.versions}`} wide>
      <CampaignHead campaign={campaign} tab="flow" />
      <FlowTabs campaign={campaign} tab="versions" />
      {rows.length === 0 ? (
        <EmptyState icon="flow" title={v.empty} text={v.emptyText}>
          <LinkButton href={`${homeOf(campaign)}/publish`}>{t.flowEdit.toPublish}</LinkButton>
        </EmptyState>
      ) : (
        <>
          <VersionTable {...props} nextCursor={nextCursor} />
          <Comparison {...props} />
        </>
      )}
    </Shell>
  )
}

function VersionTable({ campaign, rows, nextCursor, canRollBack }: VersionsProps) {
  const { t, user } = useUi()
  const v = t.flowEdit.versions
  const home = homeOf(campaign)
  return (
    <Table
      caption={t.flowEdit.tabs.versions}
      rows={rows}
      rowKey={(row) => String(row.version)}
      nextCursor={nextCursor}
      columns={[
        {
          label: v.version,
          cell: (row) => (
            <span class="row">
              <span class="strong">{v.name(row.version)}</span>
              {row.current && (
                <Chip tone="good" icon="activity">
                  {v.current}
                </Chip>
              )}
            </span>
          ),
        },
        { label: v.published, cell: (row) => <Time at={row.publishedAt} zone={campaign.timeZone} /> },
        { label: v.by, cell: (row) => row.by },
        {
          label: v.acts,
          end: true,
          cell: (row) => (
            <span class="row">
              {!row.current && campaign.version !== null && (
                <LinkButton
                  href={`${home}/flow/versions?from=${row.version}&to=${campaign.version}#compare`}
                  look="quiet"
                >
                  {v.compare}
                </LinkButton>
              )}
              {!row.current && canRollBack && user?.canWrite && (
                <LinkButton href={`${home}/flow/rollback?version=${row.version}`} dialog>
                  {v.rollBack(row.version)}
                </LinkButton>
              )}
            </span>
          ),
        },
      ]}
    />
  )
}

function Comparison({ campaign, rows, from, to, before, after, diff, names }: VersionsProps) {
  const { t } = useUi()
  const v = t.flowEdit.versions
  const options = [
    { value: "draft", label: v.draft },
    ...rows.map(({ version }) => ({ value: String(version), label: v.name(version) })),
  ]
  return (
    <section class="panel stack" id="compare" aria-labelledby="compare-title">
      <h2 id="compare-title">{v.compareTitle}</h2>
      <form class="filters" method="get" action={`${homeOf(campaign)}/flow/versions`}>
        <SelectField name="from" label={v.from} value={from} options={options} />
        <SelectField name="to" label={v.to} value={to} options={options} />
        <Button>{v.compare}</Button>
      </form>
      <FlowDiffList before={before} after={after} diff={diff} names={names} />
    </section>
  )
}
