import type { DelayStep } from "../../src/engine/steps/delay"
import { ShapeField } from "../components/select"
import { isoIn, lengthFields } from "../forms/length"
import { allOf, type Fields, optionalOf, present, rawOf, textOf, type Values } from "../forms/values"
import { useUi } from "../ui"
import { LengthFields, RelativeFields, UntilFields } from "./delay-fields"
import type { StepForm } from "./step-form"

type Delay = DelayStep["delay"]
const kinds = ["length", "until", "attribute", "occasion"] as const
type Kind = (typeof kinds)[number]

export const delayForm: StepForm<DelayStep> = {
  blank: { kind: "length", "delay.for": "1", "delay.forUnit": "days" },
  fields: ({ delay }) => ({ kind: kindOf(delay), ...fieldsOfDelay(delay) }),
  read: (values) => ({ delay: delayIn(values, kindIn(values)) }),
  Fields({ form, choices }) {
    const { t } = useUi()
    const s = t.stepForms.delay
    const kind = kindIn(form.values)
    return (
      <>
        <ShapeField
          name="kind"
          label={s.kind}
          error={form.errors.kind}
          value={kind}
          options={kinds.map((one) => ({ value: one, label: s.kinds[one] }))}
        />
        {kind === "length" && <LengthFields form={form} />}
        {kind === "until" && <UntilFields form={form} />}
        {(kind === "attribute" || kind === "occasion") && <RelativeFields kind={kind} form={form} choices={choices} />}
      </>
    )
  },
}

function kindIn(values: Values): Kind {
  return kinds.find((kind) => kind === rawOf(values, "kind")) ?? "length"
}

function kindOf(delay: Delay): Kind {
  if ("for" in delay) return "length"
  if ("until" in delay) return "until"
  return "attribute" in delay.relativeTo ? "attribute" : "occasion"
}

function fieldsOfDelay(delay: Delay): Fields {
  if ("for" in delay) {
    return {
      ...lengthFields("delay.for", delay.for),
      "delay.at": delay.at,
      "delay.weekdays": delay.weekdays?.map(String),
      "delay.window.from": delay.window?.from,
      "delay.window.to": delay.window?.to,
      "delay.zone": delay.zone,
    }
  }
  if ("until" in delay) {
    const [date, time] = delay.until.split("T")
    return { "delay.until": date, "delay.untilTime": time, "delay.zone": delay.zone }
  }
  const { relativeTo } = delay
  return {
    ...("attribute" in relativeTo
      ? { "delay.relativeTo.attribute": relativeTo.attribute, yearly: yearlyField(relativeTo.yearly) }
      : { "delay.relativeTo.occasionId": relativeTo.occasionId }),
    direction: delay.offset.startsWith("-") ? "before" : "after",
    ...lengthFields("delay.offset", delay.offset.replace(/^-/, "")),
    "delay.at": delay.at,
    "delay.zone": delay.zone,
    "delay.ifPast": delay.ifPast,
  }
}

function yearlyField(yearly: boolean | undefined): string | undefined {
  return yearly ? "true" : undefined
}

function delayIn(values: Values, kind: Kind): Record<string, unknown> {
  const zone = optionalOf(values, "delay.zone")
  if (kind === "until") {
    const [date, time] = [textOf(values, "delay.until"), textOf(values, "delay.untilTime")]
    return present({ until: time === "" ? date : `${date}T${time}`, zone })
  }
  const at = optionalOf(values, "delay.at")
  if (kind === "length") {
    const [from, to] = [textOf(values, "delay.window.from"), textOf(values, "delay.window.to")]
    const weekdays = allOf(values, "delay.weekdays").map(Number)
    return present({
      for: isoIn(values, "delay.for") ?? "",
      at,
      weekdays: weekdays.length > 0 ? weekdays : undefined,
      window: from === "" && to === "" ? undefined : { from, to },
      zone,
    })
  }
  const offset = isoIn(values, "delay.offset") ?? ""
  const relativeTo =
    kind === "attribute"
      ? present({
          attribute: textOf(values, "delay.relativeTo.attribute"),
          yearly: rawOf(values, "yearly") === "true" ? true : undefined,
        })
      : { occasionId: textOf(values, "delay.relativeTo.occasionId") }
  return present({
    relativeTo,
    offset: rawOf(values, "direction") === "before" ? `-${offset}` : offset,
    at,
    zone,
    ifPast: optionalOf(values, "delay.ifPast"),
  })
}
