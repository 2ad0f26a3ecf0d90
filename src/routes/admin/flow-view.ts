import type { ChartView } from "../../../web/chart/view"
import type { RunTotals } from "../../../web/pages/campaign-flow"
import { getCampaign } from "../../services/campaigns/get"
import type { CampaignView } from "../../services/campaigns/row"
import { campaignStats } from "../../services/campaigns/stats"
import type { Ctx } from "../../services/context"
import { type FlowView, getFlow } from "../../services/flows/get"
import { segmentChoices } from "../../services/overview/names"
import { referenceNames } from "../../services/overview/reference-names"
import type { FlowPlace } from "./flow-place"

/** All that the flow page shows. */
export interface FlowPageData {
  campaign: CampaignView
  flow: FlowView
  chart: ChartView
  totals: RunTotals
  draftAhead: boolean
}

/** Draft, numbers and names of one flow. */
export async function loadFlowPage(ctx: Ctx, place: FlowPlace): Promise<FlowPageData> {
  const { id, library } = place
  const [campaign, flow, stats, segments] = await Promise.all([
    getCampaign(ctx, { id, library }),
    getFlow(ctx, { id, library }),
    campaignStats(ctx, { id, library }),
    segmentChoices(ctx),
  ])
  return {
    campaign,
    flow,
    chart: {
      campaignId: id,
      home: place.home,
      flow: flow.draft,
      problems: flow.problems,
      numbers: stats.steps,
      segmentNames: Object.fromEntries(segments.map((segment) => [segment.id, segment.name])),
      names: await referenceNames(ctx, { flow: flow.draft }),
    },
    totals: stats.runs,
    draftAhead: flow.published !== null && JSON.stringify(flow.published.flow) !== JSON.stringify(flow.draft),
  }
}

/** Names of a flow's steps, for everything that mentions them. */
export function stepNamesOf(flow: FlowView): Record<string, string> {
  const steps = { ...flow.published?.flow.steps, ...flow.draft.steps }
  return Object.fromEntries(Object.entries(steps).map(([id, step]) => [id, step.name || id]))
}
