import { NumberField, TextField } from "../components/inputs"
import { NameList } from "../components/name-list"
import { SelectField, ShapeField } from "../components/select"
import { fieldOf } from "../forms/form-view"
import { rawOf } from "../forms/values"
import { useUi } from "../ui"
import { attributeWays, copyFacts, profileTargets, type Way, wayIn } from "./member-changes"
import type { StepFieldsProps } from "./step-form"

/** One change: which field, how, and to what. */
export function MemberChangeRow({ at, form, choices }: StepFieldsProps & { at: string }) {
  const { t } = useUi()
  const s = t.stepForms.updateMember
  const target = rawOf(form.values, `${at}.target`) || "attribute"
  const ofAttribute = target === "attribute"
  const ways: readonly Way[] = ofAttribute ? attributeWays : ["value", "remove"]
  const how = ways.includes(wayIn(form.values, at)) ? wayIn(form.values, at) : "value"
  return (
    <>
      <ShapeField
        name={`${at}.target`}
        label={s.target}
        value={target}
        options={[
          { value: "attribute", label: t.rules.facts.attribute },
          ...profileTargets.map((field) => ({ value: field, label: t.flow.facts[field] })),
        ]}
      />
      {ofAttribute && <TextField {...fieldOf(form, `${at}.name`)} label={s.name} list={`${at}-names`} required />}
      {ofAttribute && <NameList id={`${at}-names`} names={choices.attributes} />}
      <ShapeField
        name={`${at}.how`}
        label={s.how}
        value={how}
        options={ways.map((way) => ({ value: way, label: s.ways[way] }))}
      />
      {how === "value" && <TextField {...fieldOf(form, `${at}.value`)} label={t.rules.value} />}
      {how === "add" && <NumberField {...fieldOf(form, `${at}.number`)} label={s.number} step="any" />}
      {how === "copy" && (
        <>
          <SelectField
            {...fieldOf(form, `${at}.fact`)}
            label={s.copyFrom}
            options={copyFacts.map((fact) => ({ value: fact, label: t.rules.facts[fact] }))}
          />
          <TextField {...fieldOf(form, `${at}.from`)} label={s.name} required />
        </>
      )}
    </>
  )
}
