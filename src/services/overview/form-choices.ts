import { desc, eq, ne, or, sql } from "drizzle-orm"
import { campaigns, credentials, flowDrafts, members, messages, occasions, segments } from "../../db/schema"
import type { Flow, Step } from "../../engine/flow"
import type { StepGroup } from "../../engine/steps/step-type"
import type { Channel } from "../../engine/types"
import type { Ctx } from "../context"
import { stepPalette } from "../flows/palette"

/** Entries of one picker. */
const choicesMax = 200
/** Members whose attribute and event names are looked at, the newest ones. */
const sampleMax = 500

interface Named {
  id: string
  name: string
}
interface MessageChoice extends Named {
  channel: Channel
}

/** What the forms of steps and rules offer; every list is cut at `choicesMax`. */
export interface FormChoices {
  types: { type: Step["type"]; group: StepGroup }[]
  steps: (Named & { type: Step["type"] })[]
  segments: (Named & { kind: "everyone" | "list" | "rule" })[]
  campaigns: (Named & { kind: "flow" | "campaign" | "workflow"; messages: MessageChoice[] })[]
  workflows: Named[]
  occasions: Named[]
  credentials: string[]
  attributes: string[]
  events: string[]
  dataFields: string[]
  messages: MessageChoice[]
}

/**
 * What can be chosen in a form.
 * @param input.campaignId the campaign (or workflow) whose flow the form belongs to; null: outside of one, as for segments
 */
export async function formChoices(ctx: Ctx, input: { campaignId: string | null }): Promise<FormChoices> {
  const [known, drafts, saved, allSegments, allOccasions, stored, sample] = await ctx.db.batch([
    ctx.db
      .select({
        id: campaigns.id,
        name: campaigns.name,
        kind: campaigns.kind,
        status: campaigns.status,
        version: campaigns.version,
        settings: campaigns.settings,
      })
      .from(campaigns)
      .where(or(ne(campaigns.status, "archived"), eq(campaigns.id, input.campaignId ?? "")))
      .orderBy(desc(campaigns.id))
      .limit(choicesMax),
    ctx.db
      .select({ flow: flowDrafts.flow })
      .from(flowDrafts)
      .where(eq(flowDrafts.campaignId, input.campaignId ?? "")),
    ctx.db
      .select({ id: messages.id, name: messages.name, channel: messages.channel, campaignId: messages.campaignId })
      .from(messages)
      .orderBy(desc(messages.id))
      .limit(choicesMax * 5),
    ctx.db
      .select({ id: segments.id, name: segments.name, kind: segments.kind })
      .from(segments)
      .orderBy(desc(segments.id))
      .limit(choicesMax),
    ctx.db
      .select({ id: occasions.id, name: occasions.name })
      .from(occasions)
      .orderBy(desc(occasions.at))
      .limit(choicesMax),
    ctx.db.select({ name: credentials.name }).from(credentials).orderBy(credentials.name).limit(choicesMax),
    ctx.db
      .select({ profile: members.profile, facts: members.facts })
      .from(members)
      .orderBy(desc(sql`members.rowid`))
      .limit(sampleMax),
  ])
  const flow = drafts[0]?.flow as Flow | undefined
  const messagesOf = (id: string) =>
    saved.filter((one) => one.campaignId === id).map(({ id, name, channel }) => ({ id, name, channel }))
  return {
    types: stepPalette(),
    steps: Object.entries(flow?.steps ?? {}).map(([id, step]) => ({ id, name: step.name || id, type: step.type })),
    segments: allSegments,
    campaigns: known
      .filter((one) => one.kind !== "workflow" && one.id !== input.campaignId)
      .map(({ id, name, kind }) => ({ id, name, kind, messages: messagesOf(id) })),
    workflows: known
      .filter((one) => one.kind === "workflow" && one.version !== null && one.id !== input.campaignId)
      .map(({ id, name }) => ({ id, name })),
    occasions: allOccasions,
    credentials: stored.map((one) => one.name),
    attributes: namesIn(sample.map((one) => one.profile.attributes)),
    events: namesIn(sample.map((one) => one.facts?.eventCounts)),
    dataFields: (known.find((one) => one.id === input.campaignId)?.settings.dataFields ?? []).map((one) => one.name),
    messages: input.campaignId === null ? [] : messagesOf(input.campaignId),
  }
}

/** Distinct keys, sorted. */
function namesIn(records: (Record<string, unknown> | undefined | null)[]): string[] {
  const names = new Set(records.flatMap((record) => Object.keys(record ?? {})))
  return [...names].sort((a, b) => a.localeCompare(b)).slice(0, choicesMax)
}
