import type { SearchResult } from "../../../web/layout/palette"
import type { Texts } from "../../../web/locales/en"
import { actsOf, type CampaignHeadView, homeOf, tabsOf } from "../../../web/pages/campaign-head"
import { settingsPath, settingsTabs } from "../../../web/pages/campaign-settings-frame"
import { flowTabs } from "../../../web/pages/flow-tabs"
import { AppError } from "../../core/errors"
import { may } from "../../services/access"
import { getCampaign } from "../../services/campaigns/get"
import type { Ctx } from "../../services/context"
import { getMember } from "../../services/members/get"
import { getSegment } from "../../services/segments/get"
import { memberPath } from "./members"

/** What the palette offers for one thing: its pages, and what can be done with it now, each named with it. */
type Offers = readonly SearchResult[]

/** Of the thing whose page one stands on; none elsewhere, nor when it is gone. */
export async function placesAt(ctx: Ctx, t: Texts, path: string): Promise<Offers> {
  const [, kind = "", id = ""] = path.split("/").map(decodeURIComponent)
  try {
    switch (kind) {
      case "campaigns":
      case "workflows":
        return id === "new" ? [] : placesOfCampaign(ctx, t, await getCampaign(ctx, { id, library: kind }))
      case "members":
        return id === "new" || id === "import" ? [] : placesOfMember(ctx, t, (await getMember(ctx, { id })).id)
      case "segments":
        return id === "new" ? [] : placesOfSegment(ctx, t, await getSegment(ctx, { id }))
      default:
        return []
    }
  } catch (error) {
    if (error instanceof AppError && error.code === "notFound") return []
    throw error
  }
}

type CampaignLike = Pick<CampaignHeadView, "id" | "name" | "kind" | "status" | "entryClosedAt">

/** Pages of a campaign or workflow, and the acts that fit its state (CAM-4). */
export function placesOfCampaign(ctx: Ctx, t: Texts, campaign: CampaignLike): Offers {
  const home = homeOf(campaign)
  const isWorkflow = campaign.kind === "workflow"
  const labels = isWorkflow ? t.workflows.acts : t.campaigns.acts
  const { bar, menu } = actsOf(campaign)
  const names = [
    ...(campaign.kind === "campaign" ? [] : (["publish"] as const)),
    ...[...bar, ...menu].map(({ name }) => name),
  ]
  const acts = [
    ...(campaign.status === "paused" ? [["resume", labels.resume] as const] : []),
    ...names.map((name) => [name, labels[name]] as const),
  ]
  const pages = [
    ...tabsOf[campaign.kind].map((tab) => [tab, t.campaigns.tabs[tab]] as const),
    ...(campaign.kind === "campaign"
      ? []
      : Object.entries(flowTabs).map(([tab, at]) => [at, t.flowEdit.tabs[tab as keyof typeof flowTabs]] as const)),
  ]
  const settings = isWorkflow
    ? []
    : settingsTabs.map((tab) => [settingsPath(campaign.id, tab), t.settings.tabs[tab]] as const)
  const of = (kind: "page" | "action", list: readonly (readonly [string, string])[], base: string) =>
    list.map(([at, label]) => ({ href: `${base}${at}`, label: `${label} · ${campaign.name}`, kind }))
  return distinct([
    ...(may(ctx.actor, "write") ? of("action", acts, `${home}/`) : []),
    ...of("page", pages, `${home}/`),
    ...of("page", settings, ""),
  ])
}

function placesOfMember(ctx: Ctx, t: Texts, id: string): Offers {
  const home = memberPath(id)
  const { tabs: names, erase } = t.people.member
  const tabs = (["overview", "explain", "timeline", "deliveries"] as const).map((tab) => ({
    href: tab === "overview" ? home : `${home}/${tab}`,
    label: `${tab === "explain" ? t.explain.tab : names[tab]} · ${id}`,
    kind: "page" as const,
  }))
  const acts = [
    { href: `${home}/edit`, label: `${t.actions.edit} · ${id}`, kind: "action" as const },
    { href: `${home}/erase`, label: `${erase} · ${id}`, kind: "action" as const },
  ]
  return [...(may(ctx.actor, "write") ? acts : []), ...tabs]
}

function placesOfSegment(ctx: Ctx, t: Texts, segment: { id: string; name: string; kind: string }): Offers {
  if (!may(ctx.actor, "write") || segment.kind === "everyone") return []
  const home = `/segments/${encodeURIComponent(segment.id)}`
  const s = t.people.segments
  const act = (href: string, label: string) => ({ href, label: `${label} · ${segment.name}`, kind: "action" as const })
  return [
    act(`${home}/edit`, s.edit),
    act(`${home}/remove`, s.remove),
    ...(segment.kind === "list" ? [act(`/members/import?segmentId=${segment.id}`, s.import)] : []),
  ]
}

function distinct(results: SearchResult[]): SearchResult[] {
  return results.filter(({ href }, index) => results.findIndex((one) => one.href === href) === index)
}
