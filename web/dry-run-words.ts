import type { IconName } from "./icons"
import { formatInstantWithZone } from "./locales/format"
import { quoted } from "./quoted"
import { reasonWords } from "./reason-words"
import { leftWords } from "./timeline-words"
import type { Ui } from "./ui"

/** One line of a dry run, as the service gives it. */
export interface DryRunLine {
  at: string
  stepId: string | null
  type: string
  campaignId: string | null
  outcome?: string | undefined
  channel?: string | undefined
  reason?: string | undefined
  detail?: string | undefined
  name?: string | undefined
  wait?: { until: string | null; zone: string } | undefined
  deferral?: { until: string } | undefined
  message?: Record<string, unknown> | undefined
}

interface Said {
  text: string
  icon: IconName
  detail?: string | undefined
}

/** A line in words, by the sentences of the member's timeline; null for what another line says already. */
export function dryRunWords(ui: Ui, line: DryRunLine, names: { step: string; campaign: string }): Said | null {
  const { t } = ui
  const w = t.timeline
  const [step, campaign] = [quoted(ui.locale, names.step), quoted(ui.locale, names.campaign)]
  const reason = line.reason === undefined ? "" : reasonWords(t, line.reason)
  const until = (at: string | null | undefined, zone = ui.zone) =>
    at ? formatInstantWithZone(ui.locale, Date.parse(at), zone) : null
  switch (line.type) {
    case "runStarted":
      return { text: w.runStarted(campaign), icon: "flow" }
    case "runNotStarted":
      return { text: w.runNotStarted(campaign, reason), icon: "slash" }
    case "stepEntered":
      return { text: w.stepEntered(step), icon: "chevronRight" }
    case "stepLeft": {
      const text = leftWords(ui, step, line.outcome ?? "done")
      return { text, icon: "chevronRight", detail: reason || line.detail }
    }
    case "waitStarted":
    case "waitMoved": {
      const end = until(line.wait?.until, line.wait?.zone)
      return { text: end === null ? w.waitStartedOpen(step) : w.waitStarted(step, end), icon: "hourglass" }
    }
    case "deliverySent":
      return { text: (t.flowEdit.dryRun.sentBy[line.channel ?? ""] ?? t.flowEdit.dryRun.sent)(step), icon: "send" }
    case "deliverySkipped":
      return { text: w.deliverySkipped(step, reason), icon: "slash", detail: line.detail }
    case "deliveryDeferred":
      return { text: w.deliveryDeferred(step, until(line.deferral?.until) ?? ""), icon: "clock" }
    case "deliveryFailed":
      return { text: w.deliveryFailed(step, reason), icon: "failed", detail: line.detail }
    case "deliveryCancelled":
      return { text: w.deliveryCancelled(step, reason), icon: "ban" }
    case "eventHappened":
      return { text: w.eventHappened(quoted(ui.locale, line.name ?? "")), icon: "zap" }
    case "converted":
      return { text: w.converted(campaign), icon: "done" }
    case "runParked":
      return { text: w.runParked(step, reason), icon: "warning", detail: line.detail }
    case "runEnded":
      return { text: t.flowEdit.dryRun.ended(campaign, reason), icon: "flag" }
    case "horizonReached":
    case "entriesReached":
      return { text: t.flowEdit.dryRun[line.type], icon: "info" }
    case "deliveryQueued":
      return null
    default:
      return { text: t.flowEdit.dryRun.changes[line.type] ?? line.type, icon: "activity", detail: line.detail }
  }
}
