import { realRandom } from "../core/random"
import { openDb } from "../db/client"
import { controlsBySegment, readControls } from "../db/controls"
import { countInboxTry, deleteInbox, type InboxMessage, type InboxRow, readInbox } from "../db/inbox"
import { hintStatements, readHints } from "../db/member-rows"
import type { Env } from "../env"
import { appClock } from "../platform/clock"
import { bury } from "../platform/dead-letters"
import { rememberControls } from "../platform/definitions"
import { type Delivery, deliver, knownFrom } from "../platform/members"
import { mapBounded } from "../platform/retry"
import { importChunk } from "../services/ingest/import-chunk"

/** Times a chunk is handed out before the members that cannot be reached are kept as dead letters. */
const triesMax = 8
/** Rows handed out at once: while one waits for the database, the other keeps the objects busy. */
const rowsWidth = 2
/** Rows read at once: a row may have 400 kB. */
const rowsPerRead = 10

/** Hands stored chunks to their members. A chunk that was handed out before changes nothing. */
export async function dispatchInbox(env: Env, ids: readonly string[]): Promise<void> {
  for (let from = 0; from < ids.length; from += rowsPerRead) {
    await dispatchRows(env, await readInbox(env.DB, ids.slice(from, from + rowsPerRead)))
  }
}

/** The same for rows at hand. */
export async function dispatchRows(env: Env, rows: readonly InboxRow[]): Promise<void> {
  const { failed } = await mapBounded(rows, rowsWidth, (row) => dispatchRow(env, row))
  if (failed[0] !== undefined) throw failed[0].error
}

/** Works through chunks of imports, and hands on what concerns members that live in their objects. */
export async function importChunks(env: Env, chunks: readonly { importId: string; n: number }[]): Promise<void> {
  const ctx = { db: openDb(env.DB), clock: appClock, random: realRandom }
  for (const chunk of chunks) await dispatchRows(env, await importChunk(ctx, chunk))
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
}

async function dispatchRow(env: Env, row: InboxRow): Promise<void> {
  const ids = row.chunk.items.map((item) => item.memberId)
  const [members, memberships, active] = (await env.DB.batch([
    ...hintStatements(env.DB, ids),
    controlsBySegment(env.DB, row.chunk.segmentIds),
  ])) as [D1Result<unknown>, D1Result<unknown>, D1Result<unknown>]
  const hints = readHints(members, memberships)
  const controls = readControls(active)
  rememberControls(controls)
  const calls = row.chunk.items.flatMap(({ memberId, inputs }): Delivery[] => {
    const hint = hints.get(memberId)
    // Erased meanwhile, or asleep: the table has taken the item already.
    if (hint === undefined || hint.home === "table") return []
    return [{ memberId, call: { inputs, controls, at: row.receivedAt, ...knownFrom(hint) } }]
  })
  const failed = await deliver(env, calls, [deleteInbox(env.DB, row.id)])
  if (failed.length === 0) return
  for (const { error } of failed) console.error("A member could not be reached; its inbox row stays", error)
  const tries = await countInboxTry(env.DB, row.id)
  if (tries < triesMax) return
  await bury(env, failed)
  await deleteInbox(env.DB, row.id).run()
}
