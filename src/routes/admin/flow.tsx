import { Hono } from "hono"
import { CampaignFlowPage, FlowNumbers } from "../../../web/pages/campaign-flow"
import type { AppEnv } from "../env"
import { placeOf } from "./flow-place"
import { loadFlowPage } from "./flow-view"
import { fragment, page } from "./respond"

/** The flow as a chart with its live numbers. Mounted below a campaign or a workflow. */
export const flowPages = new Hono<AppEnv>()
  .get("/flow", async (c) => {
    const { flow: _, ...shown } = await loadFlowPage(c.get("ctx"), placeOf(c))
    return page(c, <CampaignFlowPage {...shown} />)
  })
  .get("/flow/numbers", async (c) => {
    const { campaign, chart, totals } = await loadFlowPage(c.get("ctx"), placeOf(c))
    return fragment(c, <FlowNumbers campaign={campaign} chart={chart} totals={totals} />)
  })
