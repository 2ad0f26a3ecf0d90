import { SelectField, withPresent } from "../components/select"
import type { FormChoices } from "../forms/choices"
import { useUi } from "../ui"

interface OutcomeFieldProps {
  name: string
  label: string
  value: string
  error?: string | undefined
  help?: string
  choices: Pick<FormChoices, "steps" | "types">
  optional?: boolean
}

/** Beginning of a choice that stands for a step yet to be written. */
const newStep = "new:"

/** Where an outcome leads: a step there is, or a new one, which is asked for next. */
export function OutcomeField({ choices, value, ...field }: OutcomeFieldProps) {
  const { t } = useUi()
  const s = t.stepForms.outcomes
  const options = [
    ...choices.steps.map(({ id, name, type }) => ({
      value: id,
      label: `${name} (${t.flow.types[type]})`,
      group: s.steps,
    })),
    ...choices.types.map(({ type }) => ({ value: newStep + type, label: t.flow.types[type], group: s.newStep })),
  ]
  return <SelectField {...field} value={value} none={s.none} options={withPresent(options, value)} />
}

/** The type of step that an outcome is to lead to, when it is one yet to be written. */
export function newStepType(target: string): string | null {
  return target.startsWith(newStep) ? target.slice(newStep.length) : null
}
