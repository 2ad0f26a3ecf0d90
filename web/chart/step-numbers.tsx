import { formatNumber } from "../locales/format"
import type { StepTypeName } from "../steps/looks"
import { useUi } from "../ui"
import { behindNumber, NumberBehind } from "./number-behind"
import { StepRates } from "./step-rates"
import type { StepNumbers } from "./view"

interface StepNumberProps {
  /** Address of the campaign or workflow. */
  home: string
  stepId: string
  name: string
  type: StepTypeName
  numbers: StepNumbers | undefined
  /** In a live answer: takes the place of what is on the page. */
  swap?: boolean
}

const messageTypes: ReadonlySet<StepTypeName> = new Set<StepTypeName>([
  ...(["email", "sms", "push"] as const),
  ...(["crossEmail", "crossSms", "crossPush"] as const),
])

const none: StepNumbers = { current: 0, entered: 0, left: 0 }

/** Live numbers of a step (ANA-1); what is now here leads to the members behind it (ANA-3). */
export function StepNumberList({ home, stepId, name, type, numbers = none, swap }: StepNumberProps) {
  const { t, locale } = useUi()
  const isMessage = messageTypes.has(type)
  const here = (status: string) => `${home}/members?stepId=${stepId}&status=${status}`
  const shown: { key: "current" | "entered" | "left" | "sent"; value: number; href: string }[] =
    type === "end"
      ? [{ key: "entered", value: numbers.entered, href: here("completed") }]
      : [
          { key: "current", value: numbers.current, href: here("active") },
          { key: "entered", value: numbers.entered, href: behindNumber(home, "entered", stepId) },
          { key: "left", value: numbers.left, href: behindNumber(home, "left", stepId) },
        ]
  if (isMessage) shown.push({ key: "sent", value: numbers.sent ?? 0, href: behindNumber(home, "sent", stepId) })
  const list = (
    <dl class="step-numbers" id={`n-${stepId}`} {...(swap ? { "hx-swap-oob": "outerMorph" } : {})}>
      {shown.map(({ key, value, href }) => {
        const label = t.flow.numbers[key]
        const text = formatNumber(locale, value)
        return (
          <div class="step-number" key={key} data-n={key} data-zero={value === 0 ? "" : undefined}>
            <dt>{label}</dt>
            <NumberBehind text={text} n={value} href={href} label={t.flow.numbers.behind(text, label, name)} />
          </div>
        )
      })}
    </dl>
  )
  if (!isMessage) return list
  return (
    <>
      {list}
      <StepRates {...{ home, stepId, name, numbers, swap }} />
    </>
  )
}
