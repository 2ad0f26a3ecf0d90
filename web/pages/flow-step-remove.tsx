import { Confirm } from "../components/confirm"
import { SelectField } from "../components/select"
import type { FormChoices } from "../forms/choices"
import { useUi } from "../ui"
import { CampaignActShell } from "./campaign-act-shell"
import { type CampaignHeadView, homeOf } from "./campaign-head"

interface RemoveProps {
  campaign: CampaignHeadView
  stepId: string
  name: string
  /** Members on it now. */
  members: number
  /** What leads to it leads on to this step; null: to nothing. */
  next: string | null
  /** The other steps. */
  steps: FormChoices["steps"]
  moveTo: string
  etag: string
  seen: string
  error?: string | undefined
}

/** Deleting a step says who is on it and asks where they shall go (FLOW-12). */
export function FlowStepRemovePage(props: RemoveProps) {
  const { campaign, stepId, name, members, next, steps, moveTo, etag, seen, error } = props
  const { t } = useUi()
  const r = t.flowEdit.removal
  const home = homeOf(campaign)
  return (
    <CampaignActShell title={r.title(name)} campaign={campaign}>
      <Confirm
        title={r.title(name)}
        effects={[
          next === null ? r.leadsNowhere : r.leadsTo(next),
          members > 0 ? r.members(members) : r.nobody,
          ...(campaign.version === null ? [] : [r.untilPublished]),
        ]}
        action={`${home}/flow/steps/${stepId}/remove`}
        submit={r.submit}
        danger
        back={`${home}/flow/steps#edit-${stepId}`}
        error={error}
      >
        <input type="hidden" name="etag" value={etag} />
        <input type="hidden" name="seen" value={seen} />
        {members > 0 && (
          <SelectField
            name="moveTo"
            label={r.moveTo}
            help={r.moveToHelp}
            value={moveTo}
            none={r.decideLater}
            options={steps.map((step) => ({ value: step.id, label: `${step.name} (${t.flow.types[step.type]})` }))}
          />
        )}
      </Confirm>
    </CampaignActShell>
  )
}
