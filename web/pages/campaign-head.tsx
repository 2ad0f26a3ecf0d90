import type { CampaignStatus } from "../../src/engine/types"
import { LinkButton, type Look } from "../components/button"
import { Chip } from "../components/chip"
import { Menu } from "../components/menu"
import { Notice } from "../components/notice"
import { PageHead } from "../components/page-head"
import { CampaignChip } from "../components/status-chip"
import { Tabs } from "../components/tabs"
import type { IconName } from "../icons"
import { useUi } from "../ui"

/** What every page of a campaign shows at its top. */
export interface CampaignHeadView {
  id: string
  name: string
  kind: "flow" | "campaign" | "workflow"
  status: CampaignStatus
  timeZone: string
  version: number | null
  /** Since when nobody enters any more although it is active (CAM-4). */
  entryClosedAt: string | null
  /** Why the system has paused it (DEL-23). */
  pauseReason: "bounces" | "complaints" | null
}

type CampaignTab = "flow" | "analysis" | "forecast" | "settings" | "messages" | "members"

/** Where the pages of a campaign, a flow or a workflow live. */
export function homeOf(campaign: Pick<CampaignHeadView, "id" | "kind">): string {
  return `/${campaign.kind === "workflow" ? "workflows" : "campaigns"}/${campaign.id}`
}

/** The pages of each kind, in their order. */
export const tabsOf: Record<CampaignHeadView["kind"], CampaignTab[]> = {
  flow: ["flow", "messages", "analysis", "forecast", "members", "settings"],
  workflow: ["flow", "analysis", "forecast", "members", "settings"],
  campaign: ["messages", "analysis", "members", "settings"],
}

interface HeadProps {
  campaign: CampaignHeadView
  tab: CampaignTab
  /** The page has a primary button of its own that leads to publishing. */
  publishesBelow?: boolean
}

/** Title, state, tabs and the acts that fit the state (CAM-4). */
export function CampaignHead({ campaign, tab, publishesBelow }: HeadProps) {
  const { t } = useUi()
  const c = t.campaigns
  const labels = { flow: c.label, workflow: t.workflows.label, campaign: c.labelRegular }
  const isWorkflow = campaign.kind === "workflow"
  return (
    <div class="stack">
      <PageHead
        title={campaign.name}
        label={labels[campaign.kind]}
        chip={
          <>
            <CampaignChip status={campaign.status} />
            {campaign.entryClosedAt !== null && <Chip icon="lock">{c.entryClosed}</Chip>}
          </>
        }
        crumb={isWorkflow ? { href: "/workflows", label: t.workflows.title } : { href: "/campaigns", label: c.title }}
        actions={<Lifecycle campaign={campaign} publishLook={publishesBelow ? "plain" : "primary"} />}
      />
      {campaign.status === "paused" && campaign.pauseReason !== null && (
        <Notice tone="bad" title={t.brakes[campaign.pauseReason].title}>
          <p>{t.brakes[campaign.pauseReason].text}</p>
        </Notice>
      )}
      <Tabs
        label={campaign.name}
        tabs={tabsOf[campaign.kind].map((name) => ({
          href: `${homeOf(campaign)}/${name}`,
          label: c.tabs[name],
          current: name === tab,
        }))}
      />
    </div>
  )
}

interface Act {
  name: "publish" | "pause" | "resume" | "cancel" | "remove" | "end" | "close-entry" | "open-entry" | "copy" | "archive"
  icon?: IconName
  look?: Look
}

/** Acts that fit the state (CAM-4), the most likely one last; those for now and then stand in the menu. */
export function actsOf({ kind, status, entryClosedAt }: Pick<CampaignHeadView, "kind" | "status" | "entryClosedAt">): {
  bar: Act[]
  menu: Act[]
} {
  const isWorkflow = kind === "workflow"
  const during = (...statuses: CampaignStatus[]) => statuses.includes(status)
  const when = (holds: boolean, act: Act): Act[] => (holds ? [act] : [])
  const pause: Act = { name: "pause", icon: "pause" }
  const open = kind === "flow" && during("scheduled", "active", "paused")
  return {
    bar: [
      ...when(during("draft"), { name: "remove", icon: "trash", look: "quiet" }),
      ...when(!isWorkflow && during("scheduled", "active"), pause),
    ],
    menu: [
      ...when(isWorkflow && during("active"), pause),
      ...when(!isWorkflow && during("scheduled", "active", "paused"), { name: "end", icon: "calendar" }),
      ...when(open && entryClosedAt === null, { name: "close-entry", icon: "lock" }),
      ...when(open && entryClosedAt !== null, { name: "open-entry", icon: "userPlus" }),
      { name: "copy", icon: "copy" },
      ...when(
        isWorkflow ? during("draft", "active", "cancelled") : during("draft", "ended", "completed", "cancelled"),
        {
          name: "archive",
          icon: "archive",
        },
      ),
      ...when(during("archived"), { name: "remove", icon: "trash" }),
      // Final for everybody in it: never beside what one presses in passing.
      ...when(during("active", "paused") || (!isWorkflow && during("scheduled")), {
        name: "cancel",
        icon: "ban",
        look: "danger",
      }),
    ],
  }
}

function Lifecycle({ campaign, publishLook }: { campaign: CampaignHeadView; publishLook: Look }) {
  const { t, user } = useUi()
  const l = campaign.kind === "workflow" ? t.workflows.acts : t.campaigns.acts
  const home = homeOf(campaign)
  const { status } = campaign
  if (!user?.canWrite) return null
  const button = ({ name, icon, look }: Act) => (
    <LinkButton key={name} href={`${home}/${name}`} look={look ?? "plain"} {...(icon ? { icon } : {})} dialog>
      {name === "remove" && status === "archived" ? l.removeArchived : l[name]}
    </LinkButton>
  )
  const { bar, menu } = actsOf(campaign)
  return (
    <>
      {bar.map(button)}
      <Menu id="more" label={t.actions.more}>
        {menu.map(button)}
      </Menu>
      {status === "paused" && button({ name: "resume", icon: "play", look: "primary" })}
      {status === "draft" && button({ name: "publish", look: publishLook })}
    </>
  )
}
