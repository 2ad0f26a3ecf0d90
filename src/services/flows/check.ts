import { sql } from "drizzle-orm"
import { checkTemplate } from "../../content/check"
import type { MessageTemplates } from "../../content/messages"
import { refusedTemplate } from "../../content/outbound-address"
import { variablesOfFlow } from "../../content/variables"
import { warningsOf } from "../../content/warnings"
import type { FieldError } from "../../core/errors"
import { campaigns, credentials, flowVersions, messages, occasions, segments } from "../../db/schema"
import type { Flow } from "../../engine/flow"
import type { StepProblem } from "../../engine/steps/step-type"
import type { CampaignStatus } from "../../engine/types"
import { referencesIn, startedAtOnce } from "../../engine/uses"
import { type Problem, type ValidateContext, validateFlow } from "../../engine/validate"
import type { CampaignRow } from "../campaigns/row"
import { everyoneId } from "../campaigns/settings"
import type { Ctx } from "../context"

/** Everything that keeps a flow from being published or deserves a look (FLOW-13), each naming its step. */
export async function checkFlow(ctx: Ctx, campaign: CampaignRow, flow: Flow): Promise<Problem[]> {
  return validateFlow(flow, await contextOf(ctx, campaign, flow))
}

/** What the checks look at beside the flow, in one round to D1. */
async function contextOf(ctx: Ctx, campaign: CampaignRow, flow: Flow): Promise<ValidateContext> {
  const refs = [...new Set(referencesIn(flow).map((one) => one.ref))]
  const [saved, known, others, dated, stored] = await ctx.db.batch([
    ctx.db
      .select({ id: messages.id, campaignId: messages.campaignId, channel: messages.channel })
      .from(messages)
      .where(sql`${messages.campaignId} IN (SELECT value FROM json_each(${JSON.stringify([campaign.id, ...refs])}))`),
    ctx.db.select({ id: segments.id, kind: segments.kind }).from(segments),
    othersOf(ctx, refs),
    ctx.db
      .select()
      .from(occasions)
      .where(sql`${occasions.id} IN (SELECT value FROM json_each(${JSON.stringify(refs)}))`),
    ctx.db.select({ name: credentials.name }).from(credentials),
  ])
  const messagesOf = (id: string) =>
    new Map(saved.flatMap((one) => (one.campaignId === id ? [[one.id, { channel: one.channel }] as const] : [])))
  const dataFields = campaign.settings.dataFields ?? []
  const variables = variablesIn(flow, dataFields)
  return {
    campaignId: campaign.id,
    messages: messagesOf(campaign.id),
    campaigns: new Map(
      others.map(({ id, kind, name, status, version, flow: published }) => [
        id,
        {
          kind,
          name,
          live: (kind === "campaign" || version !== null) && !over.includes(status),
          messages: messagesOf(id),
          startsAtOnce: published === null ? [] : startedAtOnce(published as Flow).map((one) => one.workflowId),
        },
      ]),
    ),
    occasions: new Map(dated.map((one) => [one.id, one])),
    credentials: new Set(stored.map((one) => one.name)),
    dataFields,
    // A workflow may be attached to a campaign that does.
    smsTracking: campaign.kind === "workflow" || campaign.settings.smsTracking === true,
    segmentIds: new Set([everyoneId, ...known.map((row) => row.id)]),
    ruleSegmentIds: new Set([everyoneId, ...known.filter((row) => row.kind !== "list").map((row) => row.id)]),
    startsAt: Math.max(ctx.clock.now(), campaign.startsAtMs ?? 0),
    endsAt: campaign.endsAtMs,
    timeZone: campaign.timeZone,
    checkTemplate: (text, field) => checkTemplate(text, field.endsWith("html") ? "html" : "text", variables),
    warnings: (channel, message) => flowWarnings({ ...message, channel }),
    checkUrl: (url) => {
      const message = refusedTemplate(url, ctx.config.outbound)
      return message === null ? [] : [{ code: "addressBlocked", message }]
    },
  }
}

const over: readonly CampaignStatus[] = ["draft", "archived", "cancelled", "ended", "completed"]

/** The campaigns that a flow refers to, and every workflow that these would start, with what workflows do. */
function othersOf(ctx: Ctx, refs: readonly string[]) {
  return ctx.db
    .select({
      id: campaigns.id,
      kind: campaigns.kind,
      name: campaigns.name,
      status: campaigns.status,
      version: campaigns.version,
      flow: flowVersions.flow,
    })
    .from(campaigns)
    .leftJoin(
      flowVersions,
      sql`${campaigns.kind} = 'workflow' AND ${flowVersions.campaignId} = ${campaigns.id} AND ${flowVersions.version} = ${campaigns.version}`,
    )
    .where(
      sql`${campaigns.id} IN (WITH RECURSIVE reach(id) AS (
        SELECT value FROM json_each(${JSON.stringify(refs)})
        UNION SELECT u.ref FROM campaign_uses u JOIN reach ON u.campaign_id = reach.id WHERE u.kind = 'workflow'
      ) SELECT id FROM reach)`,
    )
}

/** Variables that have a value somewhere in this flow (MSG-2). */
export function variablesIn(flow: Flow, dataFields: ValidateContext["dataFields"]): string[] {
  const steps = Object.entries(flow.steps)
  return variablesOfFlow({
    dataFields: dataFields.map((field) => field.name),
    occasionIds: referencesIn(flow).flatMap(({ kind, ref }) => (kind === "occasion" ? [ref] : [])),
    documentSteps: steps.flatMap(([id, step]) => (step.type === "exportPdf" ? [id] : [])),
    callsService: steps.some(([, step]) => step.type === "webService"),
  })
}

/** What deserves a look in the message of a step; mere hints are the editor's to give. */
function flowWarnings(message: MessageTemplates): StepProblem[] {
  return warningsOf(message)
    .filter(({ hint }) => hint === undefined)
    .map(({ code, message: text, language }) => ({
      code,
      message: language === null ? text : `${text} (${language})`,
      level: "warning",
    }))
}

/** Whether a problem forbids publishing; warnings do not. */
export function isError(problem: Problem): boolean {
  return problem.level !== "warning"
}

/** A problem of the flow as an error of the request that would publish it. */
export function problemError(problem: Problem): FieldError {
  const { stepId, code, message } = problem
  return stepId === undefined
    ? { path: "flow", code, message }
    : { path: `flow.steps.${stepId}`, code, message, stepId }
}
