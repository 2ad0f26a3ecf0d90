import type { OutboundChannel } from "../../src/engine/types"
import { CodeBlock } from "../components/code-block"
import { EmptyState } from "../components/empty-state"
import { ListFilters, LiveList } from "../components/list"
import { WhyLink } from "../components/member"
import { MessageBody, type MessageContent } from "../components/message-body"
import { PageHead } from "../components/page-head"
import { SelectField } from "../components/select"
import { Table } from "../components/table"
import { Time } from "../components/time"
import { Shell } from "../layout/shell"
import { stepLooks } from "../steps/looks"
import { useUi } from "../ui"

export interface OutboxRow {
  deliveryId: string
  memberId: string
  campaignId: string
  campaignName: string
  stepName: string
  channel: Exclude<OutboundChannel, "pdf">
  to: string
  content: MessageContent
  headers: Record<string, string>
  attachments: { filename: string; url: string }[]
  idempotencyKey: string
  at: number
}

interface OutboxProps {
  rows: OutboxRow[]
  nextCursor: string | null
  filter: { channel: string; campaignId: string }
  campaigns: { id: string; name: string }[]
}

/** What the built-in provider received (SEND-2). */
export function OutboxPage({ rows, nextCursor, filter, campaigns }: OutboxProps) {
  const { t } = useUi()
  const o = t.sending.outbox
  const channels: Exclude<OutboundChannel, "pdf">[] = ["email", "sms", "push", "staff", "webhook"]
  const filtered = filter.channel !== "" || filter.campaignId !== ""
  return (
    <Shell title={o.title} wide>
      <PageHead title={o.title} />
      <p class="muted">{o.intro}</p>
      <ListFilters action="/outbox" query="">
        <SelectField
          name="channel"
          label={o.channel}
          none={t.sending.deliveries.any}
          value={filter.channel}
          options={channels.map((value) => ({ value, label: t.sending.channels[value] }))}
        />
        <SelectField
          name="campaignId"
          label={t.sending.deliveries.campaign}
          none={t.sending.deliveries.any}
          value={filter.campaignId}
          options={campaigns.map(({ id, name }) => ({ value: id, label: name }))}
        />
      </ListFilters>
      <LiveList further={rows.length === 0 ? nextCursor : null}>
        {rows.length === 0 ? (
          <EmptyState icon="inbox" title={filtered ? o.none : o.empty} text={filtered ? o.noneText : o.emptyText} />
        ) : (
          <OutboxTable rows={rows} nextCursor={nextCursor} />
        )}
      </LiveList>
    </Shell>
  )
}

/** A test send belongs to no campaign (MSG-3). */
function CampaignLink({ campaignId, campaignName }: Pick<OutboxRow, "campaignId" | "campaignName">) {
  const { t } = useUi()
  if (campaignId === "") return <span class="muted">{t.sending.outbox.test}</span>
  return <a href={`/campaigns/${campaignId}/flow`}>{campaignName}</a>
}

function OutboxTable({ rows, nextCursor }: { rows: OutboxRow[]; nextCursor: string | null }) {
  const { t } = useUi()
  const o = t.sending.outbox
  return (
    <Table
      caption={o.title}
      rows={rows}
      rowKey={(row) => row.idempotencyKey}
      nextCursor={nextCursor}
      columns={[
        {
          label: o.columns.message,
          cell: (row) => (
            <a class="table-main" href={`/outbox/${encodeURIComponent(row.deliveryId)}`}>
              {row.content.subject ?? row.content.title ?? row.content.text ?? ""}
            </a>
          ),
        },
        { label: o.columns.to, cell: (row) => row.to },
        { label: o.columns.channel, cell: (row) => t.sending.channels[row.channel] },
        {
          label: o.columns.campaign,
          cell: (row) => <CampaignLink {...row} />,
        },
        { label: o.columns.at, keep: true, cell: (row) => <Time at={row.at} /> },
      ]}
    />
  )
}

/** The step that each kind of message comes from. */
const stepOf = { email: "email", sms: "sms", push: "push", staff: "notifyStaff", webhook: "webService" } as const

/** One message, as the member would see it. */
export function OutboxMessagePage({ message }: { message: OutboxRow }) {
  const { t } = useUi()
  const o = t.sending.outbox
  const title = message.content.subject ?? message.content.title ?? t.sending.channels[message.channel]
  const headers = Object.entries(message.headers).map(([name, value]) => `${name}: ${value}`)
  return (
    <Shell title={title}>
      <PageHead title={title} crumb={{ href: "/outbox", label: o.title }} />
      <div class="columns">
        <section class="stack" aria-label={o.html} data-hue={stepLooks[stepOf[message.channel]].hue}>
          <MessageBody
            content={message.content}
            name={title}
            frame={`/outbox/${encodeURIComponent(message.deliveryId)}/body`}
          />
          {message.content.html !== undefined && message.content.text && (
            <details>
              <summary>{o.text}</summary>
              <CodeBlock text={message.content.text} />
            </details>
          )}
          {headers.length > 0 && (
            <details>
              <summary>{o.headers}</summary>
              <CodeBlock text={headers.join("\n")} />
            </details>
          )}
        </section>
        <section class="panel" aria-label={o.message}>
          <dl class="facts">
            <dt>{o.columns.to}</dt>
            <dd>{message.to}</dd>
            {message.memberId !== "" && (
              <>
                <dt>{o.member}</dt>
                <dd>
                  <a href={`/members/${encodeURIComponent(message.memberId)}`}>{message.memberId}</a>
                  {message.campaignId !== "" && (
                    <>
                      {" "}
                      · <WhyLink {...message} />
                    </>
                  )}
                </dd>
              </>
            )}
            <dt>{o.columns.campaign}</dt>
            <dd>
              <CampaignLink {...message} />
            </dd>
            {message.stepName !== "" && (
              <>
                <dt>{o.step}</dt>
                <dd>{message.stepName}</dd>
              </>
            )}
            {message.attachments.length > 0 && (
              <>
                <dt>{o.attachments}</dt>
                {message.attachments.map(({ filename, url }) => (
                  <dd key={url}>
                    <a href={url}>{filename}</a>
                  </dd>
                ))}
              </>
            )}
            <dt>{o.columns.at}</dt>
            <dd>
              <Time at={message.at} show="full" />
            </dd>
            <dt>{o.key}</dt>
            <dd class="mono">{message.idempotencyKey}</dd>
          </dl>
        </section>
      </div>
    </Shell>
  )
}
