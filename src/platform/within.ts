/** How long an object waits for a read that another one makes, in ms of real time: whoever reads may have died. */
export const sharedReadMaxMs = 3_000

/** What a promise gives, or null when it has not come within some ms of real time. */
export async function within<T>(promise: Promise<T>, ms: number): Promise<T | null> {
  return await Promise.race([promise, scheduler.wait(ms).then(() => null)])
}
