import * as z from "zod"
import { analysisCsv } from "../../services/analysis/csv"
import { analysisMembers } from "../../services/analysis/members"
import { analysisMembersQuerySchema, memberBehindPageSchema } from "../../services/analysis/members-query"
import { campaignAnalysis, overallAnalysis } from "../../services/analysis/read"
import {
  analysisQuerySchema,
  campaignAnalysisSchema,
  overallAnalysisSchema,
  rangeShape,
} from "../../services/analysis/schema"
import { pageQueryShape } from "../../services/page"
import { csvFile } from "../files"
import { endpoint } from "./endpoint"
import { idParams } from "./params"

const tag = "Analysis"
const overallQuerySchema = z.object({ ...rangeShape, ...pageQueryShape })
const rangeText =
  "`range` is whole days of the campaign's zone, today last: `today`, `yesterday`, `7d`, `month`, `3months`, or `custom` with `from` and `to`. `compare=1` adds as many days before. Rates and funnel are of all there has been since the beginning."
const membersText =
  "Newest first. A page may be short, or empty, and still have a next one. With `stepId` a number of that step; `reason` is the reason of `skipped` or the outcome of `left`."

/** One campaign's and one workflow's, which have the same shape. */
const ofLibrary = (library: "campaigns" | "workflows", what: string) => [
  endpoint({
    method: "get",
    path: `/${library}/{id}/analysis`,
    tag,
    summary: `Get what a ${what} has come to over time, its rates and its funnel`,
    description: rangeText,
    needs: "read",
    params: idParams,
    query: analysisQuerySchema,
    answer: { status: 200, schema: campaignAnalysisSchema },
    errors: [404],
    run: (ctx, { params, query }) => campaignAnalysis(ctx, { ...query, id: params.id, library }),
  }),
  endpoint({
    method: "get",
    path: `/${library}/{id}/analysis/export`,
    tag,
    summary: `Get the numbers of a ${what}'s analysis as CSV`,
    description: rangeText,
    needs: "read",
    params: idParams,
    query: analysisQuerySchema,
    answer: { status: 200, type: "text/csv" },
    errors: [404],
    run: async (ctx, { params, query }) =>
      csvFile(analysisCsv((await campaignAnalysis(ctx, { ...query, id: params.id, library })).points), "analysis.csv"),
  }),
  endpoint({
    method: "get",
    path: `/${library}/{id}/analysis/members`,
    tag,
    summary: `List the members behind a number of a ${what}'s analysis`,
    description: membersText,
    needs: "read",
    params: idParams,
    query: analysisMembersQuerySchema,
    answer: { status: 200, schema: memberBehindPageSchema },
    errors: [404],
    run: (ctx, { params, query }) => analysisMembers(ctx, { ...query, id: params.id, library }),
  }),
]

export const analysisEndpoints = [
  endpoint({
    method: "get",
    path: "/analysis",
    tag,
    summary: "Get what all campaigns have come to over time, and each one's part of it",
    description: `${rangeText} Days are those of the company's zone.`,
    needs: "read",
    query: overallQuerySchema,
    answer: { status: 200, schema: overallAnalysisSchema },
    run: (ctx, { query }) => overallAnalysis(ctx, query),
  }),
  ...ofLibrary("campaigns", "campaign"),
  ...ofLibrary("workflows", "workflow"),
]
