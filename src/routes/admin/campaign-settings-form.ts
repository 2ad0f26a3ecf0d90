import type { FormErrors } from "../../../web/components/form"
import { isoOfLength, lengthIn, lengthValueOf } from "../../../web/forms/length"
import { ruleIn } from "../../../web/forms/rule-values"
import { rowsOf, textOf, type Values, valuesOf } from "../../../web/forms/values"
import type { Texts } from "../../../web/locales/en"
import type { DataFieldValues } from "../../../web/pages/campaign-settings-data"
import type { GoalFormValues } from "../../../web/pages/campaign-settings-goals"
import type { ClientMessageValues } from "../../../web/pages/campaign-settings-messages"
import type { UnsubscribeFormValues } from "../../../web/pages/campaign-settings-unsubscribe"
import type { Rule } from "../../engine/rules"
import type { CampaignView } from "../../services/campaigns/row"
import { ruleFields } from "./rule-form"

/** Category, group, goal and reset as their form shows them. */
export function goalValues(campaign: CampaignView): GoalFormValues {
  const { goal, reset } = campaign
  return {
    categoryId: campaign.categoryId ?? "",
    groupId: campaign.groupId ?? "",
    goal: goal === null ? "none" : goal.event === undefined ? "rule" : "event",
    event: goal?.event ?? "",
    within: lengthValueOf(goal?.within),
    afterConversion: campaign.afterConversion,
    reset: reset?.what ?? "never",
    resetDays: reset === null ? "" : String(reset.afterDays),
    form: valuesOf(goal?.rule === undefined ? {} : ruleFields(goal.rule as Rule)),
  }
}

export function goalValuesOfForm(form: Values): GoalFormValues {
  return {
    categoryId: textOf(form, "categoryId"),
    groupId: textOf(form, "groupId"),
    goal: textOf(form, "goal") as GoalFormValues["goal"],
    event: textOf(form, "event"),
    within: lengthIn(form, "within"),
    afterConversion: textOf(form, "afterConversion") as GoalFormValues["afterConversion"],
    reset: textOf(form, "reset") as GoalFormValues["reset"],
    resetDays: textOf(form, "resetDays"),
    form,
  }
}

/** As the verb takes them; what is wrong with them is the verb's schema to say. */
export function goalInput(values: GoalFormValues) {
  const within = isoOfLength(values.within)
  const window = within === "" ? {} : { within }
  return {
    categoryId: values.categoryId || null,
    groupId: values.groupId || null,
    goal: values.goal === "none" ? null : { ...goalOf(values), ...window },
    afterConversion: values.afterConversion,
    reset: values.reset === "never" ? null : { afterDays: Number(values.resetDays), what: values.reset },
  }
}

function goalOf({ goal, event, form }: GoalFormValues) {
  return goal === "event" ? { event } : { rule: ruleIn(form, "rule") }
}

/** Form field of an error's path. */
export function goalFieldOf(path: string): string {
  if (path.startsWith("goal.rule")) return path.slice("goal.".length)
  const [first = "", second = ""] = path.split(".")
  if (first === "goal") return second === "event" || second === "within" ? second : "goal"
  return first === "reset" && second === "afterDays" ? "resetDays" : first
}

export function unsubscribeValues(campaign: CampaignView): UnsubscribeFormValues {
  const { unsubscribe, dismissible, tracking, smsTracking } = campaign
  const { scope, channels, landingPage = "" } = unsubscribe
  return { scope, channels, landingPage, dismissible, tracking, smsTracking }
}

export function unsubscribeValuesOfForm(form: Values): UnsubscribeFormValues {
  return {
    scope: textOf(form, "scope") as UnsubscribeFormValues["scope"],
    channels: textOf(form, "channels") as UnsubscribeFormValues["channels"],
    landingPage: textOf(form, "landingPage"),
    dismissible: textOf(form, "dismissible") === "yes",
    tracking: textOf(form, "tracking") !== "no",
    smsTracking: textOf(form, "smsTracking") === "yes",
  }
}

export function unsubscribeInput({ scope, channels, landingPage, ...others }: UnsubscribeFormValues) {
  return { unsubscribe: { scope, channels, ...(landingPage === "" ? {} : { landingPage }) }, ...others }
}

/** Client messages by name, both languages side by side. */
export function textValues({ clientMessages }: CampaignView): ClientMessageValues[] {
  const { en = {}, es = {} } = clientMessages
  const keys = [...new Set([...Object.keys(en), ...Object.keys(es)])].sort()
  return keys.map((key) => ({ key, en: en[key] ?? "", es: es[key] ?? "" }))
}

export function textValuesOfForm(form: Values): ClientMessageValues[] {
  return rowsOf(form, "texts").map((row) => ({
    key: textOf(form, `${row}.key`),
    en: textOf(form, `${row}.en`),
    es: textOf(form, `${row}.es`),
  }))
}

/** What the verb cannot see, as both languages are one line here: a missing name, or one that stands twice. */
export function textErrors(t: Texts, rows: readonly ClientMessageValues[]): FormErrors {
  const m = t.settings.messages
  const keys = rows.map((row) => row.key)
  const nameless = rows.findIndex(({ key, en, es }) => key === "" && en + es !== "")
  if (nameless >= 0) return { texts: m.nameMissing(nameless + 1) }
  const twice = keys.find((key, i) => key !== "" && keys.indexOf(key) < i)
  return twice === undefined ? {} : { texts: m.twice(twice) }
}

/** As the verb takes them: empty lines are none. */
export function textInput(rows: readonly ClientMessageValues[]) {
  const given = (language: "en" | "es") =>
    Object.fromEntries(
      rows.filter((row) => row.key !== "" && row[language] !== "").map((row) => [row.key, row[language]]),
    )
  return { clientMessages: { en: given("en"), es: given("es") } }
}

export function dataValues({ dataFields }: CampaignView): DataFieldValues[] {
  return dataFields.map(({ name, type }) => ({ name, type }))
}

export function dataValuesOfForm(form: Values): DataFieldValues[] {
  return rowsOf(form, "dataFields").map((row) => ({
    name: textOf(form, `${row}.name`),
    type: textOf(form, `${row}.type`) || "text",
  }))
}

/** As the verb takes them: a line without a name is none. */
export function dataInput(fields: readonly DataFieldValues[]) {
  return { dataFields: fields.filter((field) => field.name !== "") }
}
