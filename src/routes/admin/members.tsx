import { Hono } from "hono"
import { EraseMemberPage, MemberPage, type MemberTab } from "../../../web/pages/member"
import { MembersPage } from "../../../web/pages/members"
import { type TimelineEntry, type TimelineNames, timelineRows } from "../../../web/timeline-words"
import type { Ctx } from "../../services/context"
import { deliveryQuerySchema, listDeliveries } from "../../services/deliveries/list"
import { consentSchema, setConsent } from "../../services/members/consent"
import { eraseMember } from "../../services/members/erase"
import { getMember } from "../../services/members/get"
import { listMembers, memberQuerySchema } from "../../services/members/list"
import { listMemberRuns } from "../../services/members/runs"
import { memberTimeline, type TimelineItem } from "../../services/members/timeline"
import { flowNames, occasionNames, segmentChoices } from "../../services/overview/names"
import { holderNames } from "../../services/overview/policy-holders"
import { pageQuerySchema } from "../../services/page"
import { joinSegment, leaveSegment } from "../../services/segments/members"
import type { AppContext, AppEnv } from "../env"
import { invalidInput } from "../errors"
import { readForm, readQuery } from "./forms"
import { memberPageView } from "./member-view"
import { leadTo, page } from "./respond"
import { surroundings } from "./surroundings"
import { deliveryRow, memberRow } from "./views"

/** Runs shown on a member's page. */
const runsShown = 50

/** Members and one member's pages. */
export const memberPages = new Hono<AppEnv>()
  .get("/members", async (c) => {
    const ctx = c.get("ctx")
    const query = readQuery(c, memberQuerySchema)
    const [{ items, nextCursor }, segments] = await Promise.all([listMembers(ctx, query), segmentChoices(ctx)])
    const filter = { query: query.query ?? "", segmentId: query.segmentId ?? "" }
    return page(
      c,
      <MembersPage rows={items.map(memberRow)} nextCursor={nextCursor} filter={filter} segments={segments} />,
    )
  })
  .get("/members/:id", (c) => memberPage(c, c.req.param("id"), "overview"))
  .get("/members/:id/timeline", (c) => memberPage(c, c.req.param("id"), "timeline"))
  .get("/members/:id/deliveries", (c) => memberPage(c, c.req.param("id"), "deliveries"))
  .post("/members/:id/join", async (c) => {
    const form = await readForm(c)
    const memberId = c.req.param("id")
    await joinSegment(c.get("ctx"), { id: form.text("segmentId"), memberId })
    return leadTo(c, memberPath(memberId), "joined")
  })
  .post("/members/:id/leave", async (c) => {
    const form = await readForm(c)
    const memberId = c.req.param("id")
    await leaveSegment(c.get("ctx"), { id: form.text("segmentId"), memberId })
    return leadTo(c, memberPath(memberId), "left")
  })
  .post("/members/:id/consent", async (c) => {
    const form = await readForm(c)
    const id = c.req.param("id")
    const fields = { channel: form.text("channel"), scope: form.text("scope"), status: form.text("status") }
    const parsed = consentSchema.safeParse(fields)
    if (!parsed.success) throw invalidInput(parsed.error)
    await setConsent(c.get("ctx"), { id, consent: parsed.data })
    return leadTo(c, memberPath(id), parsed.data.status)
  })
  .get("/members/:id/erase", async (c) => {
    const ctx = c.get("ctx")
    const id = c.req.param("id")
    const { items } = await listMemberRuns(ctx, { id, limit: runsShown })
    return page(c, <EraseMemberPage memberId={id} runs={items.filter((run) => run.status === "active").length} />)
  })
  .post("/members/:id/erase", async (c) => {
    await eraseMember(c.get("ctx"), { id: c.req.param("id") })
    return leadTo(c, "/members", "removed")
  })

export function memberPath(id: string): string {
  return `/members/${encodeURIComponent(id)}`
}

async function memberPage(c: AppContext, id: string, tab: MemberTab): Promise<Response> {
  const ctx = c.get("ctx")
  const [member, runs, segments] = await Promise.all([
    getMember(ctx, { id }),
    listMemberRuns(ctx, { id, limit: runsShown }),
    segmentChoices(ctx),
  ])
  const names = await flowNames(ctx, { campaignIds: runs.items.map((run) => run.campaignId) })
  const joined = new Set(member.segments.map((segment) => segment.segmentId))
  return page(
    c,
    <MemberPage
      member={memberPageView(member, runs.items, names, segments)}
      tab={tab}
      joinable={segments.filter((segment) => segment.kind === "list" && !joined.has(segment.id))}
      timeline={tab === "timeline" ? await timelineOf(c, id, segments) : null}
      deliveries={tab === "deliveries" ? await deliveriesOf(c, id) : null}
    />,
  )
}

async function timelineOf(c: AppContext, id: string, segments: readonly { id: string; name: string }[]) {
  const ctx = c.get("ctx")
  const { items, nextCursor } = await memberTimeline(ctx, { id, ...readQuery(c, pageQuerySchema) })
  const entries = items.map(entryOf)
  const names = await namesFor(ctx, entries.flatMap(campaignsIn), segments)
  return { rows: timelineRows(await surroundings(c), entries, names), nextCursor }
}

/** Names for all that an explanation or a timeline may mention. */
export async function namesFor(
  ctx: Ctx,
  campaignIds: readonly string[],
  segments: readonly { id: string; name: string }[],
): Promise<TimelineNames> {
  const [names, occasions, holders] = await Promise.all([
    flowNames(ctx, { campaignIds }),
    occasionNames(ctx),
    holderNames(ctx),
  ])
  const segmentNames = new Map(segments.map((segment) => [segment.id, segment.name]))
  return {
    campaign: (campaignId) => names.campaigns.get(campaignId) ?? campaignId,
    step: (campaignId, stepId) => names.steps.get(campaignId)?.get(stepId) ?? stepId,
    segment: (segmentId) => segmentNames.get(segmentId) ?? segmentId,
    occasion: (id) => occasions.get(id) ?? id,
    holders,
  }
}

/** The entry's own campaign, and those of the earlier messages that it names. */
function campaignsIn(entry: TimelineEntry): string[] {
  const earlier = "because" in entry && Array.isArray(entry.because) ? entry.because : []
  return [...("campaignId" in entry ? [entry.campaignId] : []), ...earlier.map((id) => id.split(".")[0] ?? "")]
}

/** The API's view of a journal entry is that entry with its instant. */
function entryOf(item: TimelineItem): TimelineEntry {
  return item as unknown as TimelineEntry
}

async function deliveriesOf(c: AppContext, memberId: string) {
  const ctx = c.get("ctx")
  const { items, nextCursor } = await listDeliveries(ctx, { ...readQuery(c, deliveryQuerySchema), memberId })
  const names = await flowNames(ctx, { campaignIds: items.map((item) => item.campaignId) })
  return { rows: items.map((item) => deliveryRow(item, names)), nextCursor }
}
