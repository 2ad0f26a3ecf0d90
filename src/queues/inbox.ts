import { realRandom } from "../core/random"
import { openDb } from "../db/client"
import type { InboxMessage } from "../db/inbox"
import type { Env } from "../env"
import { ambientOf } from "../platform/ambient"
import { decideAsleep } from "../platform/asleep"
import { appClock } from "../platform/clock"
import { importChunk } from "../services/ingest/import-chunk"
import { dispatchInbox, dispatchRows } from "./dispatch"
import { workAtExport } from "./exports"
import { continueRebuild } from "./rebuild"
import { continueSegmentJob } from "./segment-jobs"

/** Works through chunks of imports, hands on what concerns members that live in their objects, and decides the others. */
export async function importChunks(env: Env, chunks: readonly { importId: string; n: number }[]): Promise<void> {
  const ctx = { db: openDb(env.DB), clock: appClock, random: realRandom }
  for (const chunk of chunks) {
    const { rows, memberIds } = await importChunk(ctx, chunk)
    const { rules } = await ambientOf(env)
    if (rules.segments.length > 0) await decideAsleep(env, memberIds)
    await dispatchRows(env, rows)
  }
}

/** Consumer of the inbox queue. Rows that fail stay and are found by the sweeper. */
export async function consumeInbox(env: Env, batch: MessageBatch<InboxMessage>): Promise<void> {
  const bodies = batch.messages.map((message) => message.body)
  await dispatchInbox(
    env,
    bodies.flatMap((body) => ("inboxId" in body ? [body.inboxId] : [])),
  )
  await importChunks(
    env,
    bodies.flatMap((body) => ("importId" in body ? [body] : [])),
  )
  for (const body of bodies) if ("segmentJob" in body) await continueSegmentJob(env, body.segmentJob)
  for (const body of bodies) if ("exportJob" in body) await workAtExport(env, body.exportJob)
  if (bodies.some((body) => "rebuild" in body)) await continueRebuild(env)
}
