import type { Flow } from "../../engine/flow"
import { own } from "../../engine/own"
import type { CampaignStats } from "../campaigns/stats"
import type { FunnelStep } from "./schema"

/** The steps of a flow in the order in which members come to them, each with those who came and how they went on (ANA-2). */
export function funnelOf(flow: Flow, { steps }: CampaignStats): FunnelStep[] {
  return inOrder(flow).flatMap((stepId) => {
    const step = own(flow.steps, stepId)
    if (step === undefined) return []
    const { entered = 0, current = 0, left = 0, outcomes = {} } = own(steps, stepId) ?? {}
    const went = Object.values(outcomes).reduce((sum, n) => sum + n, 0)
    return [{ stepId, name: step.name || stepId, type: step.type, entered, current, outcomes, ended: left - went }]
  })
}

/** By the length of the way from the start; what nothing leads to comes last. */
function inOrder(flow: Flow): string[] {
  const seen = new Set([flow.start])
  for (const stepId of seen) {
    for (const next of Object.values(own(flow.steps, stepId)?.outcomes ?? {})) seen.add(next)
  }
  return [...new Set([...seen, ...Object.keys(flow.steps)])]
}
