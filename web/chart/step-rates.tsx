import { useUi } from "../ui"
import { messageNumbers } from "./message-rates"
import { behindNumber, NumberBehind } from "./number-behind"
import type { StepNumbers } from "./view"

interface StepRatesProps {
  /** Address of the campaign or workflow. */
  home: string
  stepId: string
  name: string
  numbers: StepNumbers
  /** In a live answer: takes the place of what is on the page. */
  swap?: boolean | undefined
}

/** What became of a step's messages, each number with its denominator on hover and leading to its members (ANA-1, ANA-3). */
export function StepRates({ home, stepId, name, numbers, swap }: StepRatesProps) {
  const { t, locale } = useUi()
  return (
    <dl class="step-rates" id={`r-${stepId}`} {...(swap ? { "hx-swap-oob": "outerMorph" } : {})}>
      {messageNumbers(t, locale, numbers).map(({ key, label, text, full, n }) => (
        <div key={key} title={full} data-zero={n === 0 ? "" : undefined}>
          <dt>{label}</dt>
          <NumberBehind
            text={text}
            n={n}
            href={behindNumber(home, key, stepId)}
            label={`${text}. ${t.analysis.ofStep(full, name)}`}
          />
        </div>
      ))}
    </dl>
  )
}
