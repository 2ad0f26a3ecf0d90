import { memberName } from "../../../web/member-name"
import type { MemberPageView } from "../../../web/pages/member-overview"
import type { PushTarget, Source } from "../../engine/types"
import type { MemberView, RunView } from "../../services/members/view"
import type { FlowNames } from "../../services/overview/names"
import { runRow } from "./views"

/** A member with the names of all that its page mentions. */
export function memberPageView(
  member: MemberView,
  runs: readonly RunView[],
  names: FlowNames,
  segments: readonly { id: string; name: string; kind: string }[],
  scopeName: (scope: string) => string,
): MemberPageView {
  const byId = new Map(segments.map((segment) => [segment.id, segment]))
  const { id, email, phone, locale, timeZone, attributes } = member
  const targets = member.push as PushTarget[]
  return {
    id,
    name: memberName(attributes),
    email,
    phone,
    locale,
    timeZone,
    attributes,
    devices: targets.map((one) => ({
      kind: one.kind,
      host: one.kind === "webpush" ? new URL(one.endpoint).host : "",
    })),
    createdAt: Date.parse(member.createdAt),
    segments: member.segments.map(({ segmentId, joinedAt, source }) => ({
      id: segmentId,
      name: byId.get(segmentId)?.name ?? segmentId,
      joinedAt: Date.parse(joinedAt),
      source: source as Source,
      canLeave: byId.get(segmentId)?.kind === "list",
    })),
    runs: runs.map((run) => ({
      ...runRow(run),
      campaignId: run.campaignId,
      campaignName: names.campaigns.get(run.campaignId) ?? run.campaignId,
      stepName: names.steps.get(run.campaignId)?.get(run.stepId) ?? run.stepId,
    })),
    consent: member.consent.map((consent) => ({
      ...consent,
      at: Date.parse(consent.at),
      scopeName: scopeName(consent.scope),
    })),
  }
}
