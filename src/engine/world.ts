import type { Flow } from "./flow"
import type { Rule } from "./rules"
import type { CampaignControl } from "./types"

/** A campaign as the engine meets it: its present control and its flow versions that are at hand (immutable). */
export interface CampaignDefinition {
  control: CampaignControl
  /** By version number. The current version is always there for an active flow; older ones when a run is on them. */
  flows: ReadonlyMap<number, Flow>
}

/** Everything outside the member that a reaction may look at. A campaign that is missing here is left alone. */
export interface World {
  /** Epoch milliseconds. Never earlier than the member's last reaction (the caller takes the later of both). */
  now: number
  campaigns: ReadonlyMap<string, CampaignDefinition>
  /** All rule segments (MEM-4); null: not at hand, memberships of rule segments are left as they are. */
  rules: RuleSet | null
}

/** The rule segments there are. `rev` grows with every change of any of them. */
export interface RuleSet {
  rev: number
  /** IANA zone of members that have none; absent: UTC. */
  zone?: string
  segments: readonly RuleSegment[]
}

export interface RuleSegment {
  id: string
  rule: Rule
}
