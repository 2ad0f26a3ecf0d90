import { ActButton } from "../components/act-button"
import { LinkButton } from "../components/button"
import { FieldNotes } from "../components/field"
import type { FormErrors } from "../components/form"
import { useUi } from "../ui"
import type { CampaignHeadView } from "./campaign-head"
import { SettingsFrame } from "./campaign-settings-frame"

/** A field of campaign data as typed (CAM-18). */
export interface DataFieldValues {
  name: string
  type: string
}

interface DataProps {
  campaign: CampaignHeadView
  fields: DataFieldValues[]
  errors: FormErrors
}

/** The typed fields that hold one value per member and campaign. */
export function CampaignDataPage({ campaign, fields, errors }: DataProps) {
  const { t, user } = useUi()
  const d = t.settings.data
  return (
    <SettingsFrame campaign={campaign} tab="data" errors={errors}>
      <fieldset class="form-section">
        <legend>{d.title}</legend>
        <p class="muted">{d.intro}</p>
        {fields.length === 0 && <p class="muted">{d.empty}</p>}
        {fields.map((field, i) => (
          <div class="data-row" key={i}>
            <input
              class="input"
              type="text"
              name={`dataFields.${i}.name`}
              value={field.name}
              placeholder={d.name}
              aria-label={d.nameOf(i + 1)}
              maxLength={100}
              autocomplete="off"
            />
            <select class="input" name={`dataFields.${i}.type`} aria-label={d.typeOf(i + 1)}>
              {Object.entries(d.types).map(([type, name]) => (
                <option key={type} value={type} selected={type === field.type}>
                  {name}
                </option>
              ))}
            </select>
            {user?.canWrite && (
              <ActButton icon="close" iconOnly act={`remove:dataFields.${i}`}>
                {t.settings.row.remove(i + 1)}
              </ActButton>
            )}
          </div>
        ))}
        <FieldNotes name="dataFields" error={errors.dataFields} />
        {user?.canWrite && (
          <div class="row">
            <ActButton look="plain" icon="plus" act="add:dataFields">
              {d.add}
            </ActButton>
            {fields.length > 0 && (
              <LinkButton href={`/campaigns/${campaign.id}/data/import`} icon="upload">
                {d.import.title}
              </LinkButton>
            )}
          </div>
        )}
      </fieldset>
    </SettingsFrame>
  )
}
