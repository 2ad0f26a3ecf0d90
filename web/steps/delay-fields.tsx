import { CheckField } from "../components/check-field"
import { Choices } from "../components/choices"
import { DateField, TextField, TimeField } from "../components/inputs"
import { LengthField } from "../components/length-field"
import { NameList } from "../components/name-list"
import { SelectField, withPresent } from "../components/select"
import type { FormChoices } from "../forms/choices"
import { type FormView, fieldOf } from "../forms/form-view"
import { lengthIn } from "../forms/length"
import { allOf, rawOf } from "../forms/values"
import { useUi } from "../ui"

interface Props {
  form: FormView
}

/** A length, then at a time, on days, within a window. */
export function LengthFields({ form }: Props) {
  const { t } = useUi()
  const s = t.stepForms.delay
  return (
    <>
      <LengthField
        name="delay.for"
        label={s.length}
        error={form.errors["delay.for"]}
        value={lengthIn(form.values, "delay.for")}
      />
      <AtField form={form} />
      <Choices
        name="delay.weekdays"
        label={s.weekdays}
        help={s.weekdaysHelp}
        error={form.errors["delay.weekdays"]}
        value={[...allOf(form.values, "delay.weekdays")]}
        options={t.flow.weekdays.map((label, index) => ({ value: String(index + 1), label }))}
        inline
      />
      <div class="form-pair">
        <TimeField {...fieldOf(form, "delay.window.from")} label={s.windowFrom} optional />
        <TimeField {...fieldOf(form, "delay.window.to")} label={s.windowTo} help={s.windowHelp} optional />
      </div>
      <ZoneField form={form} />
    </>
  )
}

/** A fixed local date-time. */
export function UntilFields({ form }: Props) {
  const { t } = useUi()
  const s = t.stepForms.delay
  return (
    <>
      <div class="form-pair">
        <DateField {...fieldOf(form, "delay.until")} label={s.untilDate} />
        <TimeField {...fieldOf(form, "delay.untilTime")} label={s.untilTime} optional />
      </div>
      <ZoneField form={form} />
    </>
  )
}

/** Before or after a date of the member's or an occasion (TIME-5). */
export function RelativeFields({
  kind,
  form,
  choices,
}: Props & { kind: "attribute" | "occasion"; choices: FormChoices }) {
  const { t } = useUi()
  const s = t.stepForms.delay
  const occasion = fieldOf(form, "delay.relativeTo.occasionId")
  const ifPast = fieldOf(form, "delay.ifPast")
  return (
    <>
      <div class="form-pair">
        <LengthField
          name="delay.offset"
          label={s.offset}
          error={form.errors["delay.offset"]}
          value={lengthIn(form.values, "delay.offset")}
        />
        <SelectField
          name="direction"
          label={s.direction}
          value={rawOf(form.values, "direction") || "after"}
          options={[
            { value: "before", label: s.before },
            { value: "after", label: s.after },
          ]}
        />
      </div>
      {kind === "attribute" ? (
        <>
          <TextField
            {...fieldOf(form, "delay.relativeTo.attribute")}
            label={s.attribute}
            help={s.attributeHelp}
            list="delay-attributes"
            required
          />
          <NameList id="delay-attributes" names={choices.attributes} />
          <CheckField
            name="yearly"
            label={s.yearly}
            help={s.yearlyHelp}
            checked={rawOf(form.values, "yearly") === "true"}
          />
        </>
      ) : (
        <SelectField
          {...occasion}
          label={s.occasion}
          none={t.rules.choose}
          options={withPresent(
            choices.occasions.map(({ id, name }) => ({ value: id, label: name })),
            occasion.value,
          )}
        />
      )}
      <AtField form={form} />
      <ZoneField form={form} />
      <SelectField
        {...ifPast}
        label={s.ifPast}
        help={s.ifPastHelp}
        options={[
          { value: ifPast.value === "continue" ? "continue" : "", label: s.ifPastContinue },
          { value: "exit", label: s.ifPastExit },
        ]}
      />
    </>
  )
}

function AtField({ form }: Props) {
  const { t } = useUi()
  const s = t.stepForms.delay
  return <TimeField {...fieldOf(form, "delay.at")} label={s.at} help={s.atHelp} optional />
}

/** The campaign's zone is what an absent one means; a step that names it keeps naming it. */
function ZoneField({ form }: Props) {
  const { t } = useUi()
  const s = t.stepForms.delay
  const field = fieldOf(form, "delay.zone")
  return (
    <SelectField
      {...field}
      label={s.zone}
      options={[
        { value: field.value === "campaign" ? "campaign" : "", label: s.zoneCampaign },
        { value: "member", label: s.zoneMember },
      ]}
    />
  )
}
