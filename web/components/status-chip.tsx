import type { CampaignStatus, DeliveryStatus, RunStatus } from "../../src/engine/types"
import type { IconName } from "../icons"
import { useUi } from "../ui"
import { Chip, type Tone } from "./chip"

const campaignLooks: Record<CampaignStatus, [Tone, IconName]> = {
  draft: ["neutral", "draft"],
  scheduled: ["info", "calendar"],
  active: ["good", "play"],
  paused: ["attention", "pause"],
  ended: ["neutral", "stop"],
  completed: ["neutral", "done"],
  cancelled: ["bad", "ban"],
  archived: ["neutral", "archive"],
}

export function CampaignChip({ status }: { status: CampaignStatus }) {
  const { t } = useUi()
  const [tone, icon] = campaignLooks[status]
  return (
    <Chip tone={tone} icon={icon}>
      {t.campaigns.status[status]}
    </Chip>
  )
}

const runLooks: Record<RunStatus, [Tone, IconName]> = {
  active: ["good", "play"],
  completed: ["neutral", "done"],
  exited: ["neutral", "slash"],
  cancelled: ["bad", "ban"],
  failed: ["attention", "warning"],
}

export function RunChip({ status }: { status: RunStatus }) {
  const { t } = useUi()
  const [tone, icon] = runLooks[status]
  return (
    <Chip tone={tone} icon={icon}>
      {t.campaigns.runs.statuses[status]}
    </Chip>
  )
}

const deliveryLooks: Record<DeliveryStatus, [Tone, IconName]> = {
  queued: ["info", "hourglass"],
  deferred: ["info", "clock"],
  sending: ["info", "send"],
  sent: ["good", "send"],
  delivered: ["good", "done"],
  bounced: ["bad", "failed"],
  complained: ["bad", "alert"],
  failed: ["bad", "failed"],
  skipped: ["neutral", "slash"],
  cancelled: ["neutral", "ban"],
  unknown: ["attention", "warning"],
}

export function DeliveryChip({ status }: { status: DeliveryStatus }) {
  const { t } = useUi()
  const [tone, icon] = deliveryLooks[status]
  return (
    <Chip tone={tone} icon={icon}>
      {t.sending.deliveries.statuses[status]}
    </Chip>
  )
}
