import type { RandomSplitStep } from "../../src/engine/steps/random-split"
import { NumberField, TextField } from "../components/inputs"
import { fieldOf } from "../forms/form-view"
import { type Fields, numberOf, present, rowsOf, textOf, type Values } from "../forms/values"
import { useUi } from "../ui"
import { OutcomeField } from "./outcome-field"
import { Rows } from "./rows"
import type { StepForm } from "./step-form"

export const randomSplitForm: StepForm<RandomSplitStep> = {
  blank: {
    "branches.0.outcome": "a",
    "branches.0.weight": "50",
    "branches.1.outcome": "b",
    "branches.1.weight": "50",
  },
  fields: ({ branches, outcomes }) => {
    const rows = branches.map(({ outcome, weight }, index): Fields => {
      const at = `branches.${index}`
      return { [`${at}.outcome`]: outcome, [`${at}.weight`]: String(weight), [`${at}.to`]: outcomes[outcome] }
    })
    return Object.assign({}, ...rows)
  },
  read: (values) => ({ branches: branchesIn(values), outcomes: outcomesIn(values) }),
  ownOutcomes: true,
  Fields({ form, choices }) {
    const { t } = useUi()
    const s = t.stepForms.randomSplit
    return (
      <Rows
        at="branches"
        legend={s.branches}
        help={s.branchesHelp}
        add={s.add}
        remove={s.remove}
        form={form}
        row={(at) => (
          <>
            <TextField {...fieldOf(form, `${at}.outcome`)} label={s.name} required maxLength={64} />
            <NumberField {...fieldOf(form, `${at}.weight`)} label={s.weight} min={0} step="any" />
            <OutcomeField {...fieldOf(form, `${at}.to`)} label={s.to} choices={choices} />
          </>
        )}
      />
    )
  },
}

function branchesIn(values: Values): unknown[] {
  return rowsOf(values, "branches").map((at) =>
    present({ outcome: textOf(values, `${at}.outcome`), weight: numberOf(values, `${at}.weight`) }),
  )
}

function outcomesIn(values: Values): Record<string, string> {
  return Object.fromEntries(
    rowsOf(values, "branches").flatMap((at) => {
      const to = textOf(values, `${at}.to`)
      return to === "" ? [] : [[textOf(values, `${at}.outcome`), to]]
    }),
  )
}
