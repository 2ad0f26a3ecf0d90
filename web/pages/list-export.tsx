import { Button } from "../components/button"
import { Form, type FormErrors } from "../components/form"
import { DateField, TextField } from "../components/inputs"
import { PageHead } from "../components/page-head"
import { SelectField } from "../components/select"
import { Shell } from "../layout/shell"
import { useUi } from "../ui"
import { type ExportFieldName, FieldChoice, FileChoice, type Named, namedFields, optionsOf } from "./export-form-parts"
import { ExportHistory, type ExportRow } from "./export-history"

/** What to export, as typed. Of the filters only those of the list are shown. */
export interface ListExportValues {
  fields: string[]
  format: string
  bom: boolean
  query: string
  segmentId: string
  campaignId: string
  memberId: string
  stepId: string
  channel: string
  status: string
  from: string
  to: string
}

export interface ListExportProps {
  of: "members" | "deliveries"
  values: ListExportValues
  errors: FormErrors
  fields: readonly ExportFieldName[]
  attributes: Named[]
  /** Segments of members, or campaigns of deliveries. */
  choices: Named[]
  rows: ExportRow[]
  nextCursor: string | null
}

/** Exports of all members or deliveries, or of some (ANA-4). */
export function ListExportPage(props: ListExportProps) {
  const { of, values, errors, rows, nextCursor } = props
  const { t } = useUi()
  const e = t.exports
  return (
    <Shell title={e.lists[of].title}>
      <PageHead title={e.lists[of].title} crumb={{ href: `/${of}`, label: e.lists[of].list }} />
      <ExportHistory home={`/${of}/exports`} rows={rows} nextCursor={nextCursor} />
      <Form id="export-form" action={`/${of}/export`} errors={errors}>
        <p class="muted">{e.lists[of].intro}</p>
        <FieldChoice
          groups={[
            { label: e.lists[of].group, fields: namedFields(e, props.fields) },
            { label: e.groups.attributes, fields: props.attributes },
          ]}
          chosen={values.fields}
          errors={errors}
        />
        <fieldset class="form-section">
          <legend>{e.which}</legend>
          {of === "members" ? <MemberFilters {...props} /> : <DeliveryFilters {...props} />}
        </fieldset>
        <FileChoice values={values} errors={errors} />
        <div class="form-foot">
          <Button look="primary" icon="download">
            {e.submit.once}
          </Button>
        </div>
      </Form>
    </Shell>
  )
}

function MemberFilters({ values, errors, choices }: ListExportProps) {
  const { t } = useUi()
  const f = t.exports.filters
  return (
    <div class="form-pair">
      <SelectField
        name="segmentId"
        label={f.segment}
        none={f.any}
        value={values.segmentId}
        error={errors.segmentId}
        options={optionsOf(choices)}
      />
      <TextField
        name="query"
        label={t.people.members.searchLabel}
        value={values.query}
        error={errors.query}
        maxLength={200}
        optional
      />
    </div>
  )
}

function DeliveryFilters({ values, errors, choices }: ListExportProps) {
  const { t } = useUi()
  const f = t.exports.filters
  const d = t.sending.deliveries
  const words = (all: Record<string, string>) => Object.entries(all).map(([value, label]) => ({ value, label }))
  return (
    <>
      <div class="form-pair">
        <SelectField
          name="campaignId"
          label={d.campaign}
          none={f.any}
          value={values.campaignId}
          error={errors.campaignId}
          options={optionsOf(choices)}
        />
        <TextField
          name="memberId"
          label={d.member}
          value={values.memberId}
          error={errors.memberId}
          maxLength={300}
          optional
        />
      </div>
      <div class="form-pair">
        <SelectField
          name="status"
          label={d.status}
          none={f.any}
          value={values.status}
          error={errors.status}
          options={words(d.statuses)}
        />
        <SelectField
          name="channel"
          label={d.columns.channel}
          none={f.any}
          value={values.channel}
          error={errors.channel}
          options={words(t.sending.channels)}
        />
      </div>
      <div class="form-pair">
        <DateField name="from" label={f.madeFrom} value={values.from} error={errors.from} optional />
        <DateField name="to" label={f.madeTo} value={values.to} error={errors.to} optional />
      </div>
      <p class="field-help">{f.madeHelp}</p>
      {values.stepId && <input type="hidden" name="stepId" value={values.stepId} />}
    </>
  )
}
