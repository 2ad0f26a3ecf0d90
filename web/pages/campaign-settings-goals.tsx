import type { ContactPolicy } from "../../src/engine/types"
import { Choices } from "../components/choices"
import type { FormErrors } from "../components/form"
import { NumberField, TextField } from "../components/inputs"
import { LengthField, type LengthValue } from "../components/length-field"
import { NameList } from "../components/name-list"
import { RuleBuilder } from "../components/rule-builder"
import { SelectField, ShapeField } from "../components/select"
import type { FormChoices } from "../forms/choices"
import { facts } from "../forms/rule-facts"
import type { Values } from "../forms/values"
import { policyWords } from "../policy-words"
import { useUi } from "../ui"
import type { CampaignHeadView } from "./campaign-head"
import { SettingsFrame } from "./campaign-settings-frame"

/** Category, group, goal and reset of a campaign, as typed (CAM-9, CAM-10, CAM-12). */
export interface GoalFormValues {
  categoryId: string
  groupId: string
  goal: "none" | "event" | "rule"
  event: string
  within: LengthValue
  afterConversion: "stop" | "continue"
  reset: "never" | "all" | "conversions" | "dismisses"
  resetDays: string
  /** All fields, for the rule's. */
  form: Values
}

/** A goal is no place for messages and answers of a Web service step: they belong to one run. */
const goalFacts = facts.filter((fact) => fact !== "webService" && fact !== "message")

export interface HolderChoice {
  id: string
  name: string
  policy: ContactPolicy
}

interface GoalsProps {
  campaign: CampaignHeadView
  values: GoalFormValues
  errors: FormErrors
  categories: HolderChoice[]
  groups: HolderChoice[]
  choices: FormChoices
}

export function CampaignGoalsPage({ campaign, values, errors, categories, groups, choices }: GoalsProps) {
  const { t } = useUi()
  const s = t.settings
  return (
    <SettingsFrame campaign={campaign} tab="goals" errors={errors}>
      <fieldset class="form-section">
        <legend>{s.policy.title}</legend>
        <HolderField
          name="categoryId"
          label={s.policy.category}
          chosen={values.categoryId}
          choices={categories}
          errors={errors}
        />
        <HolderField name="groupId" label={s.policy.group} chosen={values.groupId} choices={groups} errors={errors} />
        <p class="field-help">
          {s.policy.help} <a href="/categories">{s.policy.manage}</a>
        </p>
      </fieldset>
      <fieldset class="form-section">
        <legend>{s.goal.title}</legend>
        <ShapeField
          name="goal"
          label={s.goal.kind}
          error={errors.goal}
          value={values.goal}
          options={[
            { value: "none", label: s.goal.none },
            { value: "event", label: s.goal.event },
            { value: "rule", label: s.goal.rule },
          ]}
          help={values.goal === "none" ? s.goal.noneHelp : values.goal === "rule" ? s.goal.ruleHelp : s.goal.eventHelp}
        />
        {values.goal === "event" && (
          <>
            <TextField
              name="event"
              label={s.goal.eventName}
              error={errors.event}
              value={values.event}
              maxLength={100}
              list="events"
            />
            <NameList id="events" names={choices.events} />
          </>
        )}
        {values.goal === "rule" && (
          <RuleBuilder
            name="rule"
            label={s.goal.condition}
            help={s.goal.conditionHelp}
            form={{ values: values.form, errors }}
            choices={choices}
            facts={goalFacts}
          />
        )}
        {values.goal !== "none" && (
          <LengthField
            name="within"
            label={s.goal.within}
            help={s.goal.withinHelp}
            error={errors.within}
            value={values.within}
            optional
          />
        )}
        <Choices
          name="afterConversion"
          label={s.goal.after}
          error={errors.afterConversion}
          value={values.afterConversion}
          options={[
            { value: "stop", label: s.goal.afterStop },
            { value: "continue", label: s.goal.afterContinue },
          ]}
        />
      </fieldset>
      <fieldset class="form-section">
        <legend>{s.reset.title}</legend>
        <div class="form-pair">
          <SelectField
            name="reset"
            label={s.reset.what}
            error={errors.reset}
            value={values.reset}
            options={[
              { value: "never", label: s.reset.never },
              { value: "all", label: s.reset.all },
              { value: "conversions", label: s.reset.conversions },
              { value: "dismisses", label: s.reset.dismisses },
            ]}
          />
          <NumberField
            name="resetDays"
            label={s.reset.days}
            error={errors.resetDays}
            value={values.resetDays}
            min={1}
            max={3650}
            optional
          />
        </div>
        <p class="field-help">{s.reset.daysHelp}</p>
      </fieldset>
    </SettingsFrame>
  )
}

/** A category or group to choose, with what the chosen one allows in words. */
export function HolderField(props: {
  name: "categoryId" | "groupId"
  label: string
  chosen: string
  choices: HolderChoice[]
  errors: FormErrors
}) {
  const ui = useUi()
  const { name, label, chosen, choices, errors } = props
  const policy = choices.find((one) => one.id === chosen)?.policy
  const words = policy ? policyWords(ui, policy) : []
  return (
    <SelectField
      name={name}
      label={label}
      none={ui.t.settings.policy.none}
      error={errors[name]}
      value={chosen}
      options={choices.map((one) => ({ value: one.id, label: one.name }))}
      {...(words.length > 0 ? { help: `${words.join(". ")}.` } : {})}
    />
  )
}
