import type { FormChoices } from "../forms/choices"
import { type FormView, fieldOf } from "../forms/form-view"
import { lengthIn } from "../forms/length"
import { type Fact, factOf, facts as knownFacts, opsOf } from "../forms/rule-facts"
import { isFresh, rawOf } from "../forms/values"
import { useUi } from "../ui"
import { ActButton } from "./act-button"
import { Choices } from "./choices"
import { FieldNotes } from "./field"
import { NumberField, TextField } from "./inputs"
import { LengthField } from "./length-field"
import { OperatorField } from "./rule-operator"
import { ValueField } from "./rule-value"
import { type Option, SelectField, ShapeField, withPresent } from "./select"
import { WhereFields } from "./where-fields"

interface CriterionProps {
  /** Path of the criterion, e.g. `rule.any.0.all.1`. */
  at: string
  /** Its number within the group. */
  n: number
  form: FormView
  choices: FormChoices
  facts: readonly Fact[]
  /** Beginning of the ids of the name lists. */
  list: string
}

/** One criterion: a fact, an operator that fits it, and what it is compared with. */
export function RuleCriterion(props: CriterionProps) {
  const { at, n, form, facts } = props
  const { t } = useUi()
  const r = t.rules
  const fact = factOf(rawOf(form.values, `${at}.fact`))
  const offered = facts.includes(fact) ? facts : knownFacts.filter((one) => facts.includes(one) || one === fact)
  return (
    <div class="rule-criterion" data-fresh={isFresh(form.values, at) ? "" : undefined}>
      <div class="rule-fields">
        <ShapeField
          name={`${at}.fact`}
          label={r.fact}
          error={form.errors[`${at}.fact`]}
          value={fact}
          options={offered.map((one) => ({ value: one, label: r.facts[one] }))}
        />
        <NameField {...props} fact={fact} />
        <OperatorField at={at} form={form} ops={opsOf(fact)} fact={fact} />
        <ExpectedField {...props} fact={fact} />
      </div>
      <ActButton act={`remove:${at}`} icon="close" iconOnly>
        {r.removeCriterion(n)}
      </ActButton>
      {fact === "event" && <WhereFields at={`${at}.where`} form={form} />}
      <FieldNotes name={at} error={form.errors[at]} />
    </div>
  )
}

type Part = CriterionProps & { fact: Fact }

const profileFields = ["email", "phone", "locale", "timeZone"] as const
const channels = ["email", "sms", "push"] as const

/** What the fact is about: an attribute's name, a step, a campaign … */
function NameField({ at, form, choices, fact, list }: Part) {
  const { t } = useUi()
  const r = t.rules
  const field = fieldOf(form, `${at}.name`)
  const pick = (label: string, options: Option[], none?: string) => (
    <SelectField {...field} label={label} options={withPresent(options, field.value)} none={none} />
  )
  switch (fact) {
    case "attribute":
      return <TextField {...field} label={r.names.attribute} list={`${list}-attributes`} required />
    case "campaignData":
      return <TextField {...field} label={r.names.campaignData} list={`${list}-data`} required />
    case "event":
      return <TextField {...field} label={r.names.event} list={`${list}-events`} required />
    case "webService":
      return <TextField {...field} label={r.names.webService} placeholder="/credit/score" required />
    case "profile":
      return pick(
        r.names.profile,
        profileFields.map((name) => ({ value: name, label: t.flow.facts[name] })),
      )
    case "consent":
      return pick(
        r.names.consent,
        channels.map((channel) => ({ value: channel, label: t.sending.channels[channel] })),
      )
    case "message":
      return pick(r.names.message, choices.steps.filter(isMessaging).map(optionOf), r.choose)
    case "result":
      return pick(r.names.result, choices.campaigns.map(optionOf), r.anyCampaign)
    case "occasion":
      return pick(r.names.occasion, choices.occasions.map(optionOf), r.choose)
    case "segment":
      return null
  }
}

function isMessaging({ type }: { type: string }): boolean {
  return /^(email|sms|push|cross(Email|Sms|Push))$/.test(type)
}

function optionOf({ id, name }: { id: string; name: string }): Option {
  return { value: id, label: name }
}

/** What it is compared with. */
function ExpectedField({ at, form, choices, fact }: Part) {
  const { t } = useUi()
  const r = t.rules
  const field = fieldOf(form, `${at}.value`)
  switch (fact) {
    case "attribute":
    case "campaignData":
    case "profile":
    case "webService":
      return <ValueField at={at} form={form} />
    case "segment": {
      const chosen = [...(form.values.get(`${at}.value`) ?? [])]
      const options = choices.segments.map(optionOf)
      const known = chosen.reduce((all, id) => withPresent(all, id), options)
      return <Choices {...field} label={r.segments} options={known} value={chosen} />
    }
    case "result":
      return <SelectField {...field} label={r.value} options={worded(r.results)} />
    case "consent":
      return <SelectField {...field} label={r.value} options={worded(r.consents)} />
    case "occasion":
      return <SelectField {...field} label={r.value} options={worded(r.attendance)} />
    case "event":
      return (
        <>
          <NumberField {...fieldOf(form, `${at}.atLeast`)} label={r.atLeast} min={1} max={100} />
          <LengthField
            name={`${at}.within`}
            label={r.within}
            error={form.errors[`${at}.within`]}
            value={lengthIn(form.values, `${at}.within`)}
            optional
          />
        </>
      )
    case "message":
      return null
  }
}

function worded(words: Record<string, string>): Option[] {
  return Object.entries(words).map(([value, label]) => ({ value, label }))
}
