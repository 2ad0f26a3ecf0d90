import type { WaitForEventStep } from "../../src/engine/steps/wait-for-event"
import { TextField } from "../components/inputs"
import { LengthField } from "../components/length-field"
import { NameList } from "../components/name-list"
import { SelectField, ShapeField, withPresent } from "../components/select"
import { WhereFields } from "../components/where-fields"
import { fieldOf } from "../forms/form-view"
import { isoIn, lengthFields, lengthIn } from "../forms/length"
import { fieldsOfWhere, whereIn } from "../forms/rule-values"
import { present, rawOf, textOf, type Values } from "../forms/values"
import { useUi } from "../ui"
import type { StepFieldsProps, StepForm } from "./step-form"

const kinds = ["event", "message"] as const
const deeds = ["opened", "clicked", "replied"] as const

export const waitForEventForm: StepForm<WaitForEventStep> = {
  blank: { kind: "event", timeout: "7", timeoutUnit: "days" },
  fields: ({ event, timeout, after }) => ({
    ...("message" in event
      ? { kind: "message", "event.message": event.message, "event.did": event.did }
      : { kind: "event", "event.name": event.name, ...fieldsOfWhere(event.where ?? [], "event.where") }),
    ...lengthFields("timeout", timeout),
    ...lengthFields("after", after),
  }),
  read: (values) =>
    present({ event: eventIn(values), timeout: isoIn(values, "timeout") ?? "", after: isoIn(values, "after") }),
  Fields(props) {
    const { form, choices } = props
    const { t } = useUi()
    const s = t.stepForms.waitForEvent
    const kind = kindIn(form.values)
    return (
      <>
        <ShapeField
          name="kind"
          label={s.kind}
          value={kind}
          options={kinds.map((one) => ({ value: one, label: s.kinds[one] }))}
        />
        {kind === "event" ? (
          <>
            <TextField
              {...fieldOf(form, "event.name")}
              label={s.event}
              help={s.eventHelp}
              list="wait-events"
              required
            />
            <NameList id="wait-events" names={choices.events} />
            <WhereFields at="event.where" form={form} />
          </>
        ) : (
          <MessageFields {...props} />
        )}
        <LengthField
          name="timeout"
          label={s.timeout}
          help={s.timeoutHelp}
          error={form.errors.timeout}
          value={lengthIn(form.values, "timeout")}
        />
        <LengthField
          name="after"
          label={s.after}
          help={s.afterHelp}
          error={form.errors.after}
          value={lengthIn(form.values, "after")}
          optional
        />
      </>
    )
  },
}

function MessageFields({ form, choices }: StepFieldsProps) {
  const { t } = useUi()
  const s = t.stepForms.waitForEvent
  const message = fieldOf(form, "event.message")
  const messaging = choices.steps.filter(({ type }) => /^(email|sms|push|cross(Email|Sms|Push))$/.test(type))
  const options = messaging.map(({ id, name }) => ({ value: id, label: name }))
  return (
    <div class="form-pair">
      <SelectField {...message} label={s.message} none={t.rules.choose} options={withPresent(options, message.value)} />
      <SelectField
        {...fieldOf(form, "event.did")}
        label={s.did}
        options={deeds.map((did) => ({ value: did, label: s.deeds[did] }))}
      />
    </div>
  )
}

function kindIn(values: Values): (typeof kinds)[number] {
  return rawOf(values, "kind") === "message" ? "message" : "event"
}

function eventIn(values: Values): Record<string, unknown> {
  if (kindIn(values) === "message") {
    return { message: textOf(values, "event.message"), did: textOf(values, "event.did") || "opened" }
  }
  return present({ name: textOf(values, "event.name"), where: whereIn(values, "event.where") })
}
