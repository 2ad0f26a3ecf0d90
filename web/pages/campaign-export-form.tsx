import type { RunStatus } from "../../src/engine/types"
import { Button } from "../components/button"
import { Form, type FormErrors } from "../components/form"
import { DateField, TextField, TimeField } from "../components/inputs"
import { NameList } from "../components/name-list"
import { SelectField, ShapeField } from "../components/select"
import { useUi } from "../ui"
import type { CampaignHeadView } from "./campaign-head"
import { settingsPath } from "./campaign-settings-frame"
import {
  type ExportFieldName,
  FieldChoice,
  type FieldGroup,
  FileChoice,
  type Named,
  namedFields,
  optionsOf,
} from "./export-form-parts"

const whens = ["once", "daily", "weekly"] as const
const runStatuses: RunStatus[] = ["active", "completed", "exited", "cancelled", "failed"]

/** What to export and when, as typed (ANA-4). */
export interface ExportFormValues {
  fields: string[]
  status: string
  stepId: string
  segmentId: string
  from: string
  to: string
  format: string
  bom: boolean
  when: (typeof whens)[number]
  name: string
  weekday: string
  at: string
  timeZone: string
  webhookUrl: string
}

/** Fields to choose from, by group; names of data fields and attributes are their own labels. */
export interface FieldGroups {
  member: readonly ExportFieldName[]
  run: readonly ExportFieldName[]
  messages: readonly ExportFieldName[]
  data: Named[]
  attributes: Named[]
}

export interface ExportFormProps {
  campaign: CampaignHeadView
  values: ExportFormValues
  errors: FormErrors
  groups: FieldGroups
  steps: Named[]
  segments: Named[]
  zones: string[]
  /** Of a schedule that is changed; absent: something new. */
  action?: string
}

/** Fields, rows, file and time of an export. */
export function ExportForm(props: ExportFormProps) {
  const { campaign, values, errors, action = settingsPath(campaign.id, "export") } = props
  const { t } = useUi()
  const e = t.exports
  const hasRuns = campaign.kind !== "campaign"
  // A schedule that is there stays one.
  const changed = props.action !== undefined
  const offered = changed ? whens.filter((when) => when !== "once") : whens
  return (
    <Form id="export-form" action={action} errors={errors}>
      <p class="muted">{hasRuns ? e.intro : e.introRegular}</p>
      <Fields {...props} />
      <Filters {...props} hasRuns={hasRuns} />
      <FileChoice values={values} errors={errors} />
      <fieldset class="form-section">
        <legend>{e.when}</legend>
        <ShapeField
          name="when"
          label={e.often}
          value={values.when}
          error={errors.when}
          options={offered.map((value) => ({ value, label: e.whens[value] }))}
        />
        {values.when !== "once" && <Times {...props} />}
      </fieldset>
      <div class="form-foot">
        <Button look="primary" icon={values.when === "once" ? "download" : "calendar"}>
          {changed ? t.actions.save : e.submit[values.when]}
        </Button>
      </div>
    </Form>
  )
}

function Fields({ campaign, values, errors, groups }: ExportFormProps) {
  const { t } = useUi()
  const e = t.exports
  const runs: FieldGroup[] = [
    { label: e.groups.run, fields: namedFields(e, groups.run) },
    { label: e.groups.messages, fields: namedFields(e, groups.messages) },
  ]
  const shown = [
    { label: e.groups.member, fields: namedFields(e, groups.member) },
    ...(campaign.kind === "campaign" ? [] : runs),
    { label: e.groups.data, fields: groups.data },
    { label: e.groups.attributes, fields: groups.attributes },
  ]
  return <FieldChoice groups={shown} chosen={values.fields} errors={errors} />
}

function Filters({ values, errors, steps, segments, hasRuns }: ExportFormProps & { hasRuns: boolean }) {
  const { t } = useUi()
  const f = t.exports.filters
  return (
    <fieldset class="form-section">
      <legend>{t.exports.which}</legend>
      {hasRuns && (
        <div class="form-pair">
          <SelectField
            name="status"
            label={f.status}
            none={f.any}
            value={values.status}
            error={errors.status}
            options={runStatuses.map((value) => ({ value, label: t.campaigns.runs.statuses[value] }))}
          />
          <SelectField
            name="stepId"
            label={f.step}
            none={f.any}
            value={values.stepId}
            error={errors.stepId}
            options={optionsOf(steps)}
          />
        </div>
      )}
      <SelectField
        name="segmentId"
        label={f.segment}
        none={f.any}
        value={values.segmentId}
        error={errors.segmentId}
        options={optionsOf(segments)}
      />
      {hasRuns && (
        <>
          <div class="form-pair">
            <DateField name="from" label={f.from} value={values.from} error={errors.from} optional />
            <DateField name="to" label={f.to} value={values.to} error={errors.to} optional />
          </div>
          <p class="field-help">{f.help}</p>
        </>
      )}
    </fieldset>
  )
}

function Times({ values, errors, zones }: ExportFormProps) {
  const { t } = useUi()
  const e = t.exports
  return (
    <>
      <TextField name="name" label={e.name} value={values.name} error={errors.name} maxLength={200} />
      <div class="form-pair">
        {values.when === "weekly" && (
          <SelectField
            name="weekday"
            label={e.weekday}
            value={values.weekday}
            error={errors.weekday}
            options={e.weekdays.map((label, i) => ({ value: String(i + 1), label }))}
          />
        )}
        <TimeField name="at" label={e.at} value={values.at} error={errors.at} />
        <TextField name="timeZone" label={e.timeZone} value={values.timeZone} error={errors.timeZone} list="zones" />
      </div>
      <NameList id="zones" names={zones} />
      <TextField
        name="webhookUrl"
        label={e.webhookUrl}
        help={e.webhookHelp}
        value={values.webhookUrl}
        error={errors.webhookUrl}
        placeholder="https://"
        maxLength={2000}
        optional
      />
    </>
  )
}
