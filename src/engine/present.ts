import type { Draft } from "./draft"
import { decideSegments } from "./segments"
import { isInSegment, type MemberState } from "./state"

/**
 * The member as a step that asks for segments has to see it: with the joins and leaves that this very reaction has asked
 * for and not yet carried out, and with rule segments answered by what has just changed (MEM-4: at the very moment).
 */
export function presentState(draft: Draft): MemberState {
  const { state, moves, now } = draft
  const moved = withMoves(state, moves, now)
  const { rules } = draft.world
  if (rules === null || rules.segments.length === 0 || rules.rev < state.rules.rev) return moved
  return withMoves(moved, decideSegments(moved, rules, now).changes, now)
}

function withMoves(
  state: MemberState,
  moves: readonly { segmentId: string; member: boolean }[],
  now: number,
): MemberState {
  const wanted = new Map(moves.map(({ segmentId, member }) => [segmentId, member]))
  const news = new Map([...wanted].filter(([segmentId, member]) => isInSegment(state, segmentId) !== member))
  if (news.size === 0) return state
  const kept = state.memberships.filter((one) => !news.has(one.segmentId))
  const moved = [...news].map(([segmentId, member]) => ({ segmentId, member, at: now, source: "flow" as const }))
  return { ...state, memberships: [...kept, ...moved] }
}
