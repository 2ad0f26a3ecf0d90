import { type Touch, touchWindowMs } from "../engine/touches"
import type { Env } from "../env"
import { memberStub, settleFlush } from "./members"
import { withRetry } from "./retry"
import type { Flush } from "./send"

/**
 * Has a member's object take down a touch, and judge it once its window is over. The object comes back to what nobody has
 * it judge.
 */
export async function takeTouch(env: Env, memberId: string, touch: Omit<Touch, "at">): Promise<void> {
  await withRetry(async () => await memberStub(env, memberId).touch(touch))
  await scheduler.wait(touchWindowMs)
  await settleFlush(env, await withRetry(async () => (await memberStub(env, memberId).judge()) as Flush))
}
