import { isoOfLength, lengthIn, lengthValueOf } from "../../../web/forms/length"
import { allOf, numberOf, rowsOf, textOf, type Values } from "../../../web/forms/values"
import type { CapValues, HolderFormValues } from "../../../web/pages/categories-form"
import type { HolderView } from "../../services/policy-holders/schema"

const everyDay = ["1", "2", "3", "4", "5", "6", "7"]

/** What the form of a new category or group begins with. */
export const emptyHolder: HolderFormValues = {
  name: "",
  priority: "0",
  caps: [],
  minGap: { n: "", unit: "hours" },
  quietFrom: "",
  quietTo: "",
  weekdays: everyDay,
  holidays: "",
  over: "defer",
}

/** A category or group as its form shows it. */
export function holderValues({ name, priority, policy }: HolderView): HolderFormValues {
  return {
    name,
    priority: String(priority),
    caps: policy.caps.map(({ channel, max, per }) => ({ channel, max: String(max), per: lengthValueOf(per) })),
    minGap: lengthValueOf(policy.minGap, "hours"),
    quietFrom: policy.quietHours?.from ?? "",
    quietTo: policy.quietHours?.to ?? "",
    weekdays: policy.weekdays?.map(String) ?? everyDay,
    holidays: policy.holidays?.join("\n") ?? "",
    over: policy.over,
  }
}

/** What was typed. */
export function holderValuesOfForm(form: Values): HolderFormValues {
  return {
    name: textOf(form, "name"),
    priority: textOf(form, "priority"),
    caps: rowsOf(form, "caps").map((row) => ({
      channel: (textOf(form, `${row}.channel`) || "email") as CapValues["channel"],
      max: textOf(form, `${row}.max`),
      per: lengthIn(form, `${row}.per`),
    })),
    minGap: lengthIn(form, "minGap"),
    quietFrom: textOf(form, "quietFrom"),
    quietTo: textOf(form, "quietTo"),
    weekdays: [...allOf(form, "weekdays")],
    holidays: textOf(form, "holidays"),
    over: textOf(form, "over") as HolderFormValues["over"],
  }
}

/** The values as the verbs take them; what is wrong with them is the verbs' schema to say. */
export function holderInput(values: HolderFormValues) {
  const { quietFrom, quietTo, weekdays } = values
  const minGap = isoOfLength(values.minGap)
  const holidays = values.holidays.split(/[\s,;]+/).filter((line) => line !== "")
  return {
    name: values.name,
    priority: numberIn(values.priority) ?? 0,
    policy: {
      caps: values.caps.map(({ channel, max, per }) => ({
        channel,
        max: numberIn(max) ?? null,
        per: isoOfLength(per),
      })),
      ...(minGap === "" ? {} : { minGap }),
      ...(quietFrom === "" && quietTo === "" ? {} : { quietHours: { from: quietFrom, to: quietTo } }),
      ...(weekdays.length === everyDay.length ? {} : { weekdays: weekdays.map(Number) }),
      ...(holidays.length === 0 ? {} : { holidays }),
      over: values.over,
    },
  }
}

/** A number where it is one, else what was typed; absent when nothing was. */
function numberIn(text: string): number | string | undefined {
  return numberOf(new Map([["n", [text]]]), "n")
}

/** Form field of an error's path: `policy.caps.0.per` is said at the limits. */
export function holderFieldOf(path: string): string {
  const parts = path.split(".")
  return (parts[0] === "policy" ? parts[1] : parts[0]) ?? ""
}
