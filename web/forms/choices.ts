import type { Step } from "../../src/engine/flow"
import type { StepGroup } from "../../src/engine/steps/step-type"

/** Something that a form refers to by its id. */
export interface Named {
  id: string
  name: string
}

/** A saved message, by its channel. */
export interface MessageChoice extends Named {
  channel: "email" | "sms" | "push"
}

/** A campaign with the messages that cross-campaign steps may reuse. */
export interface CampaignChoice extends Named {
  kind: "flow" | "campaign" | "workflow"
  messages: MessageChoice[]
}

/** What pickers offer. Lists may be cut short: a value that is not among them stays what it is. */
export interface FormChoices {
  /** The palette: every type of step with its group, in the order of FLOW-3. */
  types: { type: Step["type"]; group: StepGroup }[]
  /** Steps of the flow at hand; none outside of one. */
  steps: (Named & { type: Step["type"] })[]
  segments: (Named & { kind: "everyone" | "list" | "rule" })[]
  campaigns: CampaignChoice[]
  /** Published workflows. */
  workflows: Named[]
  occasions: Named[]
  /** Names of stored credentials. */
  credentials: string[]
  /** Names seen in members' attributes. */
  attributes: string[]
  /** Names of events that members have had or that rules ask for. */
  events: string[]
  /** Names of the campaign's data fields. */
  dataFields: string[]
  /** Saved messages of the campaign at hand. */
  messages: MessageChoice[]
}
