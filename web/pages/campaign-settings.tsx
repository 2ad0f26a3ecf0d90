import { Button } from "../components/button"
import { Form, type FormErrors } from "../components/form"
import { Shell } from "../layout/shell"
import { useUi } from "../ui"
import {
  AudienceFields,
  type CampaignFormValues,
  GeneralFields,
  RuleFields,
  type SegmentChoice,
} from "./campaign-fields"
import { CampaignHead, type CampaignHeadView } from "./campaign-head"

interface SettingsProps {
  campaign: CampaignHeadView
  values: CampaignFormValues
  errors: FormErrors
  segments: SegmentChoice[]
  zones: string[]
}

/** Settings of a campaign: everything stays editable (CAM-2). */
export function CampaignSettingsPage({ campaign, values, errors, segments, zones }: SettingsProps) {
  const { t, user } = useUi()
  return (
    <Shell title={`${campaign.name} · ${t.campaigns.tabs.settings}`}>
      <CampaignHead campaign={campaign} tab="settings" />
      <Form id="campaign-form" action={`/campaigns/${campaign.id}/settings`} errors={errors}>
        <GeneralFields values={values} errors={errors} zones={zones} />
        <AudienceFields values={values} errors={errors} segments={segments} />
        <RuleFields values={values} errors={errors} />
        {user?.canWrite && (
          <div class="form-foot">
            <Button look="primary">{t.actions.save}</Button>
          </div>
        )}
      </Form>
    </Shell>
  )
}
