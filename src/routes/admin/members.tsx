import { Hono } from "hono"
import { EraseMemberPage, MemberPage, type MemberTab } from "../../../web/pages/member"
import { MembersPage } from "../../../web/pages/members"
import { scopeWords } from "../../../web/scope-words"
import { consentSchema, setConsent } from "../../services/members/consent"
import { eraseMember } from "../../services/members/erase"
import { getMember } from "../../services/members/get"
import { listMembers, memberQuerySchema } from "../../services/members/list"
import { listMemberRuns } from "../../services/members/runs"
import { flowNames, segmentChoices } from "../../services/overview/names"
import { joinSegment, leaveSegment } from "../../services/segments/members"
import type { AppContext, AppEnv } from "../env"
import { invalidInput } from "../errors"
import { readForm, readQuery } from "./forms"
import { deliveriesTab, explainTab, insightTab, namesFor, timelineTab } from "./member-tabs"
import { memberPageView } from "./member-view"
import { leadTo, page } from "./respond"
import { surroundings } from "./surroundings"
import { memberRow } from "./views"

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
  .get("/members/:id/explain", (c) => memberPage(c, c.req.param("id"), "explain"))
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
  const scoped = member.consent.flatMap(({ scope }) => (scope.startsWith("campaign:") ? scope.slice(9) : []))
  const campaignIds = [...runs.items.map((run) => run.campaignId), ...scoped]
  const [names, said, ui] = await Promise.all([flowNames(ctx, { campaignIds }), namesFor(ctx, scoped), surroundings(c)])
  const joined = new Set(member.segments.map((segment) => segment.segmentId))
  return page(
    c,
    <MemberPage
      member={memberPageView(member, runs.items, names, segments, (scope) => scopeWords(ui, scope, said))}
      tab={tab}
      insight={tab === "overview" ? await insightTab(c, id) : null}
      explain={tab === "explain" ? await explainTab(c, member) : null}
      joinable={segments.filter((segment) => segment.kind === "list" && !joined.has(segment.id))}
      timeline={tab === "timeline" ? await timelineTab(c, member) : null}
      deliveries={tab === "deliveries" ? await deliveriesTab(c, id) : null}
    />,
  )
}
