import { createMember, type MemberState } from "../engine/state"
import type { Env } from "../env"
import { appClock } from "./clock"
import { memberHints, memberStub } from "./members"
import { withRetry } from "./retry"

/** The object's state, or the one it would begin with while the member sleeps in the table; null: no such member. */
export async function readState(env: Env, memberId: string): Promise<MemberState | null> {
  const hint = (await memberHints(env, [memberId])).get(memberId)
  if (hint === undefined) return null
  if (hint.home === "object") {
    const state = await withRetry(async () => (await memberStub(env, memberId).state()) as MemberState | null)
    if (state !== null) return state
  }
  return createMember({ id: memberId, uid: "asleep", now: appClock.now(), ...hint.seed })
}
