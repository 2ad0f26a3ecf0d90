import { formatNumber } from "../locales/format"
import type { StepTypeName } from "../steps/looks"
import { useUi } from "../ui"
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
  const behind = (metric: string) => `${home}/analysis/members?metric=${metric}&stepId=${encodeURIComponent(stepId)}`
  const shown: { key: "current" | "entered" | "left" | "sent"; value: number; href?: string }[] =
    type === "end"
      ? [{ key: "entered", value: numbers.entered, href: `${home}/members?stepId=${stepId}&status=completed` }]
      : [
          { key: "current", value: numbers.current, href: `${home}/members?stepId=${stepId}&status=active` },
          { key: "entered", value: numbers.entered, href: behind("entered") },
          { key: "left", value: numbers.left, href: behind("left") },
          ...(isMessage
            ? [
                {
                  key: "sent" as const,
                  value: numbers.sent ?? 0,
                  href: behind("sent"),
                },
              ]
            : []),
        ]
  const list = (
    <dl class="step-numbers" id={`n-${stepId}`} {...(swap ? { "hx-swap-oob": "outerMorph" } : {})}>
      {shown.map(({ key, value, href }) => {
        const label = t.flow.numbers[key]
        const text = formatNumber(locale, value)
        return (
          <div class="step-number" key={key} data-n={key} data-zero={value === 0 ? "" : undefined}>
            <dt>{label}</dt>
            <dd>
              {href && value > 0 ? (
                <a href={href} aria-label={t.flow.numbers.behind(text, label, name)}>
                  {text}
                </a>
              ) : (
                text
              )}
            </dd>
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
