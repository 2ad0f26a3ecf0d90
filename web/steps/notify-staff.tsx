import type { NotifyStaffStep } from "../../src/engine/steps/notify-staff"
import { notifyStaffForm } from "./notify-staff-form"
import type { StepLook } from "./step-look"

export const notifyStaff: StepLook<NotifyStaffStep> = {
  icon: "note",
  hue: "integration",
  form: notifyStaffForm,
  summary({ to }, { t }) {
    const [first, ...rest] = to
    if (first === undefined) return t.flow.summaries.noContent
    return t.flow.summaries.notify(rest.length === 0 ? first : first + t.flow.summaries.more(rest.length))
  },
}
