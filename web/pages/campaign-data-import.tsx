import { Button, LinkButton } from "../components/button"
import { controlAttributes, Field } from "../components/field"
import { Form, type FormErrors } from "../components/form"
import { Shell } from "../layout/shell"
import { useUi } from "../ui"
import type { CampaignHeadView } from "./campaign-head"
import { SettingsHead, settingsPath } from "./campaign-settings-frame"

interface DataImportProps {
  campaign: CampaignHeadView
  fields: string[]
  errors: FormErrors
}

/** Values of a campaign's data fields from a file (CAM-18). */
export function CampaignDataImportPage({ campaign, fields, errors }: DataImportProps) {
  const { t } = useUi()
  const d = t.settings.data.import
  const path = `/campaigns/${campaign.id}/data/import`
  return (
    <Shell title={`${campaign.name} · ${d.title}`}>
      <SettingsHead campaign={campaign} tab="data" />
      <Form id="data-import-form" action={path} errors={errors} upload={path}>
        <h2>{d.title}</h2>
        <p class="muted">{d.intro(["id", ...fields].join(","))}</p>
        <Field name="file" label={d.file} help={d.fileHelp} error={errors.file}>
          <input
            class="input"
            type="file"
            accept=".csv,.ndjson,text/csv,application/x-ndjson"
            {...controlAttributes({ name: "file", help: d.fileHelp, error: errors.file })}
          />
        </Field>
        <div class="form-foot">
          <Button look="primary">{d.submit}</Button>
          <LinkButton href={settingsPath(campaign.id, "data")}>{t.actions.back}</LinkButton>
        </div>
      </Form>
    </Shell>
  )
}
