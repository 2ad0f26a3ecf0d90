import type { RandomSplitStep } from "../../src/engine/steps/random-split"
import { formatPercent } from "../locales/format"
import { randomSplitForm } from "./random-split-form"
import type { StepLook } from "./step-look"

export const randomSplit: StepLook<RandomSplitStep> = {
  icon: "split",
  hue: "experiment",
  form: randomSplitForm,
  summary({ branches }, { t, locale }) {
    const sum = branches.reduce((total, { weight }) => total + weight, 0)
    if (sum === 0) return t.flow.summaries.noContent
    return branches.map(({ outcome, weight }) => `${outcome} ${formatPercent(locale, weight, sum)}`).join(", ")
  },
}
