import type { FormErrors } from "../components/form"
import {
  AudienceFields,
  type CampaignFormValues,
  GeneralFields,
  RuleFields,
  type SegmentChoice,
  type WorkflowChoice,
  WorkflowFields,
} from "./campaign-fields"
import type { CampaignHeadView } from "./campaign-head"
import { SettingsFrame } from "./campaign-settings-frame"

interface SettingsProps {
  campaign: CampaignHeadView
  values: CampaignFormValues
  errors: FormErrors
  segments: SegmentChoice[]
  zones: string[]
  /** Published workflows that a flow can be attached to. */
  workflows: WorkflowChoice[]
}

/** General settings of a campaign: everything stays editable (CAM-2). */
export function CampaignSettingsPage({ campaign, values, errors, segments, zones, workflows }: SettingsProps) {
  const isFlow = campaign.kind === "flow"
  return (
    <SettingsFrame campaign={campaign} tab="general" errors={errors}>
      <GeneralFields values={values} errors={errors} zones={zones} />
      <AudienceFields values={values} errors={errors} segments={segments} regular={!isFlow} />
      {isFlow && <RuleFields values={values} errors={errors} />}
      {isFlow && <WorkflowFields values={values} errors={errors} workflows={workflows} />}
    </SettingsFrame>
  )
}
