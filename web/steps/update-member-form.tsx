import type { UpdateMemberStep } from "../../src/engine/steps/update-member"
import { Choices } from "../components/choices"
import { type FormView, fieldOf } from "../forms/form-view"
import { allOf, present } from "../forms/values"
import { useUi } from "../ui"
import { MemberChangeRow } from "./member-change-row"
import { changeFields, changesIn } from "./member-changes"
import { Rows } from "./rows"
import type { StepFieldsProps, StepForm } from "./step-form"

export const updateMemberForm: StepForm<UpdateMemberStep> = {
  blank: { "set.0.target": "attribute", "set.0.how": "value" },
  fields: ({ set, join, leave }) => ({ ...changeFields(set ?? {}), join, leave }),
  read: (values) => {
    const chosen = (name: string) => {
      const ids = allOf(values, name).filter((id) => id !== "")
      return ids.length > 0 ? ids : undefined
    }
    return present({ set: changesIn(values), join: chosen("join"), leave: chosen("leave") })
  },
  Fields(props) {
    const { form, choices } = props
    const { t } = useUi()
    const s = t.stepForms.updateMember
    return (
      <>
        <Rows
          at="set"
          legend={s.changes}
          help={t.rules.help}
          add={s.add}
          remove={s.remove}
          form={form}
          row={(at) => <MemberChangeRow at={at} form={form} choices={choices} />}
        />
        <SegmentChoices name="join" label={s.join} form={form} choices={choices} />
        <SegmentChoices name="leave" label={s.leave} form={form} choices={choices} />
      </>
    )
  },
}

/** List segments; rule segments keep themselves. */
function SegmentChoices({
  name,
  label,
  form,
  choices,
}: StepFieldsProps & { name: string; label: string; form: FormView }) {
  const { t } = useUi()
  const chosen = [...allOf(form.values, name)]
  const lists = choices.segments.filter(({ id, kind }) => kind === "list" || chosen.includes(id))
  const unknown = chosen.filter((id) => !lists.some((one) => one.id === id))
  const options = [...lists.map(({ id, name: text }) => ({ value: id, label: text })), ...unknown.map(asOption)]
  if (options.length === 0) return <p class="field-help">{t.stepForms.updateMember.noLists}</p>
  return <Choices {...fieldOf(form, name)} label={label} options={options} value={chosen} />
}

function asOption(id: string) {
  return { value: id, label: id }
}
