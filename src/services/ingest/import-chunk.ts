import { endChunk, readChunk } from "../../db/imports"
import type { InboxRow } from "../../db/inbox"
import type { Ctx } from "../context"
import { type AcceptedItem, checkItem, type ItemKind, wakeOf } from "./items"
import { readCsv, readNdjson } from "./rows"
import { storeItems } from "./store"

/**
 * Works through one chunk of an import: good lines are kept, bad ones reported with their number and reason (MEM-3). A
 * chunk that was worked through before changes nothing.
 * @returns inbox rows to be handed out (members that live in their objects), and all members that the chunk was about
 */
export async function importChunk(
  ctx: Pick<Ctx, "db" | "clock" | "random">,
  input: { importId: string; n: number },
): Promise<{ rows: InboxRow[]; memberIds: string[] }> {
  const db = ctx.db.$client
  const chunk = await readChunk(db, input.importId, input.n)
  if (chunk === null) return { rows: [], memberIds: [] }
  const now = ctx.clock.now()
  const of: ItemKind = chunk.segmentId === null ? { kind: "profiles" } : { kind: "joins", segmentId: chunk.segmentId }
  const accepted: AcceptedItem[] = []
  const rejects: { line: number; message: string }[] = []
  const lines =
    chunk.format === "csv"
      ? readCsv(chunk.text, chunk.header ?? [], chunk.firstLine)
      : readNdjson(chunk.text, chunk.firstLine)
  for (const line of lines) {
    const checked = "problem" in line ? line.problem : checkItem(of, line.item, line.line, "import", now)
    if (typeof checked === "string") rejects.push({ line: line.line, message: checked })
    else accepted.push(checked)
  }
  const { statements, rows } = storeItems(ctx, wakeOf(of), accepted, now)
  await db.batch([...statements, ...endChunk(db, { ...input, accepted: accepted.length, rejects, now })])
  return { rows, memberIds: [...new Set(accepted.map((item) => item.memberId))] }
}
