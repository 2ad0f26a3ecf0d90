import type { DeliveryStatus, OutboundChannel } from "../../src/engine/types"
import { LinkButton } from "../components/button"
import { EmptyState } from "../components/empty-state"
import { ListFilters, LiveList } from "../components/list"
import { MemberLink, WhyLink } from "../components/member"
import { PageHead } from "../components/page-head"
import { SelectField } from "../components/select"
import { DeliveryChip } from "../components/status-chip"
import { Table } from "../components/table"
import { Time } from "../components/time"
import { Shell } from "../layout/shell"
import { type HolderNames, ruleLineWords } from "../policy-words"
import { reasonWords } from "../reason-words"
import { useUi } from "../ui"
import { exportPath } from "./export-form-parts"

export interface DeliveryListRow {
  id: string
  memberId: string
  campaignId: string
  campaignName: string
  stepId: string
  stepName: string
  channel: OutboundChannel
  status: DeliveryStatus
  reason: string | null
  to: string | null
  createdAt: number
  sentAt: number | null
  /** While it waits: when it is tried next. */
  nextAt: number | null
  /** What the engine or the provider says beside the reason. */
  detail: string | null
}

interface DeliveriesProps {
  rows: DeliveryListRow[]
  nextCursor: string | null
  filter: { campaignId: string; memberId: string; stepId: string; status: string }
  campaigns: { id: string; name: string }[]
  holders: HolderNames
}

export function DeliveriesPage({ rows, nextCursor, filter, campaigns, holders }: DeliveriesProps) {
  const { t, user } = useUi()
  const d = t.sending.deliveries
  const filtered = Object.values(filter).some((value) => value !== "")
  return (
    <Shell title={d.title} wide>
      <PageHead
        title={d.title}
        actions={
          user?.canWrite && (
            <LinkButton href={exportPath("/deliveries/export", filter)} icon="download">
              {t.exports.link}
            </LinkButton>
          )
        }
      />
      <ListFilters action="/deliveries" query="">
        <div class="field">
          <label class="field-label" for="f-memberId">
            {d.member}
          </label>
          <input
            class="input"
            type="search"
            id="f-memberId"
            name="memberId"
            value={filter.memberId}
            data-page-search=""
          />
        </div>
        <SelectField
          name="campaignId"
          label={d.campaign}
          none={d.any}
          value={filter.campaignId}
          options={campaigns.map(({ id, name }) => ({ value: id, label: name }))}
        />
        <SelectField
          name="status"
          label={d.status}
          none={d.any}
          value={filter.status}
          options={Object.entries(d.statuses).map(([value, label]) => ({ value, label }))}
        />
        {filter.stepId && <input type="hidden" name="stepId" value={filter.stepId} />}
      </ListFilters>
      <LiveList further={rows.length === 0 ? nextCursor : null}>
        {rows.length === 0 ? (
          <EmptyState icon="send" title={filtered ? d.none : d.empty} text={filtered ? d.noneText : d.emptyText} />
        ) : (
          <DeliveryTable rows={rows} nextCursor={nextCursor} holders={holders} />
        )}
      </LiveList>
    </Shell>
  )
}

const readable: DeliveryStatus[] = ["sent", "delivered", "bounced", "complained", "unknown"]

export function DeliveryTable({ rows, nextCursor, holders }: Pick<DeliveriesProps, "rows" | "nextCursor" | "holders">) {
  const { t } = useUi()
  const d = t.sending.deliveries
  return (
    <Table
      caption={d.title}
      rows={rows}
      rowKey={(row) => row.id}
      nextCursor={nextCursor}
      columns={[
        {
          label: d.columns.member,
          cell: (row) => <MemberLink id={row.memberId} />,
        },
        {
          label: d.columns.to,
          cell: (row) =>
            row.to === null ? <span class="muted">{t.time.none}</span> : <span class="table-address">{row.to}</span>,
        },
        { label: d.columns.channel, keep: true, cell: (row) => t.sending.channels[row.channel] },
        {
          label: d.columns.campaign,
          cell: (row) => (
            <>
              <a href={`/campaigns/${row.campaignId}/flow#step-${row.stepId}`}>{row.campaignName}</a>
              <p class="muted">{row.stepName}</p>
            </>
          ),
        },
        {
          label: d.columns.status,
          cell: (row) => (
            <div class="row">
              <DeliveryChip status={row.status} />
              {row.reason && <span class="muted">{reasonWords(t, row.reason)}</span>}
              <WhyLink {...row} />
              <Hindrance row={row} holders={holders} />
            </div>
          ),
        },
        { label: d.columns.at, keep: true, cell: (row) => <Time at={row.sentAt ?? row.createdAt} /> },
        {
          label: t.sending.outbox.message,
          cell: (row) =>
            readable.includes(row.status) && row.channel !== "webhook" ? (
              <a href={`/outbox/${encodeURIComponent(row.id)}`}>{d.read}</a>
            ) : (
              <span class="muted">{t.time.none}</span>
            ),
        },
      ]}
    />
  )
}

/** Of a deferred delivery: until when; of one that a contact policy stands in the way of: its rules (POL-2). */
function Hindrance({ row, holders }: { row: DeliveryListRow; holders: HolderNames }) {
  const ui = useUi()
  const byPolicy = row.reason === "contactPolicy" && row.detail !== null
  if (!byPolicy && row.status !== "deferred") return null
  return (
    <p class="muted small">
      {row.status === "deferred" && row.nextAt !== null && (
        <>
          {ui.t.sending.deliveries.until} <Time at={row.nextAt} />
        </>
      )}
      {byPolicy && row.detail !== null && <span> {ruleLineWords(ui, row.detail, holders).join("; ")}</span>}
    </p>
  )
}
