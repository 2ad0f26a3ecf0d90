import { LinkButton } from "../components/button"
import { Choices } from "../components/choices"
import { FieldNotes } from "../components/field"
import type { FormErrors } from "../components/form"
import { DateField, NumberField, TextField, TimeField } from "../components/inputs"
import { NameList } from "../components/name-list"
import { Notice } from "../components/notice"
import { SelectField, withPresent } from "../components/select"
import { formatLength } from "../locales/format"
import { useUi } from "../ui"

/** What the campaign form holds, as typed. */
export interface CampaignFormValues {
  name: string
  startsDate: string
  startsTime: string
  endsDate: string
  endsTime: string
  timeZone: string
  segmentIds: string[]
  atEnd: "stop" | "finish"
  enrol: "existingAndFuture" | "futureOnly"
  reentry: "never" | "onRejoin" | "afterDays" | "onReset"
  reentryDays: string
  onLeave: "continue" | "exit"
  lateness: string
  /** `ID:VERSION` of the workflow that the flow is attached to (WF-2); "" for a flow of its own. */
  workflow: string
}

/** A published workflow and the versions of it that one may attach to, newest first. */
export interface WorkflowChoice {
  id: string
  name: string
  versions: number[]
}

export interface SegmentChoice {
  id: string
  name: string
  members: number
}

interface FieldsProps {
  values: CampaignFormValues
  errors: FormErrors
}

/** Name, dates and zone (CAM-2, CAM-5). */
export function GeneralFields({ values, errors, zones }: FieldsProps & { zones: string[] }) {
  const { t } = useUi()
  const f = t.campaigns.fields
  return (
    <>
      <fieldset class="form-section">
        <legend>{t.campaigns.sections.general}</legend>
        <TextField
          name="name"
          label={f.name}
          help={f.nameHelp}
          error={errors.name}
          value={values.name}
          required
          maxLength={200}
        />
      </fieldset>
      <fieldset class="form-section">
        <legend>{t.campaigns.sections.schedule}</legend>
        <Moment
          name="startsAt"
          label={f.startsAt}
          help={f.startsAtHelp}
          error={errors.startsAt}
          date={values.startsDate}
          time={values.startsTime}
        />
        <Moment
          name="endsAt"
          label={f.endsAt}
          help={f.endsAtHelp}
          error={errors.endsAt}
          date={values.endsDate}
          time={values.endsTime}
        />
        <TextField
          name="timeZone"
          label={f.timeZone}
          help={f.timeZoneHelp}
          error={errors.timeZone}
          value={values.timeZone}
          list="zones"
          required
        />
        <NameList id="zones" names={zones} />
      </fieldset>
    </>
  )
}

interface MomentProps {
  name: string
  label: string
  help: string
  error?: string | undefined
  date: string
  time: string
}

/** A local date with an optional time, in the campaign's zone (CAM-5). */
function Moment({ name, label, help, error, date, time }: MomentProps) {
  const { t } = useUi()
  const f = t.campaigns.fields
  return (
    <fieldset class="choices" id={`f-${name}`} aria-describedby={error ? `f-${name}-error` : undefined}>
      <legend>
        {label} <span class="field-optional">({t.form.optional})</span>
      </legend>
      <div class="form-pair">
        <DateField name={`${name}Date`} label={f.date} value={date} />
        <TimeField name={`${name}Time`} label={f.time} value={time} />
      </div>
      <FieldNotes name={name} help={help} error={error} />
    </fieldset>
  )
}

/** Segments (CAM-3) and whom the start takes in (CAM-6). */
export function AudienceFields({
  values,
  errors,
  segments,
  regular,
}: FieldsProps & {
  segments: SegmentChoice[]
  /** A regular campaign: nobody walks through it. */
  regular?: boolean
}) {
  const { t } = useUi()
  const f = t.campaigns.fields
  return (
    <fieldset class="form-section">
      <legend>{t.campaigns.sections.audience}</legend>
      {segments.length === 0 ? (
        <div class="field">
          <p class="field-label">{f.segments}</p>
          <p class="muted">{f.noSegments}</p>
          {/* A new flow says this first, before anything is typed that would be lost on the way. */}
          {regular && (
            <div class="row">
              <LinkButton href="/segments/new" icon="plus">
                {f.newSegment}
              </LinkButton>
            </div>
          )}
          <FieldNotes name="segmentIds" error={errors.segmentIds} />
        </div>
      ) : (
        <Choices
          name="segmentIds"
          label={f.segments}
          help={regular ? f.segmentsRegularHelp : f.segmentsHelp}
          error={errors.segmentIds}
          value={values.segmentIds}
          options={segments.map((segment) => ({
            value: segment.id,
            label: segment.name,
            help: f.members(segment.members),
          }))}
        />
      )}
      {!regular && (
        <Choices
          name="enrol"
          label={f.enrol}
          error={errors.enrol}
          value={values.enrol}
          options={[
            { value: "existingAndFuture", label: f.enrolAll },
            { value: "futureOnly", label: f.enrolFuture },
          ]}
        />
      )}
    </fieldset>
  )
}

const latenessChoices = ["PT1H", "PT6H", "P1D", "P3D", "P1W"]

/** How members come back, leave, and what happens at the end (CAM-5, CAM-15, CAM-16, RUN-4a). */
export function RuleFields({ values, errors }: FieldsProps) {
  const { t, locale } = useUi()
  const f = t.campaigns.fields
  const lengths = latenessChoices.includes(values.lateness) ? latenessChoices : [...latenessChoices, values.lateness]
  return (
    <fieldset class="form-section">
      <legend>{t.campaigns.sections.rules}</legend>
      <Choices
        name="atEnd"
        label={f.atEnd}
        error={errors.atEnd}
        value={values.atEnd}
        options={[
          { value: "stop", label: f.atEndStop, help: f.atEndStopHelp },
          { value: "finish", label: f.atEndFinish, help: f.atEndFinishHelp },
        ]}
      />
      <div class="form-pair">
        <SelectField
          name="reentry"
          label={f.reentry}
          help={f.reentryHelp}
          error={errors.reentry}
          value={values.reentry}
          options={[
            { value: "never", label: f.reentryNever },
            { value: "onRejoin", label: f.reentryOnRejoin },
            { value: "afterDays", label: f.reentryAfterDays },
            { value: "onReset", label: f.reentryOnReset },
          ]}
        />
        <NumberField
          name="reentryDays"
          label={f.reentryDays}
          error={errors.reentryDays}
          value={values.reentryDays}
          min={1}
          max={3650}
          optional
        />
      </div>
      <Choices
        name="onLeave"
        label={f.onLeave}
        error={errors.onLeave}
        value={values.onLeave}
        options={[
          { value: "continue", label: f.onLeaveContinue },
          { value: "exit", label: f.onLeaveExit },
        ]}
      />
      <SelectField
        name="lateness"
        label={f.lateness}
        help={f.latenessHelp}
        error={errors.lateness}
        value={values.lateness}
        options={lengths.map((value) => ({ value, label: formatLength(locale, value) }))}
      />
    </fieldset>
  )
}

/** Its own flow, or a version of a workflow from the library (WF-2). */
export function WorkflowFields({ values, errors, workflows }: FieldsProps & { workflows: WorkflowChoice[] }) {
  const { t } = useUi()
  const w = t.settings.workflow
  const options = workflows.flatMap(({ id, name, versions }) =>
    versions.map((version) => ({ value: `${id}:${version}`, label: w.option(name, version) })),
  )
  const [id, version] = values.workflow.split(":")
  const newest = workflows.find((one) => one.id === id)?.versions[0]
  const newer = newest !== undefined && newest > Number(version) ? newest : undefined
  return (
    <fieldset class="form-section">
      <legend>{w.title}</legend>
      {options.length === 0 ? (
        <p class="muted">{w.none}</p>
      ) : (
        <SelectField
          name="workflow"
          label={w.label}
          help={w.help}
          error={errors.workflow}
          none={w.own}
          value={values.workflow}
          options={withPresent(options, values.workflow)}
        />
      )}
      {newer !== undefined && (
        <Notice>
          <p>{w.newer(newer)}</p>
        </Notice>
      )}
    </fieldset>
  )
}
