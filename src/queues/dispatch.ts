import { controlsBySegment, readControls } from "../db/controls"
import { countInboxTry, deleteInbox, type InboxRow, markHanded, readInbox } from "../db/inbox"
import { hintStatements, type MemberHint, readHints } from "../db/member-rows"
import { ambientStamp, readStamp } from "../db/rules"
import type { Env } from "../env"
import { ambientOf } from "../platform/ambient"
import { decideSleepers } from "../platform/asleep"
import { bury } from "../platform/dead-letters"
import { rememberControls } from "../platform/definitions"
import { type Delivery, deliver, knownFrom } from "../platform/members"
import { mapBounded } from "../platform/retry"

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

/**
 * The same for rows at hand.
 * @param mayWait whose records may wait for the outcome of a message; whoever looks at known members next asks for newcomers
 */
export async function dispatchRows(
  env: Env,
  rows: readonly InboxRow[],
  mayWait: "all" | "newcomers" = "all",
): Promise<void> {
  const { failed } = await mapBounded(rows, rowsWidth, (row) => dispatchRow(env, row, mayWait))
  if (failed[0] !== undefined) throw failed[0].error
}

/** Members of whom the read model knows nothing yet. */
function newcomers(hints: ReadonlyMap<string, MemberHint>): Set<string> {
  return new Set([...hints].flatMap(([id, { home, seq }]) => (home === "object" && seq === 0 ? [id] : [])))
}

async function dispatchRow(env: Env, row: InboxRow, mayWait: "all" | "newcomers"): Promise<void> {
  const ids = row.chunk.items.map((item) => item.memberId)
  const [members, memberships, active, stamps] = (await env.DB.batch([
    ...hintStatements(env.DB, ids),
    controlsBySegment(env.DB, row.chunk.segmentIds),
    ambientStamp(env.DB),
  ])) as [D1Result<unknown>, D1Result<unknown>, D1Result<unknown>, D1Result<unknown>]
  const hints = readHints(members, memberships)
  const stamp = readStamp(stamps).text
  const controls = readControls(active)
  rememberControls(controls)
  const calls = row.chunk.items.flatMap(({ memberId, inputs }): Delivery[] => {
    const hint = hints.get(memberId)
    // Erased meanwhile, or asleep: the table has taken the item already.
    if (hint === undefined || hint.home === "table") return []
    return [{ memberId, call: { inputs, controls, stamp, at: row.receivedAt, ...knownFrom(hint) } }]
  })
  // Without rules nobody who sleeps is due.
  const due = [...hints.values()].some((hint) => hint.home === "table" && hint.dueAt !== null)
  if (due) await decideSleepers(env, hints, await ambientOf(env, stamp))
  const fresh = newcomers(hints)
  const failed = await deliver(env, calls, {
    done: deleteInbox(env.DB, row.id),
    mayWait: mayWait === "all" ? new Set(ids) : fresh,
    newcomers: { of: fresh, handed: markHanded(env.DB, row.id) },
  })
  if (failed.length === 0) return
  for (const { error } of failed) console.error("A member could not be reached; its inbox row stays", error)
  const tries = await countInboxTry(env.DB, row.id)
  if (tries < triesMax) return
  await bury(env, failed)
  await deleteInbox(env.DB, row.id).run()
}
