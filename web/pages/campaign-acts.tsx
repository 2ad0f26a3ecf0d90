import type { Problem } from "../chart/view"
import { LinkButton } from "../components/button"
import { Choices } from "../components/choices"
import { Confirm } from "../components/confirm"
import { NumberField } from "../components/inputs"
import { Shell } from "../layout/shell"
import { formatInstantWithZone } from "../locales/format"
import { useUi } from "../ui"
import type { CampaignHeadView } from "./campaign-head"
import { ProblemList } from "./problem-list"

interface ActProps {
  campaign: CampaignHeadView
  error?: string | undefined
}

interface PublishProps extends ActProps {
  problems: Problem[]
  stepNames: Record<string, string>
  changes: { stepId: string; members: number; dueNow: number }[]
  /** Members of its segments, who enter when it becomes active. */
  entering: number
  futureOnly: boolean
  /** Epoch ms of a start that is still to come. */
  startsAt: number | null
  inFlow: number
}

/** Publish: what happens is said before it happens (FLOW-13, FLOW-14). */
export function PublishPage(props: PublishProps) {
  const { campaign, problems, stepNames, changes, error } = props
  const { t, locale } = useUi()
  const p = t.campaigns.publish
  const path = `/campaigns/${campaign.id}`
  const title = p.title(campaign.name)
  const blocking = problems.filter((problem) => problem.level !== "warning")
  if (blocking.length > 0) {
    return (
      <Shell title={title}>
        <section id="confirm" class="narrow stack">
          <h1 id="confirm-title">{title}</h1>
          <p>{p.problems(blocking.length)}</p>
          <ProblemList problems={blocking} stepName={(id) => stepNames[id] ?? id} chart={`${path}/flow`} />
          <div class="confirm-foot">
            <LinkButton href={`${path}/flow`}>{p.toFlow}</LinkButton>
          </div>
        </section>
      </Shell>
    )
  }
  const effects =
    campaign.status === "draft"
      ? [
          props.startsAt !== null
            ? p.later(formatInstantWithZone(locale, props.startsAt, campaign.timeZone))
            : props.futureOnly
              ? p.futureOnly
              : p.now(props.entering),
        ]
      : [p.update((campaign.version ?? 0) + 1), p.inFlow(props.inFlow)]
  const moved = changes.map((change) =>
    p.change(stepNames[change.stepId] ?? change.stepId, change.members, change.dueNow),
  )
  return (
    <Shell title={title}>
      <Confirm
        title={title}
        effects={[...effects, ...moved]}
        action={`${path}/publish`}
        submit={p.submit}
        back={`${path}/flow`}
        error={error}
      >
        {problems.length > 0 && <ProblemList problems={problems} stepName={(id) => stepNames[id] ?? id} />}
      </Confirm>
    </Shell>
  )
}

export function PausePage({ campaign, error, runs, queued }: ActProps & { runs: number; queued: number }) {
  const { t } = useUi()
  const p = t.campaigns.pause
  const title = p.title(campaign.name)
  return (
    <Shell title={title}>
      <Confirm
        title={title}
        effects={[p.runs(runs), p.queued(queued), p.entry]}
        action={`/campaigns/${campaign.id}/pause`}
        submit={p.submit}
        back={`/campaigns/${campaign.id}/flow`}
        error={error}
      />
    </Shell>
  )
}

/** Resume asks what to do with the waits that the pause has overtaken (CAM-8). */
export function ResumePage({
  campaign,
  error,
  overdue,
  pausedAt,
}: ActProps & { overdue: number; pausedAt: number | null }) {
  const { t, locale } = useUi()
  const r = t.campaigns.resume
  const title = r.title(campaign.name)
  return (
    <Shell title={title}>
      <Confirm
        title={title}
        effects={[
          ...(pausedAt === null ? [] : [r.since(formatInstantWithZone(locale, pausedAt, campaign.timeZone))]),
          r.overdue(overdue),
        ]}
        action={`/campaigns/${campaign.id}/resume`}
        submit={r.submit}
        back={`/campaigns/${campaign.id}/flow`}
        error={error}
      >
        <Choices
          name="overdue"
          label={r.choice}
          value="shift"
          options={[
            { value: "shift", label: r.shift, help: r.shiftHelp },
            { value: "spread", label: r.spread, help: r.spreadHelp },
            { value: "skip", label: r.skip, help: r.skipHelp },
          ]}
        />
        <NumberField name="hours" label={r.hours} value="4" min={1} max={720} />
      </Confirm>
    </Shell>
  )
}

/** Cancel says how many stop and how much will not leave (CAM-7). */
export function CancelPage({ campaign, error, runs, queued }: ActProps & { runs: number; queued: number }) {
  const { t } = useUi()
  const c = t.campaigns.cancel
  const title = c.title(campaign.name)
  return (
    <Shell title={title}>
      <Confirm
        title={title}
        effects={[c.runs(runs), c.queued(queued), c.final]}
        action={`/campaigns/${campaign.id}/cancel`}
        submit={c.submit}
        danger
        back={`/campaigns/${campaign.id}/flow`}
        error={error}
      />
    </Shell>
  )
}

export function RemoveCampaignPage({ campaign, error }: ActProps) {
  const { t } = useUi()
  const r = t.campaigns.remove
  const title = r.title(campaign.name)
  return (
    <Shell title={title}>
      <Confirm
        title={title}
        effects={[r.text]}
        action={`/campaigns/${campaign.id}/remove`}
        submit={r.submit}
        danger
        back={`/campaigns/${campaign.id}`}
        error={error}
      />
    </Shell>
  )
}
