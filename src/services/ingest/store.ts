import { chunksOf } from "../../core/chunks"
import { createId } from "../../core/ids"
import { type InboxItem, type InboxRow, insertInbox } from "../../db/inbox"
import { acceptMembers, type Wake } from "../../db/member-rows"
import { upsertMemberships } from "../../db/projection"
import type { Ctx } from "../context"
import type { AcceptedItem } from "./items"

/** Of one inbox row: what one pass hands out at once, and well below the 2 MB of a D1 value. */
const chunkMax = { items: 100, chars: 400_000 }

/**
 * The statements that make accepted items durable. Members that sleep in the table, and new ones that no active flow
 * wants, are done with that; the others stand in inbox rows.
 * @param wake which sleeping and new members go to their objects
 * @param now epoch ms; becomes the instant at which what follows is taken to happen
 * @returns statements for one transaction, and the inbox rows that may come of them
 */
export function storeItems(
  ctx: Pick<Ctx, "db" | "random">,
  wake: Wake,
  items: readonly AcceptedItem[],
  now: number,
): { statements: D1PreparedStatement[]; rows: InboxRow[] } {
  const db = ctx.db.$client
  const statements: D1PreparedStatement[] = []
  const rows: InboxRow[] = []
  for (const chunk of chunksOf(items, chunkMax)) {
    const accepted = chunk.map(({ memberId, patch }) => ({ id: memberId, patch }))
    statements.push(acceptMembers(db, accepted, wake, now))
    const memberships = chunk.flatMap(({ memberId, inputs }) =>
      inputs.flatMap((input) =>
        input.kind === "joined" || input.kind === "left"
          ? [
              {
                segmentId: input.segmentId,
                memberId,
                member: input.kind === "joined",
                at: input.at,
                source: input.source,
              },
            ]
          : [],
      ),
    )
    if (memberships.length > 0) statements.push(upsertMemberships(db, memberships))
    const segmentIds = "segmentId" in wake ? [wake.segmentId] : []
    const row = { id: createId(now, ctx.random), receivedAt: now, chunk: { items: byMember(chunk), segmentIds } }
    statements.push(insertInbox(db, row))
    rows.push(row)
  }
  return { statements, rows }
}

/** One entry a member, with all its inputs in order. */
function byMember(items: readonly AcceptedItem[]): InboxItem[] {
  const groups = Map.groupBy(items, (item) => item.memberId)
  return [...groups].map(([memberId, of]) => ({ memberId, inputs: of.flatMap((item) => item.inputs) }))
}
