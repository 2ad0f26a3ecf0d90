import type { Channel } from "../../src/engine/types"
import { Button, LinkButton } from "../components/button"
import { EmptyState } from "../components/empty-state"
import { Icon } from "../components/icon"
import { TextField } from "../components/inputs"
import { MessageBody, type MessageContent } from "../components/message-body"
import { Notice } from "../components/notice"
import { Shell } from "../layout/shell"
import { stepLooks } from "../steps/looks"
import { useUi } from "../ui"
import { CampaignHead, type CampaignHeadView } from "./campaign-head"

export interface StepMessage {
  stepId: string
  name: string
  channel: Channel
  /** Rendered for the member shown; null when it cannot be. */
  content: MessageContent | null
  problem: string | null
}

interface CampaignMessagesProps {
  campaign: CampaignHeadView
  messages: StepMessage[]
  /** Member it is shown as; "" for the invented one. */
  as: string
  asError?: string | undefined
}

/** The messages of a flow by step, rendered as a member would see them. */
export function CampaignMessagesPage({ campaign, messages, as, asError }: CampaignMessagesProps) {
  const { t } = useUi()
  const m = t.campaigns.messages
  const path = `/campaigns/${campaign.id}`
  return (
    <Shell title={`${campaign.name} · ${t.campaigns.tabs.messages}`}>
      <CampaignHead campaign={campaign} tab="messages" />
      {messages.length === 0 ? (
        <EmptyState icon="mail" title={m.empty} text={m.emptyText}>
          <LinkButton href={`${path}/flow/edit`}>{m.editInFlow}</LinkButton>
        </EmptyState>
      ) : (
        <>
          <form class="filters" method="get" action={`${path}/messages`}>
            <TextField name="as" label={m.as} help={m.asHelp} value={as} error={asError} />
            <Button>{m.show}</Button>
          </form>
          <ul class="messages">
            {messages.map((message) => (
              <li class="message" key={message.stepId} data-hue={stepLooks[message.channel].hue}>
                <div class="message-head">
                  <span class="step-icon">
                    <Icon name={stepLooks[message.channel].icon} />
                  </span>
                  <div>
                    <h2>{message.name}</h2>
                    <p class="muted small">{t.flow.types[message.channel]}</p>
                  </div>
                </div>
                {message.content ? (
                  <MessageBody
                    content={message.content}
                    name={message.name}
                    frame={`${path}/messages/${encodeURIComponent(message.stepId)}/body?as=${encodeURIComponent(as)}`}
                  />
                ) : (
                  <Notice tone="attention" title={m.failed}>
                    <p>{message.problem}</p>
                  </Notice>
                )}
              </li>
            ))}
          </ul>
        </>
      )}
    </Shell>
  )
}
