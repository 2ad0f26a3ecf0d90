import type { Channel } from "../../src/engine/types"
import { LinkButton } from "../components/button"
import { EmptyState } from "../components/empty-state"
import { Menu } from "../components/menu"
import { Table } from "../components/table"
import { Time } from "../components/time"
import { Shell } from "../layout/shell"
import { stepLooks } from "../steps/looks"
import { useUi } from "../ui"
import { CampaignHead, type CampaignHeadView } from "./campaign-head"

export interface SavedMessageRow {
  id: string
  name: string
  channel: Channel
  /** Subject, title or the beginning of the text. */
  gist: string
  updatedAt: number
}

const channels = ["email", "sms", "push"] as const satisfies readonly Channel[]

/** Where the saved messages of a campaign live. */
export function savedPath(campaignId: string, messageId?: string): string {
  return `/campaigns/${campaignId}/saved-messages${messageId === undefined ? "" : `/${encodeURIComponent(messageId)}`}`
}

interface SavedMessagesProps {
  campaign: CampaignHeadView
  rows: SavedMessageRow[]
  nextCursor: string | null
}

/** The messages a campaign keeps: what cross-campaign steps reuse (FLOW-8). */
export function SavedMessagesPage({ campaign, rows, nextCursor }: SavedMessagesProps) {
  const { t, user } = useUi()
  const s = t.savedMessages
  const writable = user?.canWrite === true
  return (
    <Shell title={`${campaign.name} · ${t.campaigns.tabs.messages}`}>
      <CampaignHead campaign={campaign} tab="messages" />
      {rows.length === 0 ? (
        <EmptyState icon="mail" title={s.empty} text={s.emptyText}>
          {writable &&
            channels.map((channel) => (
              <LinkButton
                key={channel}
                href={`${savedPath(campaign.id)}/new/${channel}`}
                icon={stepLooks[channel].icon}
                look={channel === "email" ? "primary" : "plain"}
              >
                {s.newOf[channel]}
              </LinkButton>
            ))}
        </EmptyState>
      ) : (
        <>
          <div class="row">
            <p class="muted grow">{s.intro}</p>
            {writable && (
              <Menu id="new-message" label={s.new}>
                {channels.map((channel) => (
                  <LinkButton
                    key={channel}
                    href={`${savedPath(campaign.id)}/new/${channel}`}
                    look="quiet"
                    icon={stepLooks[channel].icon}
                  >
                    {s.newOf[channel]}
                  </LinkButton>
                ))}
              </Menu>
            )}
          </div>
          <Table
            caption={s.title}
            rows={rows}
            rowKey={(row) => row.id}
            nextCursor={nextCursor}
            columns={[
              {
                label: s.columns.name,
                cell: (row) => (
                  <a class="table-main" href={savedPath(campaign.id, row.id)}>
                    {row.name}
                  </a>
                ),
              },
              { label: s.columns.channel, cell: (row) => t.sending.channels[row.channel] },
              { label: s.columns.gist, cell: (row) => row.gist },
              { label: s.columns.updated, keep: true, cell: (row) => <Time at={row.updatedAt} show="relative" /> },
            ]}
          />
        </>
      )}
    </Shell>
  )
}
