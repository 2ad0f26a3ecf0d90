import { createId } from "../core/ids"
import { realRandom } from "../core/random"
import { dueCalls, dueSchedules, runSchedule } from "../db/exports"
import { nextOccurrence } from "../engine/schedule"
import type { Env } from "../env"
import { appClock } from "../platform/clock"
import { enqueue } from "../platform/send"

/**
 * Has the exports made that the campaign's schedules ask for now (ANA-4), and the calls that are due. What was missed, as
 * long as nobody was there, is made once and not again and again.
 */
export async function startExports(env: Env, campaignId: string): Promise<void> {
  const now = appClock.now()
  const due = await dueCalls(env.DB, campaignId, now)
  for (const schedule of await dueSchedules(env.DB, campaignId, now)) {
    const exportId = createId(now, realRandom)
    const nextAt = nextOccurrence(schedule, now)
    if (await runSchedule(env.DB, schedule, { exportId, nextAt, now })) due.push(exportId)
  }
  await enqueue(
    env.QUEUE_INBOX,
    due.map((id) => ({ exportJob: id })),
  )
}
