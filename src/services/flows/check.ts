import { eq } from "drizzle-orm"
import { checkTemplate } from "../../content/check"
import type { FieldError } from "../../core/errors"
import { messages, segments } from "../../db/schema"
import type { Flow } from "../../engine/flow"
import { type Problem, validateFlow } from "../../engine/validate"
import type { CampaignRow } from "../campaigns/row"
import { everyoneId } from "../campaigns/settings"
import type { Ctx } from "../context"

/** Everything that keeps a flow from being published or deserves a look (FLOW-13), each naming its step. */
export async function checkFlow(ctx: Ctx, campaign: CampaignRow, flow: Flow): Promise<Problem[]> {
  const [saved, known] = await ctx.db.batch([
    ctx.db
      .select({ id: messages.id, channel: messages.channel })
      .from(messages)
      .where(eq(messages.campaignId, campaign.id)),
    ctx.db.select({ id: segments.id, kind: segments.kind }).from(segments),
  ])
  return validateFlow(flow, {
    messages: new Map(saved.map(({ id, channel }) => [id, { channel }])),
    segmentIds: new Set([everyoneId, ...known.map((row) => row.id)]),
    ruleSegmentIds: new Set([everyoneId, ...known.filter((row) => row.kind !== "list").map((row) => row.id)]),
    startsAt: Math.max(ctx.clock.now(), campaign.startsAtMs ?? 0),
    campaigns: new Map(),
    campaignId: campaign.id,
    occasionIds: new Set(),
    credentials: new Set(),
    dataFields: campaign.settings.dataFields ?? [],
    checkUrl: () => [],
    endsAt: campaign.endsAtMs,
    timeZone: campaign.timeZone,
    checkTemplate: (text, field) => checkTemplate(text, field.endsWith("html") ? "html" : "text"),
  })
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
