import { Hono } from "hono"
import { CampaignAnalysisPage, OverallAnalysisPage } from "../../../web/pages/analysis"
import type { AnalysisFilter } from "../../../web/pages/analysis-filters"
import { AnalysisMembersPage } from "../../../web/pages/analysis-members"
import { textsOf } from "../../../web/ui"
import { AppError } from "../../core/errors"
import { analysisCsv } from "../../services/analysis/csv"
import { analysisMembers } from "../../services/analysis/members"
import { analysisMembersQuerySchema } from "../../services/analysis/members-query"
import { campaignAnalysis, overallAnalysis } from "../../services/analysis/read"
import { type AnalysisQuery, analysisQuerySchema, type Metric, metrics } from "../../services/analysis/schema"
import { getCampaign } from "../../services/campaigns/get"
import { getFlow } from "../../services/flows/get"
import { isEmptySystem } from "../../services/overview/names"
import { pageQuerySchema } from "../../services/page"
import type { AppContext, AppEnv } from "../env"
import { csvFile } from "../files"
import { placeOf } from "./flow-place"
import { stepNamesOf } from "./flow-view"
import { errorsByField, readQuery } from "./forms"
import { page } from "./respond"
import { localeOf } from "./surroundings"

/** What is drawn until somebody has chosen. */
const shownFirst: Metric[] = ["reached", "engaged", "converted"]

/** Analysis of one campaign or workflow. Mounted below it. */
export const campaignAnalysisPages = new Hono<AppEnv>()
  .get("/analysis", async (c) => {
    const ctx = c.get("ctx")
    const { id, library } = placeOf(c)
    const campaign = await getCampaign(ctx, { id, library })
    const { value: analysis, filter } = await asked(c, (query) => campaignAnalysis(ctx, { ...query, id, library }))
    return page(c, <CampaignAnalysisPage {...{ campaign, analysis, filter }} />)
  })
  .get("/analysis.csv", async (c) => {
    const { id, library } = placeOf(c)
    const query = readQuery(c, analysisQuerySchema)
    const { points } = await campaignAnalysis(c.get("ctx"), { ...query, id, library })
    return csvFile(analysisCsv(points), "analysis.csv")
  })
  .get("/analysis/members", async (c) => {
    const ctx = c.get("ctx")
    const { id, library } = placeOf(c)
    const query = readQuery(c, analysisMembersQuerySchema)
    const ref = { id, library }
    const [campaign, { items: rows, nextCursor }] = await Promise.all([
      getCampaign(ctx, ref),
      analysisMembers(ctx, { ...query, ...ref }),
    ])
    const stepNames = campaign.kind === "campaign" ? {} : stepNamesOf(await getFlow(ctx, ref))
    const step = query.stepId === undefined ? null : (stepNames[query.stepId] ?? query.stepId)
    return page(c, <AnalysisMembersPage {...{ campaign, step, rows, nextCursor, stepNames }} metric={query.metric} />)
  })

/** Analysis over all campaigns. */
export const overallAnalysisPages = new Hono<AppEnv>()
  .get("/analysis", async (c) => {
    const ctx = c.get("ctx")
    const paging = readQuery(c, pageQuerySchema)
    const { value: analysis, filter } = await asked(c, (query) => overallAnalysis(ctx, { ...query, ...paging }))
    const firstVisit = analysis.campaigns.length === 0 && (await isEmptySystem(ctx))
    return page(c, <OverallAnalysisPage {...{ analysis, filter, firstVisit }} />)
  })
  .get("/analysis.csv", async (c) => {
    const query = readQuery(c, analysisQuerySchema)
    const { points } = await overallAnalysis(c.get("ctx"), { ...query, limit: 1 })
    return csvFile(analysisCsv(points), "analysis.csv")
  })

/** What the form asks for; what it cannot mean is said at its field, and the usual days are shown. */
async function asked<T>(
  c: AppContext,
  read: (query: AnalysisQuery) => Promise<T>,
): Promise<{ value: T; filter: AnalysisFilter }> {
  const { range, from, to } = readQuery(c, analysisQuerySchema.pick({ range: true, from: true, to: true }))
  const params = new URL(c.req.url).searchParams
  const compare = params.get("compare") === "true"
  const chosen = params.getAll("show")
  const filter: AnalysisFilter = {
    range,
    from: from ?? "",
    to: to ?? "",
    compare,
    asTable: params.get("asTable") === "true",
    shown: params.has("chosen") ? metrics.filter((metric) => chosen.includes(metric)) : shownFirst,
    errors: {},
  }
  // The days are asked for once `custom` is chosen; until then the usual ones are shown.
  const unsaid = range === "custom" && from === undefined && to === undefined
  const query = { range: unsaid ? "7d" : range, from, to, compare: compare ? "1" : "0" } as const
  try {
    return { value: await read(query), filter }
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== "invalid" || range !== "custom") throw error
    const errors = errorsByField(textsOf(localeOf(c)), error.details.errors ?? [], (path) => path, { from, to })
    return { value: await read({ ...query, range: "7d" }), filter: { ...filter, errors } }
  }
}
