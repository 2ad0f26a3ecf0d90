import type { ComponentChildren } from "preact"
import { Icon } from "../components/icon"
import { CampaignChip } from "../components/status-chip"
import { Shell } from "../layout/shell"
import { type CampaignHeadView, homeOf } from "./campaign-head"

interface ActShellProps {
  title: string
  campaign: CampaignHeadView
  /** The question itself. */
  children: ComponentChildren
}

/** A page that asks before something is done to a campaign: which one, its state, and the way back to it. */
export function CampaignActShell({ title, campaign, children }: ActShellProps) {
  return (
    <Shell title={title}>
      <p class="row">
        <a class="crumb" href={homeOf(campaign)}>
          <Icon name="arrowLeft" />
          {campaign.name}
        </a>
        <CampaignChip status={campaign.status} />
      </p>
      {children}
    </Shell>
  )
}
