import type { IconName } from "../icons"
import type { Texts } from "../locales/en"
import type { Locale } from "../locales/format"
import type { StepForm } from "./step-form"

/** What a summary may name beside the step itself. */
export interface Words {
  t: Texts
  locale: Locale
  /** Name of another step of the flow. */
  stepName: (id: string) => string
  segmentName: (id: string) => string
  /** Name of a campaign, workflow, occasion or saved message. */
  nameOf: (id: string) => string
}

/** How one type of step looks and reads. */
export interface StepLook<S> {
  icon: IconName
  /** Names a pair of `--hue-…` properties. */
  hue: "email" | "sms" | "push" | "condition" | "delay" | "wait" | "integration" | "experiment" | "end"
  form: StepForm<S>
  /** What the step does, as one plain sentence. */
  summary(step: S, words: Words): string
}
