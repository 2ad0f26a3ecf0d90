import type { CampaignStatus } from "../../src/engine/types"
import { LinkButton } from "../components/button"
import { PageHead } from "../components/page-head"
import { CampaignChip } from "../components/status-chip"
import { Tabs } from "../components/tabs"
import { useUi } from "../ui"

/** What every page of a campaign shows at its top. */
export interface CampaignHeadView {
  id: string
  name: string
  kind: "flow" | "campaign" | "workflow"
  status: CampaignStatus
  timeZone: string
  version: number | null
}

type CampaignTab = "flow" | "settings" | "messages" | "members"

/** Title, state, tabs and the acts that fit the state (CAM-4). */
export function CampaignHead({ campaign, tab }: { campaign: CampaignHeadView; tab: CampaignTab }) {
  const { t } = useUi()
  const c = t.campaigns
  const path = `/campaigns/${campaign.id}`
  const tabs: CampaignTab[] =
    campaign.kind === "flow" ? ["flow", "messages", "members", "settings"] : ["members", "settings"]
  return (
    <div class="stack">
      <PageHead
        title={campaign.name}
        label={campaign.kind === "flow" ? c.label : c.labelRegular}
        chip={<CampaignChip status={campaign.status} />}
        crumb={{ href: "/campaigns", label: c.title }}
        actions={<Lifecycle campaign={campaign} />}
      />
      <Tabs
        label={campaign.name}
        tabs={tabs.map((name) => ({ href: `${path}/${name}`, label: c.tabs[name], current: name === tab }))}
      />
    </div>
  )
}

const running: CampaignStatus[] = ["scheduled", "active"]
const cancellable: CampaignStatus[] = ["scheduled", "active", "paused"]

function Lifecycle({ campaign }: { campaign: CampaignHeadView }) {
  const { t, user } = useUi()
  const l = t.campaigns.lifecycle
  const path = `/campaigns/${campaign.id}`
  if (!user?.canWrite) return null
  return (
    <>
      {campaign.status === "draft" && (
        <LinkButton href={`${path}/remove`} look="quiet" icon="trash" dialog>
          {l.remove}
        </LinkButton>
      )}
      {cancellable.includes(campaign.status) && (
        <LinkButton href={`${path}/cancel`} look="danger" icon="ban" dialog>
          {l.cancel}
        </LinkButton>
      )}
      {running.includes(campaign.status) && (
        <LinkButton href={`${path}/pause`} icon="pause" dialog>
          {l.pause}
        </LinkButton>
      )}
      {campaign.status === "paused" && (
        <LinkButton href={`${path}/resume`} look="primary" icon="play" dialog>
          {l.resume}
        </LinkButton>
      )}
      {campaign.status !== "draft" && (
        <form method="post" action={`${path}/copy`}>
          <button class="button" type="submit" data-look="plain">
            {l.copy}
          </button>
        </form>
      )}
      {campaign.status === "draft" && (
        <LinkButton href={`${path}/publish`} look="primary" dialog>
          {l.publish}
        </LinkButton>
      )}
    </>
  )
}
