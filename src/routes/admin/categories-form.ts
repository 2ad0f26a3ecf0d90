import { isoOfLength, lengthValueOf, unitOf } from "../../../web/forms/length"
import type { CapValues, HolderFormValues } from "../../../web/pages/categories-form"
import type { HolderView } from "../../services/policy-holders/schema"
import type { PostedForm } from "./forms"

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

const emptyCap: CapValues = { channel: "email", max: "2", per: { n: "7", unit: "days" } }

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
export function holderValuesOfForm(form: PostedForm): HolderFormValues {
  const channels = form.all("capChannel")
  const periods = form.all("capPer")
  const units = form.all("capPerUnit")
  return {
    name: form.text("name"),
    priority: form.text("priority"),
    caps: form.all("capMax").map((max, i) => ({
      channel: (channels[i] ?? "email") as CapValues["channel"],
      max: max.trim(),
      per: { n: periods[i]?.trim() ?? "", unit: unitOf(units[i] ?? "") },
    })),
    minGap: { n: form.text("minGap"), unit: unitOf(form.text("minGapUnit")) },
    quietFrom: form.text("quietFrom"),
    quietTo: form.text("quietTo"),
    weekdays: form.all("weekdays"),
    holidays: form.text("holidays"),
    over: form.text("over") as HolderFormValues["over"],
  }
}

/** The rows after a press on "add" or "remove"; null when neither was pressed. */
export function capsAfter(values: HolderFormValues, pressed: string): HolderFormValues | null {
  if (pressed === "add") return { ...values, caps: [...values.caps, emptyCap] }
  const removed = /^remove:(\d+)$/.exec(pressed)?.[1]
  return removed === undefined ? null : { ...values, caps: values.caps.filter((_, i) => i !== Number(removed)) }
}

/** The values as the verbs take them; what is wrong with them is the verbs' schema to say. */
export function holderInput(values: HolderFormValues) {
  const { quietFrom, quietTo, weekdays } = values
  const minGap = isoOfLength(values.minGap)
  const holidays = values.holidays.split(/[\s,;]+/).filter((line) => line !== "")
  return {
    name: values.name,
    priority: values.priority === "" ? 0 : Number(values.priority),
    policy: {
      caps: values.caps.map(({ channel, max, per }) => ({
        channel,
        max: max === "" ? null : Number(max),
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

/** Form field of an error's path: `policy.caps.0.per` is said at the limits. */
export function holderFieldOf(path: string): string {
  const parts = path.split(".")
  return (parts[0] === "policy" ? parts[1] : parts[0]) ?? ""
}
