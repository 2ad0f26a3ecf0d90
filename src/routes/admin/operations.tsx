import { Hono } from "hono"
import { AuditLogPage } from "../../../web/pages/audit-log"
import { CampaignForecastPage, ForecastsPage } from "../../../web/pages/forecast"
import { HealthPage } from "../../../web/pages/health"
import { RebuildPage } from "../../../web/pages/rebuild"
import { authorize, may } from "../../services/access"
import { auditQuerySchema, listAudit } from "../../services/audit"
import { listBackups, makeBackup } from "../../services/backups/verbs"
import { getCampaign } from "../../services/campaigns/get"
import { getFlow } from "../../services/flows/get"
import { getForecast, getForecasts, remakeForecast } from "../../services/forecast/verbs"
import { readHealth } from "../../services/health/read"
import { flowNames } from "../../services/overview/names"
import { pageQuerySchema } from "../../services/page"
import { listRebuilds, startRebuild } from "../../services/rebuild/verbs"
import type { AppEnv } from "../env"
import { stepNamesOf } from "./flow-view"
import { readQuery } from "./forms"
import { leadTo, page } from "./respond"

/** What one flow is expected to send; of campaigns and of workflows. */
function forecastPages(library: "campaigns" | "workflows"): Hono<AppEnv> {
  const path = `/${library}/:id/forecast`
  return new Hono<AppEnv>()
    .get(path, async (c) => {
      const ctx = c.get("ctx")
      const id = c.req.param("id") ?? ""
      const campaign = await getCampaign(ctx, { id, library })
      const forecast = await getForecast(ctx, { id, library })
      const stepNames = campaign.kind === "campaign" ? {} : stepNamesOf(await getFlow(ctx, { id, library }))
      return page(c, <CampaignForecastPage {...{ campaign, forecast, stepNames }} />)
    })
    .post(path, async (c) => {
      const id = c.req.param("id") ?? ""
      await remakeForecast(c.get("ctx"), { id, library })
      return leadTo(c, `/${library}/${id}/forecast`)
    })
}

/** Forecasts, health, backups, rebuilds and the audit log. */
export const operationsPages = new Hono<AppEnv>()
  .get("/forecast", async (c) => page(c, <ForecastsPage forecasts={await getForecasts(c.get("ctx"))} />))
  .route("/", forecastPages("campaigns"))
  .route("/", forecastPages("workflows"))
  .get("/health", async (c) => {
    const ctx = c.get("ctx")
    const [health, backups] = await Promise.all([
      readHealth(ctx),
      may(ctx.actor, "admin") ? listBackups(ctx).then(({ items }) => items) : null,
    ])
    return page(c, <HealthPage health={health} backups={backups} />)
  })
  .post("/health/backups", async (c) => {
    authorize(c.get("ctx").actor, "admin")
    await makeBackup(c.get("ctx"))
    return leadTo(c, "/health", "saved")
  })
  .get("/health/rebuild", async (c) => {
    const ctx = c.get("ctx")
    authorize(ctx.actor, "admin")
    const { items, nextCursor } = await listRebuilds(ctx, readQuery(c, pageQuerySchema))
    const campaignIds = (items[0]?.corrections ?? []).map(({ campaignId }) => campaignId)
    const { campaigns, steps } = await flowNames(ctx, { campaignIds })
    const stepNames = Object.fromEntries([...steps].map(([id, names]) => [id, Object.fromEntries(names)]))
    const names = { campaignNames: Object.fromEntries(campaigns), stepNames }
    return page(c, <RebuildPage rebuilds={items} nextCursor={nextCursor} {...names} />)
  })
  .post("/health/rebuild", async (c) => {
    authorize(c.get("ctx").actor, "admin")
    await startRebuild(c.get("ctx"))
    return leadTo(c, "/health/rebuild")
  })
  .get("/audit", async (c) => {
    const ctx = c.get("ctx")
    authorize(ctx.actor, "admin")
    const query = readQuery(c, auditQuerySchema)
    const { items, nextCursor } = await listAudit(ctx, query)
    const { query: text = "", action = "", from = "", to = "" } = query
    return page(
      c,
      <AuditLogPage
        rows={items.map((item) => ({ ...item, at: Date.parse(item.at) }))}
        nextCursor={nextCursor}
        filter={{ query: text, action, from, to }}
      />,
    )
  })
