import { whyNotIn } from "./entry"
import { stepOf } from "./flow"
import { own } from "./own"
import { isInSegment, type MemberState, type Run } from "./state"
import type { CampaignControl } from "./types"
import type { CampaignDefinition } from "./world"

/** One condition of entering a flow, and how it stands with a member. */
export interface Clause {
  rule: "campaignActive" | "published" | "started" | "notEnded" | "inSegment" | "mayEnter"
  holds: boolean
  actual: unknown
  expected: unknown
}

/** What a run waits for. */
export interface WaitingFor {
  stepId: string
  type: string
  /** Epoch ms of its timer; null: only something that happens ends it, or a pause holds it. */
  until: number | null
  /** The delivery whose outcome it waits for. */
  deliveryId: string | null
  frozen: boolean
  /** Why it is parked, if it is. */
  parked: string | null
}

export interface Explanation {
  enrolled: boolean
  /** Of the present run, else of the last one, else `notEntered`. */
  status: "active" | "failed" | "completed" | "exited" | "cancelled" | "notEntered"
  because: Clause[]
  waitingFor: WaitingFor | null
}

/**
 * Why a member is or is not in a flow (ANA-5), by the rules that decide it. Instants are epoch ms.
 * @param state also of a member that never entered
 */
export function explain(state: MemberState, { control, flows }: CampaignDefinition, now: number): Explanation {
  const run = state.runs.find((one) => one.campaignId === control.id)
  const last = own(state.ended, control.id)
  const flow = run === undefined ? undefined : flows.get(run.version)
  return {
    enrolled: run !== undefined,
    status: run === undefined ? (last?.status ?? "notEntered") : run.parked ? "failed" : "active",
    because: clausesOf(state, control, now),
    waitingFor: run === undefined ? null : waitingFor(run, (flow && stepOf(flow, run.stepId)?.type) ?? "unknown"),
  }
}

function clausesOf(state: MemberState, control: CampaignControl, now: number): Clause[] {
  const { status, version, startsAt, endsAt, segmentIds } = control
  const inside = segmentIds.filter((id) => isInSegment(state, id))
  const refusal = whyNotIn(state, control, now)
  return [
    { rule: "campaignActive", holds: status === "active", actual: status, expected: "active" },
    { rule: "published", holds: version !== null, actual: version, expected: "a published version" },
    { rule: "started", holds: startsAt === null || startsAt <= now, actual: now, expected: startsAt },
    { rule: "notEnded", holds: endsAt === null || now < endsAt, actual: now, expected: endsAt },
    { rule: "inSegment", holds: inside.length > 0, actual: inside, expected: segmentIds },
    {
      rule: "mayEnter",
      holds: refusal === null || refusal === "alreadyActive",
      actual: refusal ?? "nothing against it",
      expected: control.reentry,
    },
  ]
}

function waitingFor(run: Run, type: string): WaitingFor {
  return {
    stepId: run.stepId,
    type,
    until: run.frozenAt === undefined ? (run.wait?.until ?? null) : null,
    deliveryId: run.wait?.deliveryId ?? null,
    frozen: run.frozenAt !== undefined,
    parked: run.parked?.reason ?? null,
  }
}
