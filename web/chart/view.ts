import type { Flow } from "../../src/engine/flow"

/** Numbers of one step (ANA-1); absent ones are not shown. */
export interface StepNumbers {
  current: number
  entered: number
  left: number
  sent?: number | undefined
  delivered?: number | undefined
  opened?: number | undefined
  clicked?: number | undefined
  unsubscribed?: number | undefined
  bounced?: number | undefined
  /** By reason. */
  skipped?: Record<string, number> | undefined
  /** What became of its messages, in the reader's words. */
  rates?: { label: string; text: string; full: string }[] | undefined
}

/** Something wrong with a flow, of one step or of the whole (FLOW-13). */
export interface Problem {
  stepId?: string | undefined
  code: string
  message: string
  /** A warning does not keep the flow from being published. */
  level?: "error" | "warning" | undefined
}

/** What the chart shows. */
export interface ChartView {
  campaignId: string
  /** Address of the campaign or workflow. */
  home: string
  flow: Flow
  problems: Problem[]
  numbers: Record<string, StepNumbers>
  segmentNames: Record<string, string>
  /** Names of campaigns, workflows, occasions and saved messages that the flow refers to. */
  names: Record<string, string>
}

/** Name of an outcome's step in words; steps without a name go by their id. */
export function stepNameOf(flow: Flow, id: string): string {
  return flow.steps[id]?.name || id
}
