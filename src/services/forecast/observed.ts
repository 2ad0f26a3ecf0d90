import type { Flow } from "../../engine/flow"
import type { Observed } from "../../engine/forecast"
import { leftPrefix } from "../../engine/journal"

/** Members, or messages, of which something must have been seen before a share is believed. */
const observationsMin = 10

interface Counter {
  stepId: string
  metric: string
  n: number
}

/** Shares by a campaign's counters. */
export function observedBy(counters: readonly Counter[]): Observed {
  const of = (stepId: string, metric: string) =>
    counters.find((one) => one.stepId === stepId && one.metric === metric)?.n ?? 0
  const share = (part: number, whole: number) => (whole < observationsMin ? null : Math.min(1, part / whole))
  return {
    happened(stepId) {
      const happened = of(stepId, `${leftPrefix}happened`)
      return share(happened, happened + of(stepId, `${leftPrefix}timedOut`))
    },
    did: (stepId, what) => share(of(stepId, what), of(stepId, "sent")),
  }
}

/** Steps that wait for members to do something of whom too few have been seen. */
export function unknownSteps(flow: Flow, observed: Observed): string[] {
  return Object.entries(flow.steps).flatMap(([id, step]) =>
    step.type === "waitForEvent" && observed.happened(id) === null ? [id] : [],
  )
}
