import type { UpdateMemberStep } from "../../src/engine/steps/update-member"
import type { StepLook } from "./step-look"
import { updateMemberForm } from "./update-member-form"

export const updateMember: StepLook<UpdateMemberStep> = {
  icon: "userPen",
  hue: "integration",
  form: updateMemberForm,
  summary({ set, join, leave }, { t, segmentName }) {
    const { attributes, ...fields } = set ?? {}
    const s = t.flow.summaries
    const profile = (["email", "phone", "locale", "timeZone"] as const).filter((field) => fields[field] !== undefined)
    const names = [...profile.map((field) => t.flow.facts[field]), ...Object.keys(attributes ?? {})]
    const parts = [
      ...(names.length > 0 ? [s.sets(names.join(", "))] : []),
      ...(join?.length ? [s.joins(join.map(segmentName).join(", "))] : []),
      ...(leave?.length ? [s.leaves(leave.map(segmentName).join(", "))] : []),
    ].join(", ")
    return parts === "" ? s.noContent : parts.charAt(0).toUpperCase() + parts.slice(1)
  },
}
