import type { Problem } from "../chart/view"
import { LinkButton } from "../components/button"
import { Confirm } from "../components/confirm"
import { SelectField } from "../components/select"
import type { FormChoices } from "../forms/choices"
import type { Texts } from "../locales/en"
import { formatInstantWithZone } from "../locales/format"
import { useUi } from "../ui"
import { CampaignActShell } from "./campaign-act-shell"
import { type CampaignHeadView, homeOf } from "./campaign-head"
import { ProblemList } from "./problem-list"

/** What becomes of the members on one step that is changed or removed (FLOW-14). */
export interface ChangeView {
  stepId: string
  members: number
  dueNow: number
  action: "stay" | "move" | "retime" | "exit"
  to?: string | undefined
  /** `dueNow` was reckoned from a part of the members. */
  estimated?: boolean | undefined
}

interface PublishProps {
  campaign: CampaignHeadView
  /** The earlier version to go back to; null: the draft is published. */
  version: number | null
  error?: string | undefined
  problems: Problem[]
  warnings: Problem[]
  stepNames: Record<string, string>
  /** Steps of what is to be published. */
  targets: FormChoices["steps"]
  changes: ChangeView[]
  /** Members of its segments, who enter when it becomes active. */
  entering: number
  futureOnly: boolean
  /** Epoch ms of a start that is still to come. */
  startsAt: number | null
  inFlow: number
}

/** Publish, or go back to an earlier version: what happens to whom is said before it happens (FLOW-13, FLOW-14). */
export function PublishPage(props: PublishProps) {
  const { campaign, version, problems, warnings, stepNames, changes, error } = props
  const { t } = useUi()
  const p = t.campaigns.publish
  const home = homeOf(campaign)
  const title = version === null ? p.title(campaign.name) : t.flowEdit.rollback.title(version)
  const stepName = (id: string) => stepNames[id] ?? id
  if (problems.length > 0) {
    return (
      <CampaignActShell title={title} campaign={campaign}>
        <section id="confirm" class="narrow stack">
          <h1 id="confirm-title">{title}</h1>
          <p>{p.problems(problems.length)}</p>
          <ProblemList problems={problems} stepName={stepName} chart={`${home}/flow`} />
          <div class="confirm-foot">
            <LinkButton href={`${home}/flow/edit`}>{p.toFlow}</LinkButton>
          </div>
        </section>
      </CampaignActShell>
    )
  }
  const affected = changes.filter((change) => change.members > 0)
  const kept = affected.filter((change) => change.action === "stay" || change.action === "retime")
  return (
    <CampaignActShell title={title} campaign={campaign}>
      <Confirm
        title={title}
        effects={[...useEffects(props), ...kept.map((change) => changeWords(t, stepName(change.stepId), change))]}
        action={version === null ? `${home}/publish` : `${home}/flow/rollback?version=${version}`}
        submit={version === null ? p.submit : t.flowEdit.rollback.submit}
        back={version === null ? `${home}/flow` : `${home}/flow/versions`}
        error={error}
      >
        {affected
          .filter((change) => !kept.includes(change))
          .map((change) => (
            <MoveField key={change.stepId} change={change} name={stepName(change.stepId)} targets={props.targets} />
          ))}
        {warnings.length > 0 && <ProblemList problems={warnings} stepName={stepName} chart={`${home}/flow`} />}
      </Confirm>
    </CampaignActShell>
  )
}

/** What happens at large. */
function useEffects({ campaign, version, startsAt, futureOnly, entering, inFlow }: PublishProps): string[] {
  const { t, locale } = useUi()
  const p = t.campaigns.publish
  const next = (campaign.version ?? 0) + 1
  if (version !== null) return [t.flowEdit.rollback.text(version, next), p.inFlow(inFlow)]
  if (campaign.status !== "draft") return [p.update(next, inFlow)]
  if (campaign.kind === "workflow") return [t.flowEdit.publish.workflow]
  if (startsAt !== null) return [p.later(formatInstantWithZone(locale, startsAt, campaign.timeZone))]
  return [futureOnly ? p.futureOnly : p.now(entering)]
}

function changeWords(t: Texts, step: string, { members, dueNow, action, estimated }: ChangeView): string {
  const w = t.flowEdit.publish
  if (action === "retime") return w.retime(step, members, dueNow, estimated === true)
  return w.stay(step, members)
}

/** Where the members of a removed step go (FLOW-12). */
function MoveField({ change, name, targets }: { change: ChangeView; name: string; targets: FormChoices["steps"] }) {
  const { t } = useUi()
  const w = t.flowEdit.publish
  return (
    <SelectField
      name={`move.${change.stepId}`}
      label={w.move(name, change.members)}
      help={w.moveHelp}
      value={change.to}
      none={w.choose}
      options={targets.map((step) => ({ value: step.id, label: `${step.name} (${t.flow.types[step.type]})` }))}
    />
  )
}
