import { Button, LinkButton } from "../components/button"
import { FieldNotes } from "../components/field"
import { Form, type FormErrors } from "../components/form"
import { DateField, TextField, TimeField } from "../components/inputs"
import { NameList } from "../components/name-list"
import { PageHead } from "../components/page-head"
import { SelectField, withPresent } from "../components/select"
import { Shell } from "../layout/shell"
import { useUi } from "../ui"

/** An occasion as typed; date and time are local to its zone (WF-3). */
export interface OccasionFormValues {
  name: string
  date: string
  time: string
  timeZone: string
  location: string
  segmentId: string
}

interface OccasionFormProps {
  /** Edits this one; null makes a new one. */
  occasion: { id: string; name: string } | null
  values: OccasionFormValues
  errors: FormErrors
  zones: string[]
  segments: { id: string; name: string }[]
}

export function OccasionFormPage({ occasion, values, errors, zones, segments }: OccasionFormProps) {
  const { t } = useUi()
  const o = t.occasions
  const home = occasion === null ? "/occasions" : `/occasions/${occasion.id}`
  const title = occasion === null ? o.new : o.edit
  return (
    <Shell title={title}>
      <PageHead title={title} crumb={{ href: home, label: occasion?.name ?? o.title }} />
      <Form id="occasion-form" action={occasion === null ? "/occasions/new" : `${home}/edit`} errors={errors}>
        <TextField name="name" label={o.name} error={errors.name} value={values.name} required maxLength={200} />
        <fieldset class="choices" id="f-at" aria-describedby={errors.at ? "f-at-error" : undefined}>
          <legend>{o.when}</legend>
          <div class="form-pair">
            <DateField name="date" label={o.date} value={values.date} />
            <TimeField name="time" label={o.time} value={values.time} />
          </div>
          <FieldNotes name="at" help={o.whenHelp} error={errors.at} />
        </fieldset>
        <TextField
          name="timeZone"
          label={o.timeZone}
          help={o.timeZoneHelp}
          error={errors.timeZone}
          value={values.timeZone}
          list="zones"
          required
        />
        <NameList id="zones" names={zones} />
        <TextField
          name="location"
          label={o.location}
          help={o.locationHelp}
          error={errors.location}
          value={values.location}
          maxLength={500}
          optional
        />
        <SelectField
          name="segmentId"
          label={o.invitees}
          help={o.inviteesHelp}
          error={errors.segmentId}
          none={o.noInvitees}
          value={values.segmentId}
          options={withPresent(
            segments.map(({ id, name }) => ({ value: id, label: name })),
            values.segmentId,
          )}
        />
        <div class="form-foot">
          <Button look="primary">{occasion === null ? o.create : o.save}</Button>
          <LinkButton href={home} look="quiet">
            {t.actions.cancel}
          </LinkButton>
        </div>
      </Form>
    </Shell>
  )
}
