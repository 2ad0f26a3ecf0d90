import type { FormChoices } from "../forms/choices"
import type { FormView } from "../forms/form-view"
import { facts as allFacts, type Fact } from "../forms/rule-facts"
import { rowsOf } from "../forms/values"
import { useUi } from "../ui"
import { ActButton } from "./act-button"
import { FieldNotes } from "./field"
import { NameList } from "./name-list"
import { RuleCriterion } from "./rule-criterion"

interface RuleBuilderProps {
  /** Name of the rule's fields, e.g. `rule`. */
  name: string
  label: string
  help?: string
  form: FormView
  choices: FormChoices
  /** Facts that make sense here; messages and Web service answers exist only within a flow. */
  facts?: readonly Fact[]
}

/** Builds a RULE: groups as cards, criteria within one ANDed, groups ORed (FLOW-4). Stands inside a `Form`. */
export function RuleBuilder({ name, label, help, form, choices, facts = allFacts }: RuleBuilderProps) {
  const { t } = useUi()
  const r = t.rules
  const groups = rowsOf(form.values, `${name}.any`)
  return (
    <fieldset class="rule" id={`f-${name}`} aria-describedby={form.errors[name] ? `f-${name}-error` : undefined}>
      <legend>{label}</legend>
      <FieldNotes name={name} {...(help ? { help } : {})} error={form.errors[name] ?? form.errors[`${name}.any`]} />
      {groups.length === 0 && <p class="muted">{r.empty}</p>}
      {groups.map((group, index) => (
        <div class="rule-part" key={group}>
          {index > 0 && <p class="rule-or">{r.or}</p>}
          <fieldset class="rule-group" id={`f-${group}`}>
            <legend>{r.group(index + 1)}</legend>
            <input type="hidden" name={`${group}._`} value="" />
            <FieldNotes name={group} error={form.errors[group] ?? form.errors[`${group}.all`]} />
            {rowsOf(form.values, `${group}.all`).map((row, n) => (
              <RuleCriterion key={row} at={row} n={n + 1} form={form} choices={choices} facts={facts} list={name} />
            ))}
            <div class="row">
              <ActButton act={`add:${group}.all`} look="plain" icon="plus">
                {r.addCriterion}
              </ActButton>
              <ActButton act={`remove:${group}`} icon="trash">
                {r.removeGroup(index + 1)}
              </ActButton>
            </div>
          </fieldset>
        </div>
      ))}
      <div class="row">
        <ActButton act={`add:${name}.any.${groups.length}.all`} look="plain" icon="plus">
          {groups.length === 0 ? r.addFirst : r.addGroup}
        </ActButton>
      </div>
      <NameList id={`${name}-attributes`} names={choices.attributes} />
      <NameList id={`${name}-events`} names={choices.events} />
      <NameList id={`${name}-data`} names={choices.dataFields} />
    </fieldset>
  )
}
