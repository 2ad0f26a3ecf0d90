import { Choices, YesNo } from "../components/choices"
import type { FormErrors } from "../components/form"
import { TextField } from "../components/inputs"
import { useUi } from "../ui"
import type { CampaignHeadView } from "./campaign-head"
import { SettingsFrame } from "./campaign-settings-frame"

export const unsubscribeScopes = ["campaign", "category", "group", "categoryAndGroup", "all"] as const

/** The Unsubscribe & Dismiss tab, as typed (CAM-11, CAM-13). */
export interface UnsubscribeFormValues {
  scope: (typeof unsubscribeScopes)[number]
  channels: "this" | "all"
  landingPage: string
  dismissible: boolean
  tracking: boolean
  smsTracking: boolean
}

interface UnsubscribeProps {
  campaign: CampaignHeadView
  values: UnsubscribeFormValues
  errors: FormErrors
}

export function CampaignUnsubscribePage({ campaign, values, errors }: UnsubscribeProps) {
  const { t } = useUi()
  const u = t.settings.unsubscribe
  return (
    <SettingsFrame campaign={campaign} tab="unsubscribe" errors={errors}>
      <fieldset class="form-section">
        <legend>{u.title}</legend>
        <Choices
          name="scope"
          label={u.scope}
          help={u.scopeHelp}
          error={errors.scope}
          value={values.scope}
          options={unsubscribeScopes.map((value) => ({ value, label: u.scopes[value] }))}
        />
        <Choices
          name="channels"
          label={u.channels}
          error={errors.channels}
          value={values.channels}
          options={[
            { value: "this", label: u.channelsThis },
            { value: "all", label: u.channelsAll },
          ]}
        />
        <TextField
          name="landingPage"
          label={u.landingPage}
          help={u.landingPageHelp}
          error={errors.landingPage}
          value={values.landingPage}
          placeholder="https://"
          maxLength={2000}
          optional
        />
      </fieldset>
      <fieldset class="form-section">
        <legend>{u.dismiss}</legend>
        <YesNo
          name="dismissible"
          label={u.dismissible}
          help={u.dismissibleHelp}
          error={errors.dismissible}
          value={values.dismissible}
        />
      </fieldset>
      <fieldset class="form-section">
        <legend>{u.trackingTitle}</legend>
        <YesNo
          name="tracking"
          label={u.tracking}
          help={u.trackingHelp}
          error={errors.tracking}
          value={values.tracking}
        />
        <YesNo
          name="smsTracking"
          label={u.smsTracking}
          help={u.smsTrackingHelp}
          error={errors.smsTracking}
          value={values.smsTracking}
        />
      </fieldset>
    </SettingsFrame>
  )
}
