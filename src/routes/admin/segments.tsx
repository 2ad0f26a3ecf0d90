import { Hono } from "hono"
import * as z from "zod"
import type { FormErrors } from "../../../web/components/form"
import type { MemberRow } from "../../../web/pages/members"
import { RemoveSegmentPage, SegmentPage } from "../../../web/pages/segment"
import { type SegmentRow, SegmentsPage } from "../../../web/pages/segments"
import { textsOf } from "../../../web/ui"
import { AppError } from "../../core/errors"
import { memberIdSchema } from "../../core/profile"
import type { Rule } from "../../engine/rules"
import type { Source } from "../../engine/types"
import { formChoices } from "../../services/overview/form-choices"
import { campaignsOfSegment } from "../../services/overview/names"
import { pageQuerySchema } from "../../services/page"
import { getSegment } from "../../services/segments/get"
import { listSegments, segmentQuerySchema } from "../../services/segments/list"
import { joinSegment, listSegmentMembers, type SegmentMember } from "../../services/segments/members"
import { removeSegment } from "../../services/segments/remove"
import type { SegmentView } from "../../services/segments/view"
import type { AppContext, AppEnv } from "../env"
import { attempt, readForm, readQuery, refusalOf } from "./forms"
import { leadTo, page } from "./respond"
import { localeOf } from "./surroundings"
import { memberRow } from "./views"

/** Segments: list, members, join by hand, delete. */
export const segmentPages = new Hono<AppEnv>()
  .get("/segments", async (c) => {
    const { items, nextCursor } = await listSegments(c.get("ctx"), readQuery(c, segmentQuerySchema))
    return page(c, <SegmentsPage rows={items.map(segmentRow)} nextCursor={nextCursor} />)
  })
  .get("/segments/:id", async (c) => page(c, await segmentPage(c, c.req.param("id"), "", {})))
  .post("/segments/:id/join", async (c) => {
    const id = c.req.param("id")
    const memberId = (await readForm(c)).all("memberId")[0] ?? ""
    const schema = z.strictObject({ memberId: memberIdSchema })
    const join = (input: { memberId: string }) => joinSegment(c.get("ctx"), { id, ...input })
    const tried = await attempt(textsOf(localeOf(c)), schema, { memberId }, join)
    if (tried.done) return leadTo(c, `/segments/${id}`, "joined")
    return page(c, await segmentPage(c, id, memberId, tried.errors), tried.status)
  })
  .get("/segments/:id/remove", async (c) => {
    const segment = await getSegment(c.get("ctx"), { id: c.req.param("id") })
    return page(c, <RemoveSegmentPage segment={segmentRow(segment)} />)
  })
  .post("/segments/:id/remove", async (c) => {
    const ctx = c.get("ctx")
    const id = c.req.param("id")
    try {
      await removeSegment(ctx, { id })
      return leadTo(c, "/segments", "removed")
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== "conflict") throw error
      const segment = await getSegment(ctx, { id })
      return page(c, <RemoveSegmentPage segment={segmentRow(segment)} error={refusalOf(c, error)} />, 409)
    }
  })

async function segmentPage(c: AppContext, id: string, memberId: string, errors: FormErrors) {
  const ctx = c.get("ctx")
  const query = readQuery(c, pageQuerySchema)
  const [segment, members, campaigns, choices] = await Promise.all([
    getSegment(ctx, { id }),
    listSegmentMembers(ctx, { id, ...query }),
    campaignsOfSegment(ctx, { segmentId: id }),
    formChoices(ctx, { campaignId: null }),
  ])
  const named = [...choices.segments, ...choices.campaigns, ...choices.occasions]
  const names = Object.fromEntries(named.map((one) => [one.id, one.name]))
  return (
    <SegmentPage
      segment={segmentRow(segment)}
      rows={members.items.map(segmentMemberRow)}
      nextCursor={members.nextCursor}
      rule={segment.rule === undefined ? null : (segment.rule as Rule)}
      names={names}
      campaigns={campaigns}
      webhook={`POST ${new URL(c.req.url).origin}/api/v1/webhooks/segments/${id}/joins`}
      memberId={memberId}
      errors={errors}
    />
  )
}

function segmentRow({ id, name, kind, memberCount, createdAt, progress }: SegmentView): SegmentRow {
  return {
    id,
    name,
    kind,
    members: memberCount,
    progress: progress ?? null,
    createdAt: createdAt === null ? null : Date.parse(createdAt),
  }
}

function segmentMemberRow(member: SegmentMember): MemberRow {
  const { joinedAt, source } = member
  const joined = joinedAt === undefined ? undefined : { at: Date.parse(joinedAt), source: source as Source }
  return { ...memberRow(member), joined }
}
